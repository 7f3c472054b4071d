import { diagnosticDocs } from '../src/diagnostic-docs.ts';
import { fieldDocs } from '../src/field-docs.ts';

/** Every generated file by its path, with the text it must have. */
export function generatedDocs(): Readonly<Record<string, string>> {
  return {
    'docs/fields.md': fieldDocs(),
    'docs/diagnostics.md': diagnosticDocs(),
  };
}
