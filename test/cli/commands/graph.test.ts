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
