import { describe, expect, test } from 'vitest';
import { collector } from '../../../src/diagnostics/diagnostic.ts';
import type { SecurityContext } from '../../../src/model/kubernetes.ts';
import { defaultCapabilities, knownCapabilities } from '../../../src/resolve/capabilities.ts';
import { capabilities } from '../../../src/translate/rules/capabilities.ts';
import { found, samplePod } from '../sample-pod.ts';

function translated(...contexts: readonly SecurityContext[]) {
  const pod = samplePod({ spec: { containers: contexts.map((securityContext, index) => ({ name: `c${index}`, securityContext })) } });
  const { diagnostics, report } = collector();
  const lists = pod.containers.map((container) => capabilities.container?.(container, pod, report).capabilities);
  return { lists, found: found(diagnostics) };
}

const without = (...names: string[]) => defaultCapabilities.filter((name) => !names.includes(name));
const all41 = [...knownCapabilities].toSorted();

describe('the capabilities of one container', () => {
  const cases: readonly (readonly [string, SecurityContext, readonly string[]])[] = [
    ['nothing said: the 14 defaults, sorted', {}, defaultCapabilities],
    ['add', { capabilities: { add: ['NET_ADMIN'] } }, [...defaultCapabilities, 'CAP_NET_ADMIN'].toSorted()],
    ['add in lower case', { capabilities: { add: ['net_admin'] } }, [...defaultCapabilities, 'CAP_NET_ADMIN'].toSorted()],
    ['drop', { capabilities: { drop: ['MKNOD', 'net_raw'] } }, without('CAP_MKNOD', 'CAP_NET_RAW')],
    ['drop ALL leaves what is added', { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }, ['CAP_NET_BIND_SERVICE']],
    ['drop all alone leaves nothing', { capabilities: { drop: ['all'] } }, []],
    ['drop wins over add', { capabilities: { add: ['CHOWN'], drop: ['CHOWN'] } }, without('CAP_CHOWN')],
    ['add ALL but one', { capabilities: { add: ['ALL'], drop: ['CHOWN'] } }, all41.filter((name) => name !== 'CAP_CHOWN')],
    ['add ALL', { capabilities: { add: ['ALL'] } }, ['all']],
    ['add ALL, drop ALL', { capabilities: { add: ['ALL'], drop: ['ALL'] } }, []],
    ['privileged ignores the lists', { privileged: true, capabilities: { drop: ['ALL'] } }, ['all']],
  ];
  for (const [name, context, expected] of cases) test(name, () => expect(translated(context).lists).toEqual([expected]));
});

test('a container does not change the capabilities of the next one', () => {
  const { lists } = translated({ capabilities: { add: ['SYS_TIME'], drop: ['CHOWN'] } }, {});
  expect(lists[1]).toEqual(defaultCapabilities);
});

test('a prefix is removed and reported', () => {
  const { lists, found: codes } = translated({ capabilities: { add: ['CAP_NET_ADMIN'] } });
  expect(lists[0]).toContain('CAP_NET_ADMIN');
  expect(codes).toEqual(['cap-prefix spec.containers.0.securityContext.capabilities.add.0']);
});

test('an unknown name is left out and reported', () => {
  const { lists, found: codes } = translated({ capabilities: { add: ['FOO'], drop: ['BAR'] } });
  expect(lists[0]).toEqual(defaultCapabilities);
  expect(codes).toEqual([
    'unknown-capability spec.containers.0.securityContext.capabilities.add.0',
    'unknown-capability spec.containers.0.securityContext.capabilities.drop.0',
  ]);
});

test('a privileged container is an info', () => {
  expect(translated({ privileged: true }).found).toEqual(['privileged spec.containers.0.securityContext.privileged']);
});
