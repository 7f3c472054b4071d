import { existsSync, readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.ts';

const outdir = process.argv[2] ?? 'dist';
// Type declarations are made by scripts/types.ts when the package is packed.
for (const name of existsSync(outdir) ? readdirSync(outdir) : [])
  if (name !== 'types') rmSync(`${outdir}/${name}`, { recursive: true, force: true });
await build({ ...bundleOptions(), outdir });
