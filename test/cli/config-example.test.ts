import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { checkConfiguration, configurationKeys } from '../../src/cli/check-values.ts';
import { configExample } from '../../src/cli/config-example.ts';
import { configSchema } from '../../src/cli/config-schema.ts';
import { collector } from '../../src/diagnostics/diagnostic.ts';
import { parseText } from '../../src/yaml/parse.ts';

function parsed(text: string): Record<string, unknown> {
  const { diagnostics, report } = collector();
  const [document] = parseText({ path: '.podspec2lkrc.example', text }, { json: false }, report);
  expect(diagnostics).toEqual([]);
  return document?.value as Record<string, unknown>;
}

describe('.podspec2lkrc.example', () => {
  test('loads without a finding', () => {
    expect(checkConfiguration(parsed(configExample(['k8s'])))).toEqual([]);
  });

  test('holds every key that the program knows', () => {
    const keys = new Set([...Object.keys(parsed(configExample(['k8s']))), '$schema']);
    expect(configurationKeys.filter((key) => !keys.has(key))).toEqual([]);
  });

  test('is valid for the schema that editors use', () => {
    const validate = new Ajv2020().compile(configSchema());
    validate(parsed(configExample(['k8s'])));
    expect(validate.errors).toBeNull();
  });

  test('is nearly all comment when init writes it', () => {
    expect(parsed(configExample(['k8s'], new Map([['out', 'machines']])))).toEqual({ inputs: ['k8s'], out: 'machines' });
  });
});
