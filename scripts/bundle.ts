import type { BuildOptions } from 'esbuild';
import { chunkPlugin } from './chunk-plugin.ts';
import { pagePlugin } from './page-plugin.mjs';

/**
 * One code-split bundle: commands are loaded when they run, so that a start costs little. The string-width package
 * measures emoji with large regular expressions; our help text is ASCII, where length is width.
 */
export function bundleOptions(): BuildOptions {
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
    sourcemap: 'inline',
    sourcesContent: false,
    outExtension: { '.js': '.cjs' },
    // THIRD_PARTY_NOTICES.md holds the licences of what is bundled.
    legalComments: 'none',
    alias: {
      'string-width': './scripts/string-width.ts',
      assert: './scripts/assert.ts',
      'escalade/sync': './scripts/escalade.ts',
      yaml: './node_modules/yaml/browser/index.js',
    },
    // What cosmiconfig's own loaders would load; ours replace them.
    external: ['typescript', 'import-fresh', 'js-yaml', 'parse-json'],
    plugins: [pagePlugin, chunkPlugin],
  };
}
