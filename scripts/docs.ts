import { readFileSync, writeFileSync } from 'node:fs';
import { generatedDocs } from './generated-docs.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

// npm run docs: writes every generated page. test/docs.test.ts fails when one is not current.
for (const [file, text] of Object.entries({ ...generatedDocs(), 'THIRD_PARTY_NOTICES.md': await thirdPartyNotices() })) {
  if (read(file) === text) continue;
  writeFileSync(file, text);
  process.stdout.write(`${file} written\n`);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
