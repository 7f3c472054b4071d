import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '..', 'src');

/** Lowest first. A folder may import from itself and from folders before it, never after; files directly in src/ are `(root)`. */
const layers = [
  'model',
  'diagnostics',
  'yaml',
  'image',
  'load',
  'kustomize',
  'decode',
  'graph',
  'resolve',
  'translate',
  'emit',
  'lock',
  'output',
  '(root)',
  'cli',
];

/** The pure core: no file system, no process, no terminal. */
const pure = new Set(['model', 'diagnostics', 'yaml', 'image', 'kustomize', 'decode', 'graph', 'resolve', 'translate', 'emit']);

/** Stages that work on objects that were read; how and from where is nothing to them. */
const afterReading = new Set(['decode', 'graph', 'resolve', 'translate', 'emit']);

/** Packages and where they may be imported. */
const homes: Readonly<Record<string, readonly string[]>> = {
  yaml: ['yaml/', 'emit/'],
  glob: ['load/glob-paths.ts'],
  ignore: ['load/ignore-rules.ts'],
  '@dagrejs': ['cli/render/graph/solve.ts'],
  yargs: ['cli/'],
  chalk: ['cli/'],
  cosmiconfig: ['cli/'],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly types: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/(import|export)\s+(type\s)?[^'"`;]*?from\s+'([^']+)'|import\('([^']+)'\)/g)].map(
    (match) => ({
      file,
      types: match[2] !== undefined,
      specifier: match[3] ?? match[4] ?? '',
    }),
  ),
);

function layerOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '(root)';
}

function targetOf({ file, specifier }: Import): string {
  return relative(src, join(src, dirname(file), specifier));
}

const local = imports.filter(({ specifier }) => specifier.startsWith('.'));

test('every folder has its place in the order', () => {
  expect([...new Set(files.map(layerOf))].filter((layer) => !layers.includes(layer))).toEqual([]);
});

test('a folder imports only from itself and from earlier ones', () => {
  const wrong = local.filter((found) => {
    const from = layerOf(found.file);
    const to = layerOf(targetOf(found));
    // The model names the types of findings; findings point into the model.
    if (from === 'model' && to === 'diagnostics' && found.types) return false;
    return layers.indexOf(to) > layers.indexOf(from);
  });
  expect(wrong.map(({ file, specifier }) => `${file} -> ${specifier}`)).toEqual([]);
});

test('stages after reading import nothing that reads', () => {
  const wrong = local.filter((found) => afterReading.has(layerOf(found.file)) && ['load', 'kustomize'].includes(layerOf(targetOf(found))));
  expect(wrong.map(({ file, specifier }) => `${file} -> ${specifier}`)).toEqual([]);
});

test('the command line uses only the public library', () => {
  const wrong = local.filter(
    (found) => layerOf(found.file) === 'cli' && layerOf(targetOf(found)) !== 'cli' && targetOf(found) !== 'index.ts',
  );
  expect(wrong.map(({ file, specifier }) => `${file} -> ${specifier}`)).toEqual([]);
});

/** Modules of Node that compute and do nothing else. */
const withoutEffect = new Set(['node:crypto', 'node:buffer']);
/** What files, the process, the network, the clock and chance are called without an import. */
const outside = /(?<![\w/.])(?:process\.\w+|fetch\(|performance\.now|Date\.now|new Date\(|Math\.random)/g;

/** Everything of the world outside that a file uses by name. */
function outsideOf(file: string): readonly string[] {
  const modules = imports.filter((found) => found.file === file).map(({ specifier }) => specifier);
  const code = readFileSync(join(src, file), 'utf8').replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  return [
    ...modules.filter((specifier) => specifier.startsWith('node:') && !withoutEffect.has(specifier)),
    ...[...code.matchAll(outside)].map(([name]) => name),
  ];
}

test('the core touches no file, process, network or clock', () => {
  const wrong = files.filter((file) => pure.has(layerOf(file))).flatMap((file) => outsideOf(file).map((name) => `${file} -> ${name}`));
  expect(wrong).toEqual([]);
});

test('around the core, the outside world is touched where the architecture says', () => {
  const touching = ['load/node-host.ts', 'lock/', 'output/', 'cli/'];
  const others = files.filter((file) => !pure.has(layerOf(file)) && !touching.some((place) => file.startsWith(place)));
  expect(others.flatMap((file) => outsideOf(file).map((name) => `${file} -> ${name}`)).sort()).toEqual([
    'library.ts -> process.cwd',
    'write-plan.ts -> node:path',
  ]);
});

test('packages are imported only where they belong', () => {
  const wrong = imports.filter(({ file, specifier }) => {
    const name = specifier.split('/')[0] ?? '';
    const allowed = Object.hasOwn(homes, name) ? homes[name] : undefined;
    return allowed !== undefined && !allowed.some((home) => file.startsWith(home));
  });
  expect(wrong.map(({ file, specifier }) => `${file} -> ${specifier}`)).toEqual([]);
});

test('no file is longer than 300 lines', () => {
  const isTable = (file: string) => file === 'model/kubernetes-types.ts' || file.startsWith('diagnostics/catalog/');
  const long = files
    .filter((file) => !isTable(file))
    .map((file) => [file, readFileSync(join(src, file), 'utf8').split('\n').length] as const);
  expect(long.filter(([, lines]) => lines > 301)).toEqual([]);
});
