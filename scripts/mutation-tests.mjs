// Tests for scripts/mutation-runner.mjs: bundles test files with the sources they test, loads them, and collects the tests they
// declare. What they import as `vitest` is this module.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { build } from 'esbuild';
import { globSync } from 'glob';
import { pagePlugin } from './page-plugin.mjs';

export { expect } from 'vitest';

const tests = [];
const taken = new Map();
let file = '';
let scope = { names: [], before: [], after: [] };
let round = 0;

/**
 * All tests of the files that match: the order and the ids are the same in every process.
 */
export async function loadTests({ include, exclude, skip }) {
  const files = globSync(include, { ignore: exclude, posix: true }).sort();
  const outdir = resolve(`.mutation-bundle-${process.pid}`);
  await bundle(files, outdir);
  for (file of files) await import(pathToFileURL(join(outdir, file.replace(/\.ts$/, '.js'))).href);
  const skipped = new RegExp(skip.join('|'));
  return tests.filter(({ name }) => !skipped.test(name));
}

/** Runs a test with its hooks. @returns the message of its failure, if it failed */
export async function runTest(test) {
  round++;
  try {
    for (const hook of test.before) await hook();
    try {
      await test.run();
    } finally {
      for (const hook of test.after) await hook();
    }
    return undefined;
  } catch (error) {
    return String(error?.message ?? error);
  }
}

export function describe(name, define) {
  const outer = scope;
  scope = { names: [...outer.names, name], before: [...outer.before], after: [...outer.after] };
  define();
  scope = outer;
}

describe.each = (rows) => (name, define) => eachRow(rows, name, (title, values) => describe(title, () => define(...values)));

export function test(name, run) {
  const full = [...scope.names, name].join(' ');
  const key = `${file}#${full}`;
  const count = (taken.get(key) ?? 0) + 1;
  taken.set(key, count);
  const { before, after } = scope;
  tests.push({ id: String(tests.length), name: count === 1 ? full : `${full} (${count})`, file, run, before, after });
}

test.each = (rows) => (name, run) => eachRow(rows, name, (title, values) => test(title, () => run(...values)));

export const it = Object.assign((name, run) => test(name, run), { each: test.each });

export function beforeEach(hook) {
  scope.before.push(hook);
}

export function afterEach(hook) {
  scope.after.unshift(hook);
}

function eachRow(rows, name, define) {
  for (const row of rows) {
    const values = Array.isArray(row) ? row : [row];
    define(format(name, ...values.slice(0, name.split(/%[sdj]/).length - 1)), values);
  }
}

/** A WeakMap for a single test: the sources remember what they computed, and a mutant must neither see nor leave such memories. */
globalThis.WeakMapOfOneTest = function WeakMapOfOneTest() {
  let entries = new WeakMap();
  let since = round;
  const current = () => {
    if (since !== round) entries = new WeakMap();
    since = round;
    return entries;
  };
  return {
    get: (key) => current().get(key),
    has: (key) => current().has(key),
    set: (key, value) => current().set(key, value),
    delete: (key) => current().delete(key),
  };
};

async function bundle(files, outdir) {
  await build({
    absWorkingDir: process.cwd(),
    entryPoints: files,
    outdir,
    outbase: '.',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: 'import { createRequire as createRequire_ } from "node:module"; const require = createRequire_(import.meta.url);' },
    alias: { 'string-width': './scripts/string-width.ts' },
    external: ['ajv', 'esbuild', 'fast-check', 'typescript', 'yaml'],
    define: { WeakMap: 'WeakMapOfOneTest' },
    plugins: [thisModuleForVitest, pagePlugin, adaptations],
    logLevel: 'error',
  });
}

const thisModuleForVitest = {
  name: 'this module for vitest',
  setup: ({ onResolve }) => onResolve({ filter: /^vitest$/ }, () => ({ path: import.meta.url, external: true })),
};

/** A bundle lies elsewhere than its sources, which look for files next to them. */
const adaptations = {
  name: 'adaptations',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/(src|test)\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: withStepLimit(readFileSync(path, 'utf8'))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    })),
};

/**
 * Stryker's helpers, which run before nearly every expression, count coverage only while no mutant is active, and end a test that
 * takes too many steps: Stryker's own limit counts the mutant alone, and most endless loops only contain others.
 */
function withStepLimit(source) {
  if (!source.includes('function stryMutAct_')) return source;
  const edited = source
    .replace('var a = arguments;', 'if (ns.activeMutant !== undefined) return;\n    var a = arguments;')
    .replace(
      'if (ns.activeMutant === id) {',
      "if (++ns.steps > ns.stepLimit) throw new Error('too many steps');\n    if (ns.activeMutant === id) {",
    );
  if (edited.split('\n').length !== source.split('\n').length + 2) throw new Error('the helpers of Stryker have changed');
  return edited;
}
