import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployment, inFolder } from '../../program.ts';

test('the summary of a graph counts the workloads that are in it', async () => {
  const files = {
    'k8s/web.yaml': deployment('web'),
    'k8s/db.yaml': deployment('db'),
    'k8s/broken.yaml': 'apiVersion: v1\nkind: Pod\n- x\n',
  };
  await inFolder(files, async ({ run }) => {
    const { stderr, exit } = await run('graph', 'k8s');
    expect([exit, stderr.trimEnd().split('\n').at(-1)]).toEqual([1, '2 workloads: 2 read; 1 error']);
  });
});

test('a report to a file is written, and a clean graph says nothing beside itself', async () => {
  await inFolder({ 'k8s/web.yaml': deployment('web'), '.podspec2lkrc.yaml': 'format: json\n' }, async ({ run, path }) => {
    const { stderr } = await run('graph', 'k8s', '--report', 'json:report.json');
    expect([stderr, JSON.parse(readFileSync(join(path, 'report.json'), 'utf8')).diagnostics]).toEqual(['', []]);
  });
});

test('a pattern that selects nothing is refused, as by the other commands', async () => {
  await inFolder({ 'k8s/web.yaml': deployment('web') }, async ({ run }) => {
    const { stderr, exit } = await run('graph', 'k8s', '--workload', 'wbe');
    expect([exit, stderr]).toEqual([2, expect.stringContaining('--workload wbe selects nothing')]);
  });
});
