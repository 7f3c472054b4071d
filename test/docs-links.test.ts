import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnosticCodes } from '../src/diagnostics/catalog.ts';

const root = join(import.meta.dirname, '..');
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'templates/README.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].filter((file) => file.endsWith('.md'));

/** Headings as GitHub names them. */
function anchorsOf(file: string): ReadonlySet<string> {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[`.,:()…?'"[\]/]/g, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

test.each(documents)('%s links only to what exists', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const broken = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].filter(([, path = '', anchor]) => {
    const target = path === '' ? join(root, file) : join(root, dirname(file), path);
    return !existsSync(target) || (anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor));
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test('the troubleshooting page names only codes that exist', () => {
  const text = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
  const named = [...text.matchAll(/\[`([a-z-]+)`\]/g)].map(([, code]) => code ?? '');
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((code) => !(diagnosticCodes as readonly string[]).includes(code))).toEqual([]);
});
