import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectedOf, findLibraryCases, type Observation, observedDiagnostics } from './fixture.ts';
import { type Translation, translate } from './kit.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');

function inputOf(name: string): Readonly<Record<string, Uint8Array>> {
  const files = readdirSync(join(fixtures, name, 'input'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(join(fixtures, name), path), readFileSync(path)]));
}

/** What the run would leave behind, in the words of fixtures/README.md. */
function observationOf(name: string, { outputs, reported, index, summary }: Translation): Observation {
  return {
    'linuxkit/index.json': index,
    ...Object.fromEntries(outputs.map(({ file, text }) => [`linuxkit/${file}`, text])),
    ...observedDiagnostics(name, reported),
    ...(summary.error > 0 && { 'exit.txt': '1\n' }),
  };
}

describe('the library gives in memory what the program writes', () => {
  test.each(findLibraryCases().map((name) => [name, inputOf(name), expectedOf(name)] as const))('%s', async (name, input, expected) => {
    expect(observationOf(name, await translate(input, { inputs: ['input'] }))).toEqual(expected);
  });
});
