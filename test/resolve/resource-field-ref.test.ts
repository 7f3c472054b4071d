import { expect, test } from 'vitest';
import type { Container, Kubernetes } from '../../src/model/kubernetes.ts';
import type { TranslateOptions } from '../../src/model/options.ts';
import { resourceValue } from '../../src/resolve/resource-field-ref.ts';
import { codesOf, reporting, samplePod } from './sample.ts';

type Ref = Kubernetes<'ResourceFieldSelector'>;

function value(
  ref: Ref,
  resources: Container['resources'] = {},
  more: { spec?: object; options?: Partial<TranslateOptions>; volume?: boolean } = {},
) {
  const self: Container = { name: 'self', resources };
  const init: Container = { name: 'init', resources: { limits: { cpu: '3' } } };
  const pod = samplePod({ spec: { containers: [self], initContainers: [init], ...more.spec }, options: more.options ?? {} });
  const found = reporting((report) => resourceValue(ref, more.volume ? undefined : self, pod, () => ({ kind: 'invocation' }), report));
  return { value: found.value, codes: codesOf(found.diagnostics) };
}

test.each<[string, string | number | undefined, Container['resources'], string]>([
  ['limits.cpu', undefined, { limits: { cpu: '1500m' } }, '2'],
  ['limits.cpu', '1m', { limits: { cpu: '1500m' } }, '1500'],
  ['limits.cpu', '1000m', { limits: { cpu: '1500m' } }, '2'],
  ['limits.cpu', 1, { limits: { cpu: 1 } }, '1'],
  ['limits.cpu', 0, { limits: { cpu: 1 } }, '1'],
  ['requests.cpu', '1m', { requests: { cpu: '100u' } }, '1'],
  ['limits.memory', '1Ki', { limits: { memory: '1' } }, '1'],
  ['limits.memory', '1Gi', { limits: { memory: '1.5Gi' } }, '2'],
  ['limits.memory', '1000', { limits: { memory: '2k' } }, '2'],
  ['requests.memory', undefined, { limits: { memory: '10' } }, '10'],
  ['requests.memory', undefined, {}, '0'],
  ['limits.hugepages-2Mi', undefined, {}, '0'],
  ['requests.ephemeral-storage', '1Mi', { requests: { 'ephemeral-storage': '2Mi' } }, '2'],
  ['limits.memory', '1', { limits: { memory: '9007199254740993' } }, '9007199254740993'],
])('%s by %s of %j is %s', (resource, divisor, resources, expected) => {
  const ref = divisor === undefined ? { resource } : { resource, divisor };
  expect(value(ref, resources)).toEqual({ value: expected, codes: [] });
});

test.each<[string, Ref, string]>([
  ['an unknown resource', { resource: 'limits.gpu' }, 'resource-field-unsupported'],
  ['no resource', {}, 'resource-field-unsupported'],
  ['a divisor of 3', { resource: 'limits.cpu', divisor: '3' }, 'resource-field-divisor'],
  ['a CPU divisor for memory', { resource: 'limits.memory', divisor: '1m' }, 'resource-field-divisor'],
  ['a memory divisor for CPUs', { resource: 'limits.cpu', divisor: '1k' }, 'resource-field-divisor'],
  ['a negative divisor', { resource: 'limits.cpu', divisor: '-1' }, 'resource-field-divisor'],
  ['1024, which is no 1Ki', { resource: 'limits.memory', divisor: '1024' }, 'resource-field-divisor'],
  ['an unknown container', { resource: 'limits.cpu', containerName: 'other' }, 'resource-field-container'],
])('%s is refused', (_, ref, code) => {
  expect(value(ref, { limits: { cpu: 1, memory: 1 } })).toEqual({ value: undefined, codes: [code] });
});

test('another container may be named, init containers too', () => {
  expect(value({ resource: 'limits.cpu', containerName: 'init' }).value).toBe('3');
});

test('a volume must name the container', () => {
  expect(value({ resource: 'limits.cpu' }, {}, { volume: true }).codes).toEqual(['resource-field-container']);
  expect(value({ resource: 'limits.cpu', containerName: 'self' }, { limits: { cpu: 2 } }, { volume: true }).value).toBe('2');
});

test('a limit that is unset or zero is that of the pod, then of the machine', () => {
  const options = { nodeCPUs: '8' };
  expect(value({ resource: 'limits.cpu' }, {}, { options })).toEqual({ value: '8', codes: ['node-allocatable-assumed'] });
  expect(value({ resource: 'limits.cpu' }, { limits: { cpu: 0 } }, { options }).value).toBe('8');
  expect(value({ resource: 'limits.cpu' }, {}, { options, spec: { resources: { limits: { cpu: '2' } } } })).toEqual({
    value: '2',
    codes: [],
  });
  expect(value({ resource: 'requests.cpu' }, {}, { options })).toEqual({ value: '0', codes: [] });
});
