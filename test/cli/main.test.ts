import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { optionForm, shownOptionsOf } from '../../src/cli/options-of.ts';
import { quietPod, runProgram } from './run.ts';

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']], [['k8s', '--help']]])('%j prints the commands', async (argv) => {
    const { exit, stdout, stderr } = await runProgram(argv);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    for (const { words } of commands) expect(stdout).toMatch(new RegExp(`^  ${words} `, 'm'));
  });

  test.each(commands.map((command) => [command.words, command] as const))(
    '%s --help lists its options and arguments',
    async (words, command) => {
      const { exit, stdout } = await runProgram([words, '--help'], { columns: 100 });
      expect(exit).toBe(0);
      const wanted = [
        ...shownOptionsOf(command).map(([name, spec]) => optionForm(name, spec)),
        ...command.positionals.map(({ name }) => name),
      ];
      expect(wanted.filter((form) => !stdout.includes(`\n  ${form}`))).toEqual([]);
    },
  );

  test('the overview fits on a screen of 80 columns and 40 lines', async () => {
    const { stdout } = await runProgram(['--help'], { columns: 80 });
    const lines = stdout.split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test.each(commands.map(({ words }) => [words]))(
    '%s --help keeps to 80 columns, but for lists of choices and commands to type',
    async (words) => {
      const { stdout } = await runProgram([words, '--help'], { columns: 80 });
      const long = stdout.split('\n').filter((line) => line.length > 80 && !/^ {2}(?:--|podspec2linuxkit)|^Usage/.test(line));
      expect(long).toEqual([]);
    },
  );

  test('a command that reads no manifest takes no options of those that do', async () => {
    expect((await runProgram(['init', '--out', 'x'])).exit).toBe(2);
    expect((await runProgram(['completion', 'bash', '--strict'])).exit).toBe(2);
  });

  test('help after -- is a path', async () => {
    const { exit, stderr } = await runProgram(['check', '--', '--help'], { files: { '--help': quietPod('web') } });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  });
});

test('--version starts with the bare version and names what is known of others', async () => {
  const { exit, stdout } = await runProgram(['--version']);
  expect({ exit, stdout }).toEqual({ exit: 0, stdout: '1.2.3 (Kubernetes API v1.36, LinuxKit v1.8.2)\n' });
});

describe('without arguments', () => {
  test('and nothing to read: help, status 2 and no trace', async () => {
    const { exit, stdout, stderr } = await runProgram([]);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toContain('Commands:');
    expect(stderr).toContain('error: nothing to read');
  });

  test('manifests of the working directory are translated', async () => {
    let written: readonly string[] = [];
    const { exit } = await runProgram([], { files: { 'web.yaml': quietPod('web') } }, (cwd) => {
      written = readdirSync(`${cwd}/linuxkit/default`);
    });
    expect({ exit, written }).toEqual({ exit: 0, written: ['pod-web.yml'] });
  });

  test('an empty stream is a finding, not a reason for help', async () => {
    const { exit, stderr } = await runProgram([], { stdin: '' });
    expect(exit).toBe(1);
    expect(stderr).toContain('error[nothing-to-read]');
    expect(stderr).not.toContain('Commands:');
  });
});

describe('mistyped commands', () => {
  test('are told from paths that exist', async () => {
    const { exit } = await runProgram(['chek'], { files: { 'chek/web.yaml': quietPod('web') } });
    expect(exit).toBe(0);
  });

  test.each([
    ['chek', 'check'],
    ['explian', 'explain'],
    ['graf', 'graph'],
    ['GENERATE', 'generate'],
  ])('%s: did you mean %s', async (word, command) => {
    const { exit, stderr } = await runProgram([word, 'k8s']);
    expect(exit).toBe(2);
    expect(stderr).toContain(`did you mean ${command}?`);
  });

  test('a path that looks like no command is reported as a path', async () => {
    const { exit, stderr } = await runProgram(['k8s/web.yaml']);
    expect(exit).toBe(1);
    expect(stderr).toContain('error[unreadable-file]');
  });
});

describe('patterns of `ignore` in a configuration', () => {
  const pods = { 'k8s/web.yaml': quietPod('web'), 'k8s/old/api.yaml': quietPod('api') };
  test.each([
    ['from its directory', '.podspec2lkrc', '', []],
    ['also when the program starts below it', '.podspec2lkrc', 'apps', []],
    ['from the working directory where the file stands beside it', 'ci/config.yaml', '', ['--config', 'ci/config.yaml']],
  ])('count %s', async (_, file, cwd, args) => {
    const inputs = file.startsWith('ci/') ? '../k8s' : 'k8s';
    const files = { ...pods, 'apps/README': '', [file]: `inputs: [${inputs}]\nignore: [k8s/old]\n` };
    const { stdout } = await runProgram(['check', '--format', 'json', ...args], { files, cwd });
    expect(JSON.parse(stdout).summary.workloads).toBe(1);
  });
});

describe('--workload', () => {
  const files = { 'a.yaml': `${quietPod('web')}---\n${quietPod('worker')}` };

  test.each([['wbe'], ['pod/wbe'], ['default/pod/wbe']])('%s selects nothing: similar names', async (pattern) => {
    const { exit, stderr } = await runProgram(['check', '--workload', pattern], { files });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/did you mean (?:default\/)?(?:Pod\/)?web\?/);
  });

  test('does not hide that a file could not be read', async () => {
    const { exit, stdout } = await runProgram(['check', '--workload', 'wbe'], { files: { ...files, 'b.yaml': 'a: [' } });
    expect(exit).toBe(1);
    expect(stdout).toContain('b.yaml');
  });
});

describe('--verbose', () => {
  const files = { 'web.yaml': quietPod('web'), 'values.yaml': 'replicas: 2\n', 'job.yaml': quietPod('job') };

  test('names what was passed over and skipped on standard error', async () => {
    const { stderr } = await runProgram(['check', '--verbose', '--workload', 'web'], { files });
    expect(stderr).toMatch(/^passed over values.yaml: /m);
    expect(stderr).toMatch(/^skipped Pod default\/job: not selected/m);
  });

  test('is silent without being asked for, and with --quiet', async () => {
    expect((await runProgram(['check', '--workload', 'web'], { files })).stderr).toBe('');
    expect((await runProgram(['check', '--verbose', '--quiet'], { files })).stderr).toBe('');
  });
});

test('generate prints a build line for each image, up to five', async () => {
  const pods = (count: number) => ({ 'a.yaml': Array.from({ length: count }, (_, index) => quietPod(`p${index}`)).join('---\n') });
  const lines = async (count: number): Promise<readonly string[]> => {
    const { stderr } = await runProgram(['generate', '--base', 'b.yml'], {
      files: { ...pods(count), 'b.yml': 'kernel:\n  image: linuxkit/kernel:6.12.59\ninit:\n  - linuxkit/init:1\n' },
    });
    return stderr.split('\n').filter((line) => /linuxkit build|and so on/.test(line));
  };
  expect(await lines(2)).toEqual([
    '  linuxkit build --name p0 b.yml linuxkit/default/pod-p0.yml',
    '  linuxkit build --name p1 b.yml linuxkit/default/pod-p1.yml',
  ]);
  const many = await lines(7);
  expect(many.length).toBe(6);
  expect(many.at(-1)).toContain('2 more files');
});

test('build lines of two images of one name do not build the same file', async () => {
  const { stderr } = await runProgram(['generate', 'k8s'], {
    files: { 'k8s/a/web.yaml': quietPod('web'), 'k8s/b/web.yaml': quietPod('web').replace('true', 'id') },
  });
  expect([...stderr.matchAll(/--name (\S+)/g)].map(([, name]) => name)).toEqual(['a-default-pod-web', 'b-default-pod-web']);
});

describe('streams', () => {
  const files = { 'web.yaml': quietPod('web'), 'bad.yaml': 'a: [\n' };

  test('the product of check is its report', async () => {
    const { stdout, stderr } = await runProgram(['check', '--format', 'json'], { files });
    expect(JSON.parse(stdout).summary.error).toBe(1);
    expect(stderr).toBe('');
  });

  test('generate keeps standard output clean', async () => {
    const { stdout, stderr } = await runProgram(['generate', '--format', 'json'], { files });
    expect(stdout).toBe('');
    expect(JSON.parse(stderr).summary.error).toBe(1);
  });

  test('--report-file takes the findings, and the summary stays', async () => {
    const { exit, stdout } = await runProgram(['check', '--report-file', 'out.json', '--format', 'json'], { files });
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
  });

  test('a report that cannot be written is a failure of the machine', async () => {
    const { exit, stderr } = await runProgram(['check', '--report', 'json:no/such/dir.json'], { files: { 'web.yaml': quietPod('web') } });
    expect(exit).toBe(3);
    expect(stderr).toContain('cannot write no/such/dir.json');
  });

  test.each([
    [{ FORCE_COLOR: '1' }, [], true],
    [{}, ['--color', 'always'], true],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, [], false],
    [{ FORCE_COLOR: '1' }, ['--color', 'never'], false],
    [{}, [], false],
  ] as const)('colour with %j and %j: %j', async (env, argv, colored) => {
    const { stdout } = await runProgram(['check', ...argv], { files, env });
    expect(stdout.includes('\u001b[')).toBe(colored);
  });
});
