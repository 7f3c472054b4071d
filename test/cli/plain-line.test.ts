import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { optionsOf } from '../../src/cli/options-of.ts';
import { plainLine } from '../../src/cli/plain-line.ts';
import { yargsLine } from '../../src/cli/yargs-line.ts';

function plain(line: string) {
  const read = plainLine(line.split(' '), commands);
  return read && { command: read.command.words, positionals: read.positionals, values: read.values };
}

describe('a plain line is read without yargs', () => {
  test.each([
    ['generate k8s/a.yaml --out build', { command: 'generate', positionals: ['k8s/a.yaml'], values: { out: 'build' } }],
    ['k8s', { command: 'generate', positionals: ['k8s'], values: {} }],
    ['k8s generate', { command: 'generate', positionals: ['k8s', 'generate'], values: {} }],
    ['check a --strict b', { command: 'check', positionals: ['a', 'b'], values: { strict: true } }],
    ['check --changed a b', { command: 'check', positionals: ['b'], values: { changed: ['a'] } }],
    ['check --ignore a --ignore b', { command: 'check', positionals: [], values: { ignore: ['a', 'b'] } }],
    ['check --out a --out b', { command: 'check', positionals: [], values: { out: 'b' } }],
    ['check --jobs 04', { command: 'check', positionals: [], values: { jobs: 4 } }],
    ['graph --format dot', { command: 'graph', positionals: [], values: { format: 'dot' } }],
    ['explain web k8s more', { command: 'explain', positionals: ['web', 'k8s', 'more'], values: {} }],
    ['completion zsh', { command: 'completion', positionals: ['zsh'], values: {} }],
  ])('%s', (line, read) => {
    expect(plain(line)).toEqual(read);
  });
});

describe('yargs reads', () => {
  test.each([
    '--strict check',
    'check --no-drift',
    'check --drift true',
    'check --out=a',
    'check --out',
    'check --out -x',
    'check --out "a"',
    "check 'a'",
    'check --changed',
    'check -q',
    'check -- a',
    'check -',
    'check --bogus',
    'check --prune',
    'check --jobs x',
    'check --format dot',
    'explain',
    'init a b',
    'completion tcsh',
    'check ',
  ])('%s', (line) => {
    expect(plain(line)).toBeUndefined();
  });
});

test('both read every plain line alike', async () => {
  const names = [...new Set(commands.flatMap((command) => optionsOf(command).map(([name]) => name)))];
  const word = fc.oneof(
    fc.constantFrom(...names.map((name) => `--${name}`)),
    fc.constantFrom(...commands.map(({ words }) => words)),
    fc.constantFrom('a', 'k8s/', '4', '0x10', '1e3', 'json', 'dot', 'off', 'native', 'a=b', 'a.b', 'a b', '$0', '[x]', '__proto__', 'bash'),
    fc.string({ minLength: 1, maxLength: 5 }),
  );
  let plainLines = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...commands.map(({ words }) => words), 'k8s'),
      fc.array(word, { maxLength: 6 }),
      async (first, rest) => {
        const read = plainLine([first, ...rest], commands);
        if (read === undefined) return;
        plainLines++;
        expect(await yargsLine([first, ...rest], commands)).toEqual(read);
      },
    ),
    { numRuns: 1000, seed: 7 },
  );
  expect(plainLines).toBeGreaterThan(100);
});
