import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { knobTable } from '../../src/cli/knobs.ts';
import { manPage } from '../../src/cli/man-page.ts';
import { optionTable } from '../../src/cli/options.ts';

const bare = manPage().replaceAll('\\-', '-');

test('names every command, option and key', () => {
  const wanted = [
    ...commands.map(({ words }) => `.B ${words}`),
    ...Object.keys(optionTable).map((name) => `${name}`),
    ...Object.keys(knobTable),
  ];
  expect(wanted.filter((word) => !bare.includes(word))).toEqual([]);
});

test('no line of text is taken for a request', () => {
  const requests = /^\.(?:\\"|TH|SH|SS|PP|TP|IP|B|BR|br|nf|fi)(?: |$)/;
  const suspicious = manPage()
    .split('\n')
    .filter((line) => /^[.']/.test(line) && !requests.test(line));
  expect(suspicious).toEqual([]);
});

const missing = spawnSync('mandoc', ['-T', 'lint', '/dev/null']).error !== undefined;
if (missing) process.stderr.write('note: mandoc is not installed; the manual page is not linted\n');

test.skipIf(missing)('mandoc finds nothing to warn of', () => {
  const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], { input: manPage(), encoding: 'utf8' });
  // A page without a date is the same every day.
  expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).toEqual([]);
});
