import { expect, test } from 'vitest';
import { analysisProgress } from '../../src/cli/progress.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

function terminal(overrides: Partial<Terminal> = {}) {
  const written: string[] = [];
  const fake: Terminal = {
    cwd: '/',
    env: {},
    readStdin: async () => new Uint8Array(),
    stdinIsStream: false,
    stdoutIsTerminal: true,
    stderrIsTerminal: true,
    columns: 40,
    stdout: () => undefined,
    stderr: (text) => written.push(text),
    ...overrides,
  };
  return { fake, written };
}

/** One step every 50 ms. */
function run(fake: Terminal, steps: number, quiet = false): void {
  let time = 0;
  const { show, clear } = analysisProgress(fake, { quiet }, () => time);
  for (let done = 0; done < steps; done++) {
    time += 50;
    show({ doing: 'translating', what: 'workloads', done, total: steps });
  }
  clear();
}

test('a short run shows nothing', () => {
  const { fake, written } = terminal();
  run(fake, 19);
  expect(written).toEqual([]);
});

test('a long one tells what, how many and for how long, on one line that is removed', () => {
  const { fake, written } = terminal();
  run(fake, 60);
  expect(written[0]).toBe('\rtranslating 19/60 workloads, 1 s\x1b[K');
  expect(written.at(-1)).toBe('\r\x1b[K');
  expect(written.some((text) => text.includes('\n'))).toBe(false);
  expect(written.length).toBeLessThan(25);
});

test('a narrow terminal is not overrun', () => {
  const { fake, written } = terminal({ columns: 24 });
  run(fake, 60);
  expect(written.filter((text) => text.replace('\r', '').replace('\x1b[K', '').length > 23)).toEqual([]);
});

test.each([
  ['in CI', { env: { CI: 'true' } }],
  ['on a dumb terminal', { env: { TERM: 'dumb' } }],
  ['without a terminal', { stderrIsTerminal: false }],
])('nothing %s', (_name, overrides) => {
  const { fake, written } = terminal(overrides);
  run(fake, 60);
  expect(written).toEqual([]);
});

test('nothing with --quiet', () => {
  const { fake, written } = terminal();
  run(fake, 60, true);
  expect(written).toEqual([]);
});
