import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quote, volumesScript } from '../../../src/translate/scripts/volumes.ts';

describe('a quoted word', () => {
  test('is the word again, whatever it contains', () => {
    const words = ['plain', '', "it's", '$(reboot)', '`id`', '"', '\\', '*', '~', '-rf', 'a\nb', '$HOME', "''", '日本語', '!', '#x', ';:'];
    const printed = execFileSync('sh', ['-c', `printf '%s\\000' ${words.map(quote).join(' ')}`], { encoding: 'utf8' });
    expect(printed.split('\0').slice(0, -1)).toEqual(words);
  });

  test('never ends before its end', () => {
    const text = fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '(', ')', ' ', '\n', 'a') });
    const words = fc.sample(text, 200);
    const printed = execFileSync('sh', ['-c', `printf '%s\\000' ${words.map(quote).join(' ')}`], { encoding: 'utf8' });
    expect(printed.split('\0').slice(0, -1)).toEqual(words);
  });
});

describe('a script', () => {
  const script = volumesScript('Prepares volumes.', [
    { call: 'fs_group_on_mismatch', args: ['/var/lib/a', '2000'], comment: 'claim a' },
    { call: 'make_file', args: ["/var/lib/it's"], comment: 'hostPath\nreboot' },
  ]);

  test('is syntax that a POSIX shell accepts', () => {
    expect(() => execFileSync('sh', ['-n'], { input: script })).not.toThrow();
  });

  test('holds the functions that its steps use, those that they call, and no others', () => {
    expect([...script.matchAll(/^(\w+)\(\) \{$/gm)].map(([, name]) => name)).toEqual(['fs_group', 'fs_group_on_mismatch', 'make_file']);
  });

  test('keeps comments on their line', () => {
    expect(script).toContain('# hostPath reboot\n');
  });

  test('goes on after a step that fails and ends with the number of failures', () => {
    const failing = volumesScript('t', [
      { call: 'make_file', args: ['/nonexistent/directory/a'], comment: 'one' },
      { call: 'make_directory', args: ['/'], comment: 'two' },
      { call: 'make_file', args: ['/nonexistent/directory/b'], comment: 'three' },
      { call: 'make_file', args: ['/nonexistent/directory/c'], comment: 'four' },
    ]);
    expect(() => execFileSync('sh', ['-s'], { input: failing, stdio: ['pipe', 'ignore', 'ignore'] })).toThrow(
      expect.objectContaining({ status: 3 }),
    );
  });
});

describe('sub_path', () => {
  // busybox, whose chmod clears what a number does not name, is what runs on the machine; the shell of this one will do.
  test('gives every directory that it makes the whole mode of the volume, and leaves alone what exists', () => {
    const volume = mkdtempSync(join(tmpdir(), 'podspec-sub-path-'));
    const modeOf = (part: string) => (statSync(join(volume, part)).mode & 0o7777).toString(8);
    const make = (part: string) => {
      const script = volumesScript('t', [{ call: 'sub_path', args: [volume, part], comment: 'parts' }]);
      execFileSync('sh', ['-s'], { input: script });
    };
    try {
      chmodSync(volume, 0o2770);
      make("a/it's/..b");
      expect(['a', "a/it's", "a/it's/..b"].map(modeOf)).toEqual(['2770', '2770', '2770']);
      chmodSync(join(volume, 'a'), 0o700);
      make('a/c');
      expect(['a', 'a/c'].map(modeOf)).toEqual(['700', '2770']);
    } finally {
      rmSync(volume, { recursive: true });
    }
  });
});
