import { expect, test } from 'vitest';
import type { LinuxKitImage } from '../../src/model/linuxkit.ts';
import { codes, imageNamed, type KitOptions, translate, translateOne } from '../kit.ts';

const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: ${spec}\n`;
const withResources = (resources: string, rest = ''): string =>
  pod(`{${rest} containers: [{name: c, image: "nginx:1.27", resources: ${resources}}]}`);
const first = async (input: string, kit: KitOptions = {}): Promise<LinuxKitImage> =>
  imageNamed(await translateOne(input, kit), 'container-c');

test('case 179: a cpu limit alone is the request too', async () => {
  expect((await first(withResources('{limits: {cpu: 500m}}'))).resources).toEqual({ cpu: { shares: 512, quota: 50_000, period: 100_000 } });
});

test('case 180: a cpu request alone has no quota', async () => {
  expect((await first(withResources('{requests: {cpu: 100m}}'))).resources).toEqual({ cpu: { shares: 102, period: 100_000 } });
});

test('case 181: no resources', async () => {
  expect(await first(withResources('{}'))).toMatchObject({ resources: { cpu: { shares: 2, period: 100_000 } }, oomScoreAdj: 1000 });
});

test('case 182: requests equal to limits everywhere, init containers included', async () => {
  const limits = 'resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: "1", memory: 1024Mi}}';
  const translation = await translateOne(
    pod(`{initContainers: [{name: i, image: "i:1", ${limits}}], containers: [{name: c, image: "i:1", ${limits}}]}`),
  );
  expect(['initContainer-0-i', 'container-c'].map((name) => imageNamed(translation, name).oomScoreAdj)).toEqual([-997, -997]);
});

test('case 183: a memory request lowers the score', async () => {
  const score = async (requests: string): Promise<number | undefined> =>
    (await first(withResources(`{requests: ${requests}}`))).oomScoreAdj;
  expect(await score('{memory: 512Mi}')).toBe(500);
  expect(await score('{memory: 2Gi}')).toBe(3);
  expect(await score('{memory: 0, cpu: 1}')).toBe(999);
});

test('case 184: a cpu request of zero stays zero', async () => {
  const image = await first(withResources('{requests: {cpu: "0"}, limits: {cpu: 1}}'));
  expect(image.resources?.cpu).toEqual({ shares: 2, quota: 100_000, period: 100_000 });
});

test('case 185: the smallest quota is a millisecond', async () => {
  expect((await first(withResources('{limits: {cpu: 2m}}'))).resources?.cpu?.quota).toBe(1000);
});

test('case 186: huge pages are reported and not written', async () => {
  const translation = await translateOne(withResources('{limits: {cpu: 1, hugepages-2Mi: 4Mi}}'));
  expect(codes(translation, 'warning')).toContain('hugepages-unexpressible');
  expect(translation.text).not.toContain('hugepage');
});

test('case 187: an extended resource is an error', async () => {
  const translation = await translate(withResources('{limits: {nvidia.com/gpu: 1}}'));
  expect(codes(translation, 'error')).toEqual(['extended-resource']);
});

test('case 188: a request above its limit is an error', async () => {
  const translation = await translate(withResources('{requests: {memory: 2Gi}, limits: {memory: 1Gi}}'));
  expect(codes(translation, 'error')).toEqual(['request-exceeds-limit']);
  expect(translation.outputs).toEqual([]);
});

test('case 189: a container without a limit is held to that of the pod', async () => {
  const image = await first(withResources('{}', 'resources: {limits: {cpu: 2}},'));
  expect(image.resources?.cpu?.quota).toBe(200_000);
});

test('case 206: a node critical pod is killed last', async () => {
  expect((await first(withResources('{}', 'priorityClassName: system-node-critical,'))).oomScoreAdj).toBe(-997);
});

test('a LimitRange of the namespace gives defaults', async () => {
  const range =
    'apiVersion: v1\nkind: LimitRange\nmetadata: {name: r}\nspec: {limits: [{type: Container, default: {cpu: 1}, defaultRequest: {cpu: 250m}}]}\n';
  const translation = await translateOne(`${range}---\n${withResources('{}')}`);
  expect(imageNamed(translation, 'container-c').resources?.cpu).toEqual({ shares: 256, quota: 100_000, period: 100_000 });
  expect(codes(translation, 'info')).toContain('limit-range-applied');
});

test('a LimitRange of another directory gives nothing unless both name its namespace', async () => {
  const range = (namespace: string) =>
    `apiVersion: v1\nkind: LimitRange\nmetadata: {name: r${namespace}}\nspec: {limits: [{type: Container, default: {cpu: 1}}]}\n`;
  const web = (metadata: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\nspec: {containers: [{name: c, image: "nginx:1.27"}]}\n`;
  const apart = await translate({ 'demo/limits.yaml': range(''), 'web/pod.yaml': web('{name: p}') });
  expect(codes(apart)).not.toContain('limit-range-applied');
  const together = await translate({ 'ns/limits.yaml': range(', namespace: shop'), 'web/pod.yaml': web('{name: p, namespace: shop}') });
  expect(codes(together)).toContain('limit-range-applied');
});
