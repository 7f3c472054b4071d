import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quietPod, runProgram } from './run.ts';

const files = {
  'k8s/web.yaml': quietPod('web'),
  'k8s/worker.yaml': quietPod('worker').replace('{name: worker}', '{name: worker, namespace: shop}'),
  'bad/broken.yaml': 'a: [',
};

/** Candidates for the last word, as the shells' scripts get them. */
async function candidates(...words: readonly string[]): Promise<readonly string[]> {
  const { exit, stdout, stderr } = await runProgram(['__complete', ...words], { files });
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t')[0] ?? '');
}

describe('candidates', () => {
  test('the first word is a command or a path', async () => {
    expect(await candidates('')).toEqual(expect.arrayContaining(['generate', 'check', 'explain', 'init', ':files']));
    expect(await candidates('exp')).toEqual(['explain', ':files']);
  });

  test('options are those of the command', async () => {
    expect(await candidates('generate', '--pr')).toEqual(['--prune']);
    expect(await candidates('check', '--pr')).toEqual([]);
    expect(await candidates('check', '--no')).toContain('--no-drift');
  });

  test('values of an option with choices, in both forms and as bash splits them', async () => {
    expect(await candidates('check', '--format', 's')).toEqual(['sarif']);
    expect(await candidates('check', '--format=s')).toEqual(['--format=sarif']);
    expect(await candidates('check', '--format', '=', 's')).toEqual(['--format=sarif']);
    expect(await candidates('explain', '--format', '')).toEqual(['text', 'json']);
  });

  test('options that name files leave it to the shell', async () => {
    expect(await candidates('generate', '--out', '')).toEqual([':files']);
    expect(await candidates('generate', 'k8')).toEqual([':files']);
  });

  test('workloads by name, by kind and by namespace', async () => {
    expect(await candidates('generate', '--workload', 'w')).toEqual(['web', 'worker']);
    expect(await candidates('generate', '--workload', 'pod/w')).toEqual(['pod/web', 'pod/worker']);
    expect(await candidates('generate', '--workload=shop/')).toEqual(['--workload=shop/pod/worker']);
    expect((await candidates('explain', 'wo'))[0]).toBe('worker');
  });

  test('workloads of the paths that are named already', async () => {
    expect(await candidates('generate', 'bad', '--workload', '')).toEqual([]);
  });

  test('fields one level at a time, and diagnostics', async () => {
    expect(await candidates('explain', 'containers.sec')).toEqual(['containers.securityContext']);
    expect(await candidates('explain', 'missing-k')).toContain('missing-key');
  });

  test('keys of --set', async () => expect(await candidates('generate', '--set', 'nodeM')).toEqual(['nodeMemory=']));

  test('nonsense gives nothing and no message', async () => {
    expect(await candidates('generate', 'no/such/path', '--workload', '')).toEqual([]);
    expect(await candidates('generate', '--nonsense', '')).toEqual([':files']);
    expect(await candidates('completion', 'bash', '')).toEqual([]);
  });
});

describe('real shells', () => {
  let bin = '';
  let cwd = '';
  beforeAll(() => {
    bin = mkdtempSync(join(tmpdir(), 'podspec2lk-bin-'));
    cwd = mkdtempSync(join(tmpdir(), 'podspec2lk-cwd-'));
    const program = join(bin, 'podspec2linuxkit');
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${resolve('bin/podspec2linuxkit.js')}' "$@"\n`);
    chmodSync(program, 0o755);
    mkdirSync(join(cwd, 'k8s'));
    for (const [path, text] of Object.entries(files)) if (path.startsWith('k8s/')) writeFileSync(join(cwd, path), text);
  });
  afterAll(() => {
    for (const path of [bin, cwd]) rmSync(path, { recursive: true, force: true });
  });

  /** What a shell offers for a line, sorted. */
  function offered(shell: keyof typeof drivers, line: string): readonly string[] {
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, TERM: 'xterm', HOME: cwd };
    const { program, args } = drivers[shell](line);
    const { stdout, stderr, status } = spawnSync(program, [...args], { cwd, env, encoding: 'utf8', timeout: 60_000 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return [...new Set(stdout.split(/\r?\n/).map((found) => (found.split('\t')[0] ?? '').trim()))].filter((found) => found !== '').sort();
  }

  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    const missing = spawnSync(shell, ['--version']).status !== 0;
    if (missing) process.stderr.write(`note: ${shell} is not installed; its completion is not tested\n`);
    describe.skipIf(missing)(shell, () => {
      test('completes commands', () => expect(offered(shell, 'podspec2linuxkit exp')).toContain('explain'));
      test('completes options', () =>
        expect(offered(shell, 'podspec2linuxkit generate --all-')).toEqual(['--all-or-nothing', '--all-ordinals']));
      test('completes choices', () => expect(offered(shell, 'podspec2linuxkit check --format sa')).toEqual(['sarif']));
      test('completes workloads', () =>
        expect(offered(shell, 'podspec2linuxkit explain w')).toEqual(expect.arrayContaining(['web', 'worker'])));
      test('completes workloads with a slash', () =>
        expect(offered(shell, 'podspec2linuxkit check --workload pod/we')).toEqual(['pod/web']));
      test('completes files', () =>
        expect(offered(shell, 'podspec2linuxkit generate k8s/w').map((path) => path.replace(/^k8s\//, ''))).toEqual([
          'web.yaml',
          'worker.yaml',
        ]));
    });
  }
});

/** How to ask each shell what it offers for a line. */
const drivers = {
  bash: (line: string) => ({
    program: 'bash',
    args: [
      '--noprofile',
      '--norc',
      '-c',
      `source <(podspec2linuxkit completion bash)
       COMP_WORDS=(${line}); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}
       _podspec2linuxkit podspec2linuxkit "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
       printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
  }),
  zsh: (line: string) => ({
    program: 'zsh',
    args: [
      '-f',
      '-c',
      // The completion system lists matches only on a terminal, so a second zsh runs on a pseudo-terminal and its list is read.
      `zmodload zsh/zpty
       zpty -b inner zsh -f -i
       zpty -w inner "PS1= PS2=; unsetopt zle_bracketed_paste 2>/dev/null; autoload -U compinit; compinit -u -d $HOME/.zdump; source <(podspec2linuxkit completion zsh)"
       zpty -w inner 'null-line () { BUFFER= }; zle -N null-line'
       zpty -w inner 'compadd () { local -a __hits; if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi; builtin compadd -A __hits "$@"; builtin compadd "$@"; print -r -- "HIT:\${(j:|:)__hits}:END" }'
       zpty -w inner 'print READY''-NOW'
       while zpty -r inner line; do [[ $line == *READY-NOW* ]] && break; done
       zpty -n -w inner $'${line}\\t'
       local all=; local -i tries=0
       while (( tries++ < 200 )); do
         if zpty -r -t inner line; then all+=$line; [[ $all == *:END* ]] && (( tries = tries < 185 ? 185 : tries )); else sleep 0.05; fi
       done
       zpty -d inner
       print -r -- "$all" | grep -o 'HIT:[^:]*:END' | sed 's/^HIT://; s/:END$//' | tr '|' '\\n'`,
    ],
  }),
  fish: (line: string) => ({
    program: 'fish',
    args: ['--no-config', '-c', `podspec2linuxkit completion fish | source; complete -C '${line}'`],
  }),
} as const;
