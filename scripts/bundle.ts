import { readFileSync } from 'node:fs';
import type { BuildOptions } from 'esbuild';
import { chunkPlugin } from './chunk-plugin.ts';
import { pagePlugin } from './page-plugin.mjs';

/**
 * One code-split ESM bundle: commands are loaded when they run, so that a start costs little. The string-width package
 * measures emoji with large regular expressions; our help text is ASCII, where length is width.
 */
export function bundleOptions(): BuildOptions {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  return {
    entryPoints: { cli: 'src/cli/node-terminal.ts', index: 'src/index.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    keepNames: false,
    sourcemap: true,
    sourcesContent: false,
    // THIRD_PARTY_NOTICES.md holds the licences of what is bundled.
    legalComments: 'none',
    define: { 'globalThis.podspec2linuxkitVersion': JSON.stringify(version) },
    alias: {
      'string-width': './scripts/string-width.ts',
      assert: './scripts/assert.ts',
      'escalade/sync': './scripts/escalade.ts',
      yaml: './node_modules/yaml/browser/index.js',
    },
    // What cosmiconfig's own loaders would load; ours replace them.
    external: ['typescript', 'import-fresh', 'js-yaml', 'parse-json'],
    plugins: [pagePlugin, chunkPlugin],
    banner: {
      js: "import { createRequire as createRequire_ } from 'node:module'; import { fileURLToPath as fileURLToPath_ } from 'node:url'; import { dirname as dirname_ } from 'node:path'; const require = createRequire_(import.meta.url); const __filename = fileURLToPath_(import.meta.url); const __dirname = dirname_(__filename);",
    },
  };
}
