import { defineConfig } from 'vitest/config';
import { pageVitePlugin } from './scripts/page-plugin.mjs';

export default defineConfig({
  plugins: [pageVitePlugin()],
  test: {
    include: ['test/**/*.test.ts'],
    // A browser on a busy machine needs its time.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'json-summary'] },
  },
});
