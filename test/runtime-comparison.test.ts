import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImageLock } from '../src/model/image-lock.ts';
import { findCases } from './fixture.ts';
import { translate } from './kit.ts';
import { findTraps, parseLinuxKit } from './linuxkit-traps.ts';
import { runtimeDifferences } from './runtime-comparison.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');

/** The texts below a directory by their path in it. */
function textsBelow(directory: string): Readonly<Record<string, string>> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(directory, path), readFileSync(path, 'utf8')];
    }),
  );
}

describe('the containers that LinuxKit makes are those that a kubelet would ask for', () => {
  const cases = findCases().filter((name) => readdirSync(join(fixtures, name)).includes('input'));
  test.each(cases)('%s', async (name) => {
    const { outputs, diagnostics } = await translate(textsBelow(join(fixtures, name, 'input')));
    for (const { file, text, pod } of outputs) {
      expect([file, ...runtimeDifferences({ config: parseLinuxKit(text), pod, diagnostics })]).toEqual([file]);
    }
  });
});

const lock: ImageLock = {
  version: 1,
  images: {
    'docker.io/library/app:1': {
      platforms: {
        'linux/amd64': {
          entrypoint: ['/entry', '@x'],
          cmd: ['run'],
          env: ['PATH=/bin', 'A=image'],
          workingDir: '/srv',
          user: '1000:2000',
          volumes: [],
          labels: {},
          resolvedUser: { uid: 1000, gid: 2000, groups: [] },
        },
      },
    },
  },
};

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 2 });
const capability = fc.constantFrom('ALL', 'NET_ADMIN', 'CHOWN', 'net_raw', 'CAP_KILL', 'NOPE');
const quantities = (cpu: string[], memory: string[]) =>
  fc.record({ cpu: maybe(fc.constantFrom(...cpu)), memory: maybe(fc.constantFrom(...memory)) });

const securityContext = fc.record({
  privileged: maybe(fc.boolean()),
  allowPrivilegeEscalation: maybe(fc.constant(true)),
  readOnlyRootFilesystem: maybe(fc.boolean()),
  runAsUser: maybe(fc.constantFrom(0, 1000)),
  runAsGroup: maybe(fc.constantFrom(0, 3000)),
  procMount: maybe(fc.constantFrom('Default', 'Unmasked')),
  capabilities: maybe(fc.record({ add: maybe(fc.array(capability)), drop: maybe(fc.array(capability)) })),
});

const container = fc.record({
  image: fc.constantFrom('app:1', 'other:1'),
  command: maybe(fc.array(fc.constantFrom('$(A)', '@file', '017')).map((args) => ['/bin/x', ...args])),
  workingDir: maybe(fc.constant('/w')),
  env: maybe(
    fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B', 'PATH'), value: fc.constantFrom('', '@v', '$(A)', 'x\ny', 'é😀') }), {
      selector: ({ name }) => name,
    }),
  ),
  securityContext: maybe(securityContext),
  resources: maybe(
    fc.record({ requests: maybe(quantities(['0', '100m'], ['64Mi'])), limits: maybe(quantities(['1', '2m'], ['128Mi', '1G'])) }),
  ),
  volumeMounts: maybe(
    fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('scratch', 'shm', 'config', 'host'),
        mountPath: fc.constantFrom('/data', '/data/deep', '/dev/shm', '/dev', '/etc/hosts', '/x:y', '/sys'),
        readOnly: maybe(fc.boolean()),
      }),
      { selector: ({ mountPath }) => mountPath },
    ),
  ),
});

const pod = fc.record({
  hostPID: maybe(fc.boolean()),
  shareProcessNamespace: maybe(fc.boolean()),
  hostUsers: fc.constantFrom(false, true),
  securityContext: maybe(
    fc.record({ fsGroup: maybe(fc.constant(7)), supplementalGroups: maybe(fc.constant([5, 3])), runAsUser: maybe(fc.constant(5)) }),
  ),
  resources: maybe(fc.record({ limits: quantities(['4'], ['4Gi']) })),
  initContainers: fc.array(fc.tuple(container, fc.boolean()), { maxLength: 2 }),
  containers: fc.array(container, { minLength: 1, maxLength: 2 }),
});

test('whatever a pod says, the containers are those that a kubelet would ask for, and the file has no traps', async () => {
  const volumes = [
    { name: 'scratch', emptyDir: {} },
    { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    { name: 'config', configMap: { name: 'c' } },
    { name: 'host', hostPath: { path: '/var/lib/x', type: 'DirectoryOrCreate' } },
  ];
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { k: '@v' } };
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(pod, async ({ initContainers, containers, ...rest }) => {
      const spec = {
        ...rest,
        volumes,
        initContainers: initContainers.map(([one, sidecar], index) => ({
          name: `i${index}`,
          ...one,
          ...(sidecar && { restartPolicy: 'Always' }),
        })),
        containers: containers.map((one, index) => ({ name: `c${index}`, ...one })),
      };
      const manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec };
      const { outputs, diagnostics } = await translate(`${JSON.stringify(configMap)}\n---\n${JSON.stringify(manifest)}\n`, { lock });
      for (const { text, pod: resolved } of outputs) {
        compared++;
        expect(runtimeDifferences({ config: parseLinuxKit(text), pod: resolved, diagnostics })).toEqual([]);
        expect(findTraps(text)).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(20);
}, 60_000);

test('a difference is found', async () => {
  const { outputs } = await translate(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "app:1", workingDir: /w}]}\n',
    {
      lock,
    },
  );
  const [output] = outputs;
  if (!output) throw new Error('nothing was generated');
  const services = output.config.services.map(({ capabilities: _, cwd: __, mounts = [], ...rest }) => ({
    ...rest,
    mounts: mounts
      .filter(({ destination }) => destination !== '/dev/shm')
      .map((mount) => (mount.destination === '/sys' ? { ...mount, options: [] } : mount)),
  }));
  expect(
    runtimeDifferences({ config: { ...output.config, services }, pod: output.pod, diagnostics: [] }).map((line) =>
      line.split(':', 3).slice(0, 2).join(':'),
    ),
  ).toEqual([
    'container-c: cwd',
    'container-c: effective capabilities',
    'container-c: bounding capabilities',
    'container-c: mount at /dev/shm',
    'container-c: mount at /sys',
  ]);
});
