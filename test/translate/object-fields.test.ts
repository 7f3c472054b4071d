import { expect, test } from 'vitest';
import { objectFieldOf } from '../../src/translate/object-fields.ts';

const cases = [
  ['Deployment', 'spec.replicas', 'spec.replicas'],
  ['Deployment', "metadata.annotations['a.b/c']", 'metadata.annotations'],
  ['Deployment', 'spec.strategy.rollingUpdate.maxSurge', 'spec.strategy'],
  ['Deployment', 'nothing.of.the.kind', undefined],
  ['Widget', 'spec.replicas', undefined],
] as const;

test.each(cases)('the owner of %s %s is %s', (kind, path, owner) => {
  expect(objectFieldOf(kind, path)?.path).toBe(owner);
});
