import { defineConfig } from 'vitest/config';

/** The tests that can tell a mutant from the program: those that run it in their own process, and take no files from outside. */
export default defineConfig({
  test: {
    include: [
      'test/{graph,resolve,translate,conformance,kustomize,decode}/**/*.test.ts',
      'test/{golden,changed,reference-graph,explain}.test.ts',
    ],
    testTimeout: 60_000,
  },
});
