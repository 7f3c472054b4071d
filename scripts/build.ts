import { existsSync, readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.ts';

<<<<<<< ours
// Type declarations are made by scripts/types.ts when the package is packed.
for (const name of existsSync('dist') ? readdirSync('dist') : [])
  if (name !== 'types') rmSync(`dist/${name}`, { recursive: true, force: true });
await build(bundleOptions());
=======
// One code-split ESM bundle: commands are loaded when they run, so that a start costs little. The string-width package
// measures emoji with large regular expressions; our help text is ASCII, where length is width.
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const outdir = process.argv[2] ?? 'dist';
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: { cli: 'src/cli/node-terminal.ts', index: 'src/index.ts' },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  keepNames: false,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  define: { 'globalThis.podspec2linuxkitVersion': JSON.stringify(version) },
  alias: { 'string-width': './scripts/string-width.ts', yaml: './node_modules/yaml/browser/index.js' },
  external: ['typescript'],
  plugins: [pagePlugin],
  banner: {
    js: "import { createRequire as createRequire_ } from 'node:module'; import { fileURLToPath as fileURLToPath_ } from 'node:url'; import { dirname as dirname_ } from 'node:path'; const require = createRequire_(import.meta.url); const __filename = fileURLToPath_(import.meta.url); const __dirname = dirname_(__filename);",
  },
});
>>>>>>> theirs
