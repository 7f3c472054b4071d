import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { parseLine } from '../src/cli/command-line.ts';
import { commands } from '../src/cli/commands.ts';

const folder = join(import.meta.dirname, '../docs/ci');
const { version } = JSON.parse(readFileSync(join(folder, '../../package.json'), 'utf8')) as { readonly version: string };
const text = (name: string) => readFileSync(join(folder, name), 'utf8');

function yamlOf<T>(name: string): T {
  const document = parseDocument(text(name));
  expect(document.errors).toEqual([]);
  return document.toJS() as T;
}

test.each(readdirSync(folder))('%s: every command line of ours is understood, and the version is the current one', async (name) => {
  const lines = [...text(name).matchAll(/npx (?:--\S+ )*podspec2linuxkit(?:@(\S+))? ([^\n]*)/g)];
  expect(lines.length > 0 || name === 'pre-commit-config.yaml').toBe(true);
  for (const [, pinned, line = ''] of lines) {
    if (pinned !== undefined) expect(pinned).toBe(version);
    const args = line.replace(/\$\(.*\)|\{staged_files\}/, 'k8s/web.yaml').split(' ');
    expect(await parseLine(args, commands), line).not.toHaveProperty('usage');
  }
});

test('the pre-commit configuration uses hooks that exist, of the current version', () => {
  const { repos } = yamlOf<{ repos: readonly { rev: string; hooks: readonly { id: string; files?: string }[] }[] }>(
    'pre-commit-config.yaml',
  );
  const known = (parseDocument(readFileSync(join(folder, '../../.pre-commit-hooks.yaml'), 'utf8')).toJS() as { id: string }[]).map(
    ({ id }) => id,
  );
  expect(repos[0]?.rev).toBe(`v${version}`);
  for (const { id, files } of repos[0]?.hooks ?? []) {
    expect(known).toContain(id);
    expect('k8s/web.yaml').toMatch(new RegExp(files ?? ''));
  }
});

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly 'runs-on': string;
        readonly steps: readonly { uses?: string; run?: string; if?: string; with?: Record<string, unknown> }[];
      }
    >
  >;
}

test('the GitHub workflow uploads the report that it writes, also when findings fail the job', () => {
  const { permissions, jobs } = yamlOf<Workflow>('github-actions.yml');
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const written = steps.flatMap(({ run }) => /--report sarif:(\S+)/.exec(run ?? '')?.[1] ?? []);
  const upload = steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@'));
  expect(upload?.with?.['sarif_file']).toBe(written[0]);
  expect(upload?.if).toBe('always()');
  expect(permissions).toEqual({ contents: 'read', 'security-events': 'write' });
  for (const { uses, run } of steps) expect([uses, run].filter((part) => part !== undefined)).toHaveLength(1);
});

test('the GitLab job keeps the report that it writes, also when findings fail the job', () => {
  const { manifests } = yamlOf<{
    manifests: { script: readonly string[]; artifacts: { when: string; paths: readonly string[]; reports: { junit: string } } };
  }>('gitlab-ci.yml');
  const written = new Map([...(manifests.script[0] ?? '').matchAll(/--report (\w+):(\S+)/g)].map(([, format, file]) => [format, file]));
  expect(written.get('junit')).toBe(manifests.artifacts.reports.junit);
  expect(manifests.artifacts.paths).toEqual([written.get('json')]);
  expect(manifests.artifacts.when).toBe('always');
});

test('the lefthook commands are told of staged files where they ask for them', () => {
  const { 'pre-commit': hook } = yamlOf<{ 'pre-commit': { commands: Record<string, { glob: string; run: string }> } }>('lefthook.yml');
  for (const { glob, run } of Object.values(hook.commands)) {
    expect(glob).toContain('yaml');
    expect(run.includes('--changed')).toBe(run.includes('{staged_files}'));
  }
});

test('the husky hook is a shell script that shells understand', () => {
  expect(text('husky-pre-commit')).toMatch(/^#!\/bin\/sh\n/);
  expect(spawnSync('sh', ['-n', join(folder, 'husky-pre-commit')]).status).toBe(0);
});
