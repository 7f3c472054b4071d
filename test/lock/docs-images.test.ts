import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'images.md'), 'utf8');
const quotes = [...page.matchAll(/<!-- (file|part of): (\S+) -->\n```\w*\n([\s\S]*?)```/g)].map(
  ([, kind = '', file = '', text = '']) => [file, kind, text] as const,
);

test('docs/images.md quotes something', () => expect(quotes).toHaveLength(4));

test.each(quotes)('docs/images.md quotes %s (%s) as it is', (file, kind, text) => {
  const contents = readFileSync(join(root, file), 'utf8');
  if (kind === 'file') expect(text).toBe(contents);
  else expect(contents).toContain(text);
});
