import { expect, test } from 'vitest';
import type { LockedPlatform } from '../../../src/model/image-lock.ts';
import type { Container, PodSpec } from '../../../src/model/kubernetes.ts';
import { users } from '../../../src/translate/rules/users.ts';
import { resolveSample, sampleLock } from '../../resolve/sample.ts';
import { found, runRule } from '../sample-pod.ts';

const image = 'app:1.2.3';

function findings(containers: readonly Container[], spec: PodSpec = {}, platform?: Partial<LockedPlatform>): readonly string[] {
  const named = containers.map((container, index) => ({ name: `c${index}`, image, ...container }));
  const pod = resolveSample({ spec: { ...spec, containers: named } }, platform && sampleLock(platform)).value;
  return found(runRule(users, pod).diagnostics);
}

test('users that are not known are reported once for all containers', () => {
  expect(findings([{}, {}])).toEqual(['image-user-unknown spec.containers.0.image']);
  expect(findings([{ securityContext: { runAsUser: 1 } }, {}])).toContain('image-user-unknown spec.containers.1.image');
});

test('runAsUser leaves only the groups unknown', () => {
  expect(findings([{}, {}], { securityContext: { runAsUser: 1 } })).toEqual(['image-groups-unknown spec.containers.0.image']);
  const strict = { securityContext: { runAsUser: 1, runAsGroup: 1, supplementalGroupsPolicy: 'Strict' } };
  expect(findings([{}], strict)).toEqual([]);
});

test('runAsNonRoot is checked where the user is known', () => {
  const nonRoot = { securityContext: { runAsNonRoot: true } };
  expect(findings([{}], nonRoot)).toEqual(['image-user-unknown spec.containers.0.image', 'cannot-verify-nonroot spec.containers.0.image']);
  expect(findings([{}], nonRoot, {})).toContain('run-as-root spec.containers.0.image');
  expect(findings([{}], nonRoot, { user: '1000' })).toEqual(['image-groups-unknown spec.containers.0.image']);
  expect(findings([{}], { securityContext: { runAsNonRoot: true, runAsUser: 0 } }, {})).toContain(
    'run-as-root spec.securityContext.runAsUser',
  );
  expect(findings([{ securityContext: { runAsUser: 0 } }], nonRoot, {})).toContain(
    'run-as-root spec.containers.0.securityContext.runAsUser',
  );
});

test('a name is refused with runAsNonRoot even if it is not root', () => {
  const account = { user: 'app', resolvedUser: { uid: 9, gid: 9, groups: [] } };
  expect(findings([{ securityContext: { runAsNonRoot: true } }], {}, account)).toEqual(['run-as-root spec.containers.0.image']);
});

test('the group of USER is spoken of only when its user is used', () => {
  expect(findings([{}], {}, { user: '1:2' })).toContain('image-group-dropped spec.containers.0.image');
  expect(findings([{ securityContext: { runAsUser: 3 } }], {}, { user: '1:2' })).not.toContain(
    'image-group-dropped spec.containers.0.image',
  );
});
