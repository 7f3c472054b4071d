import { diagnosticCodes, isAdjustable } from '../index.ts';
import { severities } from './check-values.ts';
import { type KnobSpec, knobTable } from './knobs.ts';
import { configKey, type OptionSpec, optionTable } from './options.ts';

type Schema = Readonly<Record<string, unknown>>;

const strings: Schema = { type: 'array', items: { type: 'string' } };
const list: Schema = { anyOf: [{ type: 'string' }, strings] };

/** JSON Schema (2020-12) of the configuration file, for editors; made from the tables that the program itself checks with. */
export function configSchema(): Schema {
  const options = Object.entries(optionTable as Readonly<Record<string, OptionSpec>>).filter(([, spec]) => spec.config !== false);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of podspec2linuxkit',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      inputs: { ...list, description: 'What is read when no path is given; relative to this file' },
      ...Object.fromEntries(options.map(([name, spec]) => [configKey(name), optionSchema(spec)])),
      lock: lockSchema,
      volume: { type: 'object', additionalProperties: { type: 'string' }, description: optionTable.volume.describe },
      rules: rulesSchema(),
      translate: translateSchema(),
    },
  };
}

function optionSchema({ type, choices, describe, default: fallback }: OptionSpec): Schema {
  const base = type === 'list' ? list : { type: type === 'number' ? 'integer' : type, ...(choices && { enum: choices }) };
  return { ...base, description: fallback === undefined ? describe : `${describe} (default: ${fallback})` };
}

const lockSchema: Schema = {
  description: optionTable.lock.describe,
  anyOf: [
    { type: 'string' },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        file: { type: 'string', description: 'Image lock file' },
        from: {
          ...strings,
          description: 'Where lock looks images up, in order: oci:PATH, docker-archive:FILE, linuxkit-cache, docker-inspect:FILE, registry',
        },
        registries: {
          type: 'object',
          description: 'Registry host → how to reach it',
          additionalProperties: {
            type: 'object',
            additionalProperties: false,
            properties: { plainHttp: { type: 'boolean' }, mirrors: strings },
          },
        },
      },
    },
  ],
};

function rulesSchema(): Schema {
  const properties = diagnosticCodes.map((code) => [code, { enum: isAdjustable(code) ? severities : ['error'] }] as const);
  return {
    type: 'object',
    additionalProperties: false,
    description: 'Diagnostic code → severity',
    properties: Object.fromEntries(properties),
  };
}

function translateSchema(): Schema {
  const properties = Object.entries(knobTable as Readonly<Record<string, KnobSpec>>).map(([name, { type, describe }]) => [
    name,
    { ...(type === 'list' ? list : { type }), description: describe },
  ]);
  return {
    type: 'object',
    additionalProperties: false,
    description: 'Settings that a project decides once',
    properties: Object.fromEntries(properties),
  };
}
