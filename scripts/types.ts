import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Type declarations of the library, for the package: what `import … from 'podspec2linuxkit'` is typed by.
const target = 'dist/types';
rmSync(target, { recursive: true, force: true });
const { status, stdout } = spawnSync(
  process.execPath,
  [
    'node_modules/typescript/bin/tsc',
    ...['--declaration', '--emitDeclarationOnly', '--stripInternal', '--rootDir', 'src', '--outDir', target],
    ...['--target', 'ES2023', '--lib', 'ES2023', '--types', 'node', '--module', 'NodeNext', '--moduleResolution', 'NodeNext'],
    ...['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--allowImportingTsExtensions', '--skipLibCheck'],
    ...['--ignoreConfig', 'src/index.ts', 'src/page-modules.d.ts'],
  ],
  { encoding: 'utf8' },
);
if (status !== 0) throw new Error(`tsc: ${stdout}`);
for (const file of readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'))) {
  const path = join(target, file);
  // Declarations stand beside no source, so they name what Node would load.
  writeFileSync(path, readFileSync(path, 'utf8').replace(/((?:from|import\()\s*')(\.[^']*)\.ts'/g, "$1$2.js'"));
}
