import { build, type Metafile } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { bundleOptions } from '../scripts/bundle.ts';

type Outputs = Metafile['outputs'];

let outputs: Outputs = {};

beforeAll(async () => {
  ({
    metafile: { outputs },
  } = await build({ ...bundleOptions(), write: false, metafile: true }));
});

/** The files of dist/ that are loaded together with these parts of src/cli/. */
function loaded(...parts: readonly string[]): readonly Outputs[string][] {
  const pending = parts.map((part) => Object.keys(outputs).find((file) => outputs[file]?.entryPoint === `src/cli/${part}.ts`) ?? part);
  const found = new Map<string, Outputs[string]>();
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    const output = outputs[file];
    if (!output || found.has(file)) continue;
    found.set(file, output);
    for (const { path, kind } of output.imports) if (kind !== 'dynamic-import') pending.push(path);
  }
  return [...found.values()];
}

/** Packages, and folders of src/, of which code is in some files. */
function origins(files: readonly Outputs[string][]): readonly string[] {
  const inputs = files.flatMap((file) =>
    Object.entries(file.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  return [...new Set(inputs.map((path) => /node_modules\/(?:@[^/]+\/)?[^/]+|src\/[^/]+\//.exec(path)?.[0] ?? 'src/'))].sort();
}

test('help and version load nothing but themselves', () => {
  expect(origins(loaded('node-terminal'))).toEqual(['src/cli/']);
  expect(loaded('node-terminal').length).toBeLessThanOrEqual(3);
});

test('a generate of plain files loads few files, and no package or stage that it does not use', () => {
  const files = loaded('node-terminal', 'run-line', 'commands/generate');
  const stages = ['cli', 'decode', 'diagnostics', 'emit', 'graph', 'image', 'load', 'model', 'output', 'resolve', 'translate', 'yaml'];
  expect(origins(files)).toEqual(['src/', ...stages.map((stage) => `src/${stage}/`)]);
  expect(files.length).toBeLessThanOrEqual(8);
});
