import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.ts';

interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

/** THIRD_PARTY_NOTICES.md: every package of which code is in dist/, with its licence. */
export async function thirdPartyNotices(): Promise<string> {
  const { metafile } = await build({ ...bundleOptions(), write: false, metafile: true, logLevel: 'error' });
  const used = Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? (packageOf(file) ?? []) : [])),
  );
  const packages = [...new Set(used)].sort().map(describe);
  const list = packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |\n`).join('');
  const texts = packages.map(({ name, version, text }) => `## ${name} ${version}\n\n\`\`\`text\n${text}\n\`\`\`\n`).join('\n');
  return `# Third-party notices

The files in \`dist/\` contain code of these packages. Made by \`npm run docs\`.

| package | version | licence |
|---|---|---|
${list}
${texts}`;
}

/** `node_modules/a/node_modules/@b/c/d.js` → `node_modules/a/node_modules/@b/c`. */
function packageOf(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

function describe(directory: string): Bundled {
  const facts = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { name: string; version: string; license?: string };
  const file = readdirSync(directory)
    .sort()
    .find((name) => /^(?:licen[cs]e|copying)/i.test(name));
  if (facts.license === undefined || file === undefined || !existsSync(join(directory, file)))
    throw new Error(`${directory} has no licence text, so its code must not be bundled`);
  const text = readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return { name: facts.name, version: facts.version, license: facts.license, text };
}
