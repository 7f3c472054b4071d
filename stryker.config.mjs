/**
 * Mutation testing of the three stages in which a wrong result would go unnoticed longest: `npm run mutation`.
 * A part of it: `npm run mutation -- --mutate 'src/resolve/expansion.ts'`. Later runs only test what changed (incremental).
 */
export default {
  packageManager: 'npm',
  testRunner: 'in-process',
  plugins: ['./scripts/mutation-runner.mjs'],
  inProcess: {
    // Suites that run the program as a process see the shipped bundle and not the mutant.
    include: [
      'test/{graph,resolve,translate,conformance,decode}/**/*.test.ts',
      'test/{golden-library,golden,changed,reference-graph,fields,yaml/skim}.test.ts',
    ],
    exclude: ['test/translate/scripts.test.ts'],
    skip: [
      // They run in memory as well: test/golden-library.test.ts.
      '^fixtures of the library',
      // What they are about is decided before and after the three stages.
      '^fixtures of the program (commands/(completion|init|lock|stdin|usage)|contract/(layout|outcome|reading|stdin)|diagnostics/(base|kustomize)|examples|kustomize)',
      // Growth, and tests that take a second because they repeat others with many inputs.
      'linear time|take no time|one look each|well under a second|hold at most 1 MiB|as the whole run reports it|not looked at|before it is translated',
      'occurs in the input of a fixture',
    ],
  },
  mutate: ['src/graph/**/*.ts', 'src/resolve/**/*.ts', 'src/translate/**/*.ts'],
  // Texts are names of fields and codes, which the compiler checks, documentation, and words of messages, which fixtures hold as they are.
  mutator: { excludedMutations: ['StringLiteral'] },
  coverageAnalysis: 'perTest',
  // What is built when a module is loaded (tables, patterns) needs a process of its own for each mutant: twenty times the time.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: 'node_modules/.cache/podspec2linuxkit/mutation.json',
  tempDirName: '.stryker-tmp',
  reporters: ['progress', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false, reportMutants: true },
  jsonReporter: { fileName: 'reports/mutation.json' },
  concurrency: 2,
  timeoutMS: 10_000,
  thresholds: { high: 95, low: 85, break: 85 },
};
