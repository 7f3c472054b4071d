import { defineConfig } from 'vitest/config';
import { pageVitePlugin } from './scripts/page-plugin.mjs';

export default defineConfig({
  plugins: [pageVitePlugin()],
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'json-summary'] },
  },
});
