import { expect, test } from 'vitest';
import type { Container, PodSpec } from '../../src/model/kubernetes.ts';
import { userFacts } from '../../src/resolve/user.ts';
import { sampleLock } from './sample.ts';

type Platform = Parameters<typeof sampleLock>[0];

function facts(platform: Platform, container: Container['securityContext'] = {}, pod: PodSpec['securityContext'] = {}) {
  const config = platform && sampleLock(platform).images['docker.io/library/app:1.2.3']?.platforms['linux/amd64'];
  const image = { reference: 'app', normalised: 'app', emitted: 'app', ...(config && { config }) };
  return userFacts({ securityContext: container }, { spec: { securityContext: pod } }, image);
}

const app = { user: 'app', resolvedUser: { uid: 9, gid: 8, groups: [8, 20] } };

test.each<[string, Parameters<typeof facts>, ReturnType<typeof facts>]>([
  ['nothing known', [undefined], { uid: 0, gid: 0, additionalGids: [0], source: 'unknown', groupsKnown: false }],
  ['an image without USER', [{}], { uid: 0, gid: 0, additionalGids: [0], source: 'image', groupsKnown: false }],
  ['a USER with an account', [app], { uid: 9, gid: 8, additionalGids: [8, 20], source: 'image', groupsKnown: true }],
  ['a name without an account', [{ user: 'app' }], { uid: 0, gid: 0, additionalGids: [0], source: 'unknown', groupsKnown: false }],
  ['a number without an account', [{ user: '7:6' }], { uid: 7, gid: 0, additionalGids: [0], source: 'image', groupsKnown: false }],
  ['root by name', [{ user: 'root' }], { uid: 0, gid: 0, additionalGids: [0], source: 'image', groupsKnown: false }],
  ['runAsUser of another user', [app, { runAsUser: 5 }], { uid: 5, gid: 0, additionalGids: [0], source: 'runAsUser', groupsKnown: false }],
  [
    'runAsUser of the image’s user',
    [app, { runAsUser: 9 }],
    { uid: 9, gid: 8, additionalGids: [8, 20], source: 'runAsUser', groupsKnown: true },
  ],
  ['runAsUser 0', [app, { runAsUser: 0 }], { uid: 0, gid: 0, additionalGids: [0], source: 'runAsUser', groupsKnown: false }],
  [
    'runAsGroup beside the image’s user',
    [app, { runAsGroup: 3 }],
    { uid: 9, gid: 3, additionalGids: [3, 8, 20], source: 'image', groupsKnown: true },
  ],
  [
    'the pod’s values',
    [app, {}, { runAsUser: 5, runAsGroup: 4 }],
    { uid: 5, gid: 4, additionalGids: [4], source: 'runAsUser', groupsKnown: false },
  ],
  [
    'groups of the pod',
    [app, {}, { fsGroup: 2, supplementalGroups: [30, 2, 1] }],
    { uid: 9, gid: 8, additionalGids: [1, 2, 8, 20, 30], source: 'image', groupsKnown: true },
  ],
  [
    'Strict, with a group',
    [undefined, { runAsUser: 5, runAsGroup: 4 }, { supplementalGroupsPolicy: 'Strict' }],
    { uid: 5, gid: 4, additionalGids: [4], source: 'runAsUser', groupsKnown: true },
  ],
  [
    'Strict',
    [app, {}, { supplementalGroupsPolicy: 'Strict' }],
    { uid: 9, gid: 8, additionalGids: [8], source: 'image', groupsKnown: true },
  ],
])('%s', (_, args, expected) => {
  expect(facts(...args)).toEqual(expected);
});
