import { collector, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { classify } from '../../src/load/classify.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { parseText } from '../../src/yaml/parse.ts';

/** The first object of a text, as the loader would pass it on. `json` makes it literal JSON. */
export function manifestOf(text: string, json = false): Manifest {
  const { diagnostics, report } = collector();
  const [document] = parseText({ path: json ? 'in.json' : 'in.yaml', text }, { json }, report);
  const [found] = document ? classify(document) : [];
  if (!document || found?.kind !== 'object') throw new Error(`no object: ${diagnostics.map(({ message }) => message).join()}`);
  const { data, path } = found;
  const metadata = data['metadata'] as Readonly<Record<string, unknown>> | null | undefined;
  const apiVersion = String(data['apiVersion']);
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return {
    id: 0,
    apiVersion,
    group,
    version,
    kind: String(data['kind']),
    namespace: typeof metadata?.['namespace'] === 'string' ? metadata['namespace'] : undefined,
    name: typeof metadata?.['name'] === 'string' ? metadata['name'] : '',
    data,
    document,
    path,
    bundle: { kind: 'flat', root: '' },
    directory: '',
    explicit: true,
    outputDirectory: '',
    sources: [document.file.path],
  };
}

export function codesOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code }) => code);
}
