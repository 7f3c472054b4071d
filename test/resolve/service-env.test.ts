import { expect, test } from 'vitest';
import { serviceEnv } from '../../src/resolve/service-env.ts';
import { type SampleObject, samplePod } from './sample.ts';

const service = (name: string, spec: object): SampleObject => ({ kind: 'Service', name, value: { spec } });
const variables = (objects: readonly SampleObject[], spec = {}) =>
  [...serviceEnv(samplePod({ spec, objects, options: { serviceEnv: true } })).values()].map(
    ({ name, value }) => `${name}=${String(value)}`,
  );

test('the variables of every port, the first one twice', () => {
  const spec = { clusterIP: '10.0.0.1', ports: [{ port: 80 }, { name: 'dns-udp', port: 53, protocol: 'UDP' }] };
  expect(variables([service('my-svc', spec)])).toEqual([
    'MY_SVC_PORT=tcp://10.0.0.1:80',
    'MY_SVC_PORT_53_UDP=udp://10.0.0.1:53',
    'MY_SVC_PORT_53_UDP_ADDR=10.0.0.1',
    'MY_SVC_PORT_53_UDP_PORT=53',
    'MY_SVC_PORT_53_UDP_PROTO=udp',
    'MY_SVC_PORT_80_TCP=tcp://10.0.0.1:80',
    'MY_SVC_PORT_80_TCP_ADDR=10.0.0.1',
    'MY_SVC_PORT_80_TCP_PORT=80',
    'MY_SVC_PORT_80_TCP_PROTO=tcp',
    'MY_SVC_SERVICE_HOST=10.0.0.1',
    'MY_SVC_SERVICE_PORT=80',
    'MY_SVC_SERVICE_PORT_DNS_UDP=53',
  ]);
});

test('an IPv6 address stands in brackets in a URL only', () => {
  const found = variables([service('s', { clusterIP: 'fd00::1', ports: [{ port: 1 }] })]);
  expect(found).toContain('S_PORT=tcp://[fd00::1]:1');
  expect(found).toContain('S_SERVICE_HOST=fd00::1');
});

test.each([
  ['without an address', { ports: [{ port: 1 }] }],
  ['headless', { clusterIP: 'None', ports: [{ port: 1 }] }],
  ['without ports', { clusterIP: '10.0.0.1' }],
])('a Service %s has no variables', (_, spec) => {
  expect(variables([service('s', spec)])).toEqual([]);
});

test('enableServiceLinks false leaves all out, and so does the option', () => {
  const objects = [service('s', { clusterIP: '10.0.0.1', ports: [{ port: 1 }] })];
  expect(variables(objects, { enableServiceLinks: false })).toEqual([]);
  expect(serviceEnv(samplePod({ objects })).size).toBe(0);
});
