import { cliDocs } from '../src/cli/cli-docs.ts';
import { configExample } from '../src/cli/config-example.ts';
import { configSchema } from '../src/cli/config-schema.ts';
import { manPage } from '../src/cli/man-page.ts';
import { diagnosticDocs } from '../src/diagnostic-docs.ts';
import { fieldDocs } from '../src/field-docs.ts';

/** Every generated file by its path, with the text it must have. */
export function generatedDocs(): Readonly<Record<string, string>> {
  return {
    'docs/fields.md': fieldDocs(),
    'docs/diagnostics.md': diagnosticDocs(),
    'docs/cli.md': cliDocs(),
    'man/podspec2linuxkit.1': manPage(),
    'schema/podspec2lk.schema.json': `${JSON.stringify(configSchema(), undefined, 2)}\n`,
    '.podspec2lkrc.example': configExample(['k8s']),
  };
}
