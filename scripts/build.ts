import { existsSync, readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.ts';

// Type declarations are made by scripts/types.ts when the package is packed.
for (const name of existsSync('dist') ? readdirSync('dist') : [])
  if (name !== 'types') rmSync(`dist/${name}`, { recursive: true, force: true });
await build(bundleOptions());
