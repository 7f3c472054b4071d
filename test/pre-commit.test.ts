import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { deployment, texts } from './program.ts';

const root = join(import.meta.dirname, '..');

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly require_serial: boolean;
  readonly types_or: readonly string[];
  readonly pass_filenames?: boolean;
}

test('the hooks are of the documented names, install with node and run one at a time', () => {
  const hooks = parseDocument(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')).toJS() as readonly Hook[];
  expect(hooks.map(({ id }) => id)).toEqual(['podspec2linuxkit-check', 'podspec2linuxkit-generate', 'podspec2linuxkit-drift']);
  for (const hook of hooks) expect(hook).toMatchObject({ language: 'node', require_serial: true, types_or: ['yaml', 'json'] });
  // File names follow the entry: only an option that takes them may be last.
  for (const { entry, pass_filenames } of hooks) expect(entry.endsWith('--changed')).toBe(pass_filenames !== false);
});

const hasPreCommit = spawnSync('pre-commit', ['--version']).status === 0 && spawnSync('git', ['--version']).status === 0;

if (!hasPreCommit) console.log('note: pre-commit is not installed, so the hooks are not tried with it');
else
  describe('with the real pre-commit', () => {
    let scratch = '';
    const repository = () => join(scratch, 'manifests');

    function command(
      cwd: string,
      program: string,
      ...args: readonly string[]
    ): { readonly status: number | null; readonly output: string } {
      const env = { ...process.env, PRE_COMMIT_HOME: join(scratch, 'cache'), npm_config_prefer_offline: 'true', NO_COLOR: '1' };
      // What a git hook or an npm script of the outside sets is not meant for the repositories here.
      for (const name of Object.keys(env))
        if (/^(?:GIT_|npm_(?!config_prefer_offline))/.test(name)) delete (env as NodeJS.ProcessEnv)[name];
      const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 });
      return { status, output: `${stdout}${stderr}` };
    }

    function git(cwd: string, ...args: readonly string[]): string {
      const { status, output } = command(cwd, 'git', '-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args);
      if (status !== 0) throw new Error(`git ${args.join(' ')}: ${output}`);
      return output.trim();
    }

    function write(files: Readonly<Record<string, string>>): void {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(repository(), file)), { recursive: true });
        writeFileSync(join(repository(), file), text);
      }
    }

    /** Stages everything and runs one hook as a commit would. */
    const hook = (id: string) => {
      git(repository(), 'add', '-A');
      return command(repository(), 'pre-commit', 'run', `podspec2linuxkit-${id}`);
    };

    beforeAll(() => {
      scratch = mkdtempSync(join(tmpdir(), 'podspec2lk-hooks-'));
      const project = join(scratch, 'project');
      const left = /^(?:node_modules|\.git|dist|coverage|test|fixtures|docs)$/;
      cpSync(root, project, { recursive: true, filter: (path) => !left.test(path.slice(root.length + 1)) });
      git(scratch, 'init', '-q', project);
      git(project, 'add', '-A');
      git(project, 'commit', '-q', '-m', 'project');
      git(scratch, 'init', '-q', repository());
      const ids = ['check', 'generate', 'drift'].map((id) => `      - id: podspec2linuxkit-${id}\n`).join('');
      write({
        '.pre-commit-config.yaml': `repos:\n  - repo: ${project}\n    rev: ${git(project, 'rev-parse', 'HEAD')}\n    hooks:\n${ids}`,
        'k8s/web.yaml': deployment('web', '          envFrom: [{configMapRef: {name: settings}}]\n'),
        'k8s/db.yaml': deployment('db', '          envFrom: [{secretRef: {name: never-there}}]\n'),
        'k8s/settings.yaml': texts('ConfigMap', 'settings', { HOST: 'one' }),
        '.podspec2lkrc.yaml': 'inputs: [k8s]\n',
      });
      git(repository(), 'add', '-A');
      git(repository(), 'commit', '-q', '-m', 'start');
    }, 60_000);

    afterAll(() => rmSync(scratch, { recursive: true, force: true }));

    test('check looks at what the commit touches, generate writes and fails once, drift notices', () => {
      write({ 'k8s/settings.yaml': texts('ConfigMap', 'settings', { HOST: 'two' }) });
      const fine = hook('check');
      expect(fine.status, fine.output).toBe(0);

      write({ 'k8s/settings.yaml': texts('ConfigMap', 'renamed', { HOST: 'two' }) });
      const broken = hook('check');
      expect(broken.status, broken.output).toBe(1);
      expect(broken.output).toContain('k8s/web.yaml:13');
      expect(broken.output).toContain('missing-configmap');

      write({
        'k8s/settings.yaml': texts('ConfigMap', 'settings', { HOST: 'two' }),
        'k8s/db.yaml': deployment('db'),
      });
      expect(hook('generate').status).toBe(1);
      const again = hook('generate');
      expect(again.status, again.output).toBe(0);
      const current = hook('drift');
      expect(current.status, current.output).toBe(0);

      write({ 'k8s/settings.yaml': texts('ConfigMap', 'settings', { HOST: 'three' }) });
      const drifted = hook('drift');
      expect(drifted.status).toBe(1);
      expect(drifted.output).toContain('service container-web: env HOST changed');
    }, 600_000); // Installing clones the project and builds it.
  });
