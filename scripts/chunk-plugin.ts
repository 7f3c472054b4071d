import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const barrel = resolve('src/index.ts');
const exportsFrom = /^export \{([^}]*)\} from '([^']+)';$/gm;
const importsFromBarrel = /^import \{([^}]*)\} from '(?:\.\.\/)+index\.ts';$/gm;

/** What nearly every run needs: to tell what it can do, of the library, and of the command line. */
const startCore = ['commands', 'knobs', 'quick-answer'].map((name) => `src/cli/${name}.ts`);
const libraryCore = [
  ...['analyse', 'read-bases', 'report', 'output-plan', 'unused-volumes', 'workload-names', 'write-plan'],
  ...['image/parse-lock', 'load/node-host'],
].map((name) => `src/${name}.ts`);
const commandCore = [
  ...['deliver', 'exit-code', 'nothing-found', 'run-analysis', 'run-line', 'shell-word'].map((name) => `src/cli/${name}.ts`),
  ...startCore,
  ...libraryCore,
];

/** What is loaded only now and then, and uses the core. */
const late: Readonly<Record<string, readonly string[]>> = {
  'src/collect-kustomizations.ts': libraryCore,
  'src/emit/parse-base.ts': libraryCore,
  'src/load/ignore-rules.ts': libraryCore,
  'src/load/match-pattern.ts': libraryCore,
  'src/cli/find-configuration.ts': commandCore,
  'src/cli/node-terminal.ts': startCore,
  'src/cli/complete.ts': startCore,
  'src/cli/complete-workloads.ts': commandCore,
  'src/cli/commands/check.ts': commandCore,
  'src/cli/commands/explain.ts': commandCore,
  'src/cli/commands/generate.ts': commandCore,
  'src/cli/commands/graph.ts': commandCore,
  'src/cli/commands/init.ts': commandCore,
  'src/cli/commands/lock.ts': commandCore,
  'src/cli/render/github.ts': commandCore,
  'src/cli/render/graph/json.ts': commandCore,
  'src/cli/render/json.ts': commandCore,
  'src/cli/render/sarif.ts': commandCore,
  'src/cli/run-line.ts': commandCore,
  'src/cli/yargs-line.ts': commandCore,
};

/**
 * Makes few large chunks of what a run needs, and leaves the rest out. esbuild makes a chunk for every set of entry points
 * that need the same modules: dozens of them, each of which costs a start half a millisecond. So what is loaded late says that
 * it needs all of the core, which is there already. And the command line imports each function from the file that has it:
 * through the one public barrel, every command would need the whole library.
 */
export const chunkPlugin: Plugin = {
  name: 'chunks',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const file = relative('.', path).replaceAll('\\', '/');
      if (!file.startsWith('src/cli/') && !late[file]) return undefined;
      const homes = homesIn(await readFile(barrel, 'utf8'));
      const text = (await readFile(path, 'utf8')).replace(importsFromBarrel, (whole, names: string) => direct(whole, names, path, homes));
      const core = (late[file] ?? []).filter((other) => other !== file).map((other) => `import ${specifier(path, resolve(other))};\n`);
      return { loader: 'ts', contents: text + core.join('') };
    });
  },
};

/** Exported name → absolute path of the file that has it. */
function homesIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(exportsFrom)].flatMap(([, names = '', file = '']) =>
      values(names).map((name) => [name, resolve(dirname(barrel), file)] as const),
    ),
  );
}

/** The same import from the files themselves, on as many lines, so that source maps stay true. */
function direct(whole: string, names: string, importer: string, homes: ReadonlyMap<string, string>): string {
  const imports = values(names).map((name) => {
    const home = homes.get(name);
    if (home === undefined) throw new Error(`${importer}: src/index.ts does not export ${name}`);
    return `import { ${name} } from ${specifier(importer, home)};`;
  });
  return imports.join(' ') + whole.replace(/[^\n]/g, '');
}

function specifier(importer: string, file: string): string {
  return JSON.stringify(`./${relative(dirname(importer), file).replaceAll('\\', '/')}`);
}

/** `a, type B` → `a`: types are nothing at run time. */
function values(names: string): readonly string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
}
