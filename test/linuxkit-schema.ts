import { Ajv } from 'ajv';
import schema from '../schema/linuxkit.schema.json' with { type: 'json' };

const validate = new Ajv({ allErrors: true }).compile(schema);

/**
 * What `linuxkit build` would say about the structure of a parsed LinuxKit file.
 *
 * @returns one line per problem (`/services/0/uid must be integer`); empty when it is valid
 */
export function validateLinuxKit(config: unknown): readonly string[] {
  if (validate(withoutBytes(config))) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const extra = 'additionalProperty' in params ? ` (${params['additionalProperty']})` : '';
    return `${instancePath || '/'} ${message}${extra}`;
  });
}

/** LinuxKit's parser decodes `!!binary` into a string of bytes. */
function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutBytes(item)]));
}
