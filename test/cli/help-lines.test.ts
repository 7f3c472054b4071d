import { describe, expect, test } from 'vitest';
import { quietPod, runProgram } from './run.ts';

describe('--workload that looks like nothing', () => {
  const run = (count: number) => {
    const pods = Array.from({ length: count }, (_, index) => quietPod(`w${String(index).padStart(2, '0')}`)).join('---\n');
    return runProgram(['check', '--workload', 'quite-another'], { files: { 'a.yaml': pods } });
  };

  test('names those that there are', async () => {
    expect((await run(2)).stderr).toBe(
      'error: --workload quite-another selects nothing among 2 workloads:\n  default/Pod/w00\n  default/Pod/w01\n',
    );
  });

  test('names twenty, and how many more there are', async () => {
    const lines = (await run(23)).stderr.split('\n');
    expect(lines.slice(20)).toEqual(['  default/Pod/w19', '  and 3 more', '']);
  });
});
