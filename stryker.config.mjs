/**
 * Mutation testing of the three stages in which a wrong result would go unnoticed longest: `npm run mutation`.
 * A part of it: `npm run mutation -- --mutate 'src/resolve/expansion.ts'`. Later runs only test what changed (incremental).
 */
export default {
  packageManager: 'npm',
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // Suites that run the program as a process see the shipped bundle and not the mutant.
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: ['src/graph/**/*.ts', 'src/resolve/**/*.ts', 'src/translate/**/*.ts'],
  mutator: { excludedMutations: ['StringLiteral'] },
  coverageAnalysis: 'perTest',
  // Mutants of tables that are built when a module is loaded would run every test each.
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
