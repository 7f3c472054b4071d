// Runs a TypeScript file of this project: node scripts/run.mjs scripts/build.ts [arguments]
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { pagePlugin } from './page-plugin.mjs';

const [script, ...rest] = process.argv.slice(2);
const outfile = resolve('node_modules/.cache/podspec2linuxkit', `${script.replaceAll('/', '-')}.${process.pid}.mjs`);
mkdirSync(resolve('node_modules/.cache/podspec2linuxkit'), { recursive: true });
await build({
  entryPoints: [script],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  plugins: [pagePlugin],
  logLevel: 'error',
});
process.argv = [process.argv[0], outfile, ...rest];
try {
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile, { force: true });
}
