import { describe, expect, test } from 'vitest';
import { codes, translate } from '../../kit.ts';

/** Settings of a pod as a whole whose rules only report: one Pod `p` in `default` with these lines in its spec. */
async function run(spec: string, others = '', options = {}) {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: c, image: i, command: [x]}]\n${spec}\n`;
  return translate(`${pod}${others}`, { options });
}

const service = (name: string, spec: string, namespace = 'default') =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;

describe('variables of Services', () => {
  test.each<[string, string, string, boolean]>([
    ['a Service of the namespace', '', service('web', '{ports: [{port: 80}]}'), true],
    ['no Service', '', '', false],
    ['a Service of another namespace', '', service('web', '{ports: [{port: 80}]}', 'other'), false],
    ['a headless Service', '', service('web', '{clusterIP: None}'), false],
    ['a name elsewhere', '', service('web', '{type: ExternalName, externalName: example.org}'), false],
    ['enableServiceLinks: false', '  enableServiceLinks: false', service('web', '{ports: [{port: 80}]}'), false],
  ])('%s', async (_name, spec, others, reported) => {
    expect(codes(await run(spec, others)).includes('service-env-omitted')).toBe(reported);
  });

  test('are not reported when translate.serviceEnv sets them', async () => {
    expect(codes(await run('', service('web', '{ports: [{port: 80}]}'), { serviceEnv: true }))).not.toContain('service-env-omitted');
  });

  test('of many Services are named briefly', async () => {
    const many = Array.from({ length: 7 }, (_, index) => service(`s${index}`, '{}')).join('');
    const { diagnostics } = await run('', many);
    expect(diagnostics.find(({ code }) => code === 'service-env-omitted')?.message).toBe(
      'variables for these Services are not set: s0, s1, s2, s3, s4 and 2 more',
    );
  });
});

describe('the network of the machine', () => {
  test.each<[string, boolean]>([
    ['', true],
    ['  hostNetwork: false', true],
    ['  hostNetwork: true', false],
  ])('%j is reported: %s', async (spec, reported) => {
    expect(codes(await run(spec)).includes('host-network-forced')).toBe(reported);
  });
});

describe('the operating system', () => {
  test.each<[string, boolean]>([
    ['', false],
    ['  os: {name: linux}', false],
    ['  os: {name: windows}', true],
    ['  os: {name: Linux}', true],
    ['  os: {}', true],
  ])('%j is refused: %s', async (spec, refused) => {
    expect(codes(await run(spec), 'error').includes('os-windows')).toBe(refused);
  });
});

test('a cluster DNS that is no address is refused', async () => {
  expect(codes(await run('', '', { clusterDNS: ['dns.example'] }), 'error')).toEqual(['invalid-dns']);
});
