import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build, transform } from 'esbuild';
import { bundleOptions } from './bundle.ts';

const outdir = process.argv[2] ?? 'dist';
// Type declarations are made by scripts/types.ts when the package is packed.
for (const name of existsSync(outdir) ? readdirSync(outdir) : [])
  if (name !== 'types') rmSync(`${outdir}/${name}`, { recursive: true, force: true });

const options = bundleOptions();
const { outputFiles, metafile } = await build({ ...options, outdir, write: false, metafile: true });
mkdirSync(outdir, { recursive: true });
for (const { path, text } of outputFiles) {
  const { code, map } = await toCommonJs(text, basename(path));
  writeFileSync(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`);
  writeFileSync(`${path}.map`, map);
}
writeFileSync(`${outdir}/index.js`, moduleOf('index.cjs'));

/**
 * Node loads CommonJS in one go, where it reads modules one by one on other threads and waits for each: a quarter of a start on a
 * busy machine. esbuild splits only modules, so its chunks are turned afterwards.
 */
async function toCommonJs(text: string, sourcefile: string): Promise<{ readonly code: string; readonly map: string }> {
  const { code, map } = await transform(text.replaceAll('import.meta.url', 'require("node:url").pathToFileURL(__filename).href'), {
    format: 'cjs',
    platform: 'node',
    target: options.target ?? [],
    minify: options.minify === true,
    sourcemap: 'external',
    sourcesContent: false,
    sourcefile,
    // A configuration in JavaScript is still imported.
    supported: { 'dynamic-import': true },
  });
  return { code: code.replace(/import\("(\.\/[\w.-]+\.cjs)"\)/g, 'Promise.resolve().then(()=>require("$1"))'), map };
}

/** The library as a module: every name that its chunk exports. */
function moduleOf(chunk: string): string {
  const output = Object.entries(metafile.outputs).find(([path]) => basename(path) === chunk);
  const names = output?.[1].exports ?? [];
  return `import library from './${chunk}';\n\nexport const { ${names.join(', ')} } = library;\n`;
}
