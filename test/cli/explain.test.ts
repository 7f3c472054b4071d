import { describe, expect, test } from 'vitest';
import { diagnosticCodes } from '../../src/diagnostics/catalog.ts';
import { pinnedLeaves } from '../field-paths.ts';
import { runProgram } from './run.ts';

const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  restartPolicy: Never
  containers:
    - name: main
      image: app:1
      command: [/app, $(TOKEN)]
      env:
        - name: TOKEN
          valueFrom:
            secretKeyRef: {name: keys, key: token}
        - name: MODE
          value: own
      envFrom:
        - configMapRef: {name: settings}
      volumeMounts:
        - {name: keys, mountPath: /keys}
  volumes:
    - name: keys
      secret: {secretName: keys}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {MODE: shared}
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {token: very-secret}
`;
const files = { 'web.yaml': manifest };

/** The part of the JSON that these tests look at. */
interface Page {
  readonly workloads: readonly {
    readonly images: readonly {
      readonly containers: readonly {
        readonly command: { readonly arguments: readonly (string | null)[] };
        readonly env: readonly {
          readonly name: string;
          readonly value: string | null;
          readonly from: Source;
          readonly overrode: readonly Source[];
        }[];
        readonly files: readonly { readonly path: string; readonly value: string | null; readonly from: Source }[];
        readonly mounts: readonly { readonly destination: string; readonly from: Source }[];
        readonly settings: readonly { readonly name: string; readonly value: unknown; readonly from: Source }[];
      }[];
    }[];
  }[];
}

interface Source {
  readonly kind: string;
  readonly location?: { readonly file: string; readonly line: number; readonly column: number };
}

async function pageOf(argv: readonly string[], terminal = false) {
  const { exit, stdout, stderr } = await runProgram(['explain', 'pod/web', '--format', 'json', ...argv], { files, terminal });
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const [container] = (JSON.parse(stdout) as Page).workloads[0]?.images[0]?.containers ?? [];
  if (!container) throw new Error(stdout);
  return container;
}

describe('explain a workload', () => {
  test('a variable tells where it comes from and what it replaced', async () => {
    const { env } = await pageOf([]);
    const mode = env.find(({ name }) => name === 'MODE');
    expect(mode?.value).toBe('own');
    expect(mode?.from.location).toEqual({ file: 'web.yaml', line: 15, column: 18 });
    expect(mode?.overrode.map(({ location }) => location?.line)).toEqual([27]);
  });

  test('everything has a place or says what it defaults to', async () => {
    const { env, files: found, mounts, settings } = await pageOf([]);
    const sources = [...env, ...found, ...mounts, ...settings].map(({ from }) => from);
    expect(sources.filter(({ kind, location }) => (kind === 'field') !== (location !== undefined))).toEqual([]);
  });

  test('settings are those of the LinuxKit file', async () => {
    const { settings } = await pageOf([]);
    const value = (name: string) => settings.find((setting) => setting.name === name)?.value;
    expect([value('user'), value('workingDir'), value('readOnlyRootFilesystem'), value('network')]).toEqual([
      0,
      null,
      false,
      'of the machine',
    ]);
  });

  test('secret values are masked in every form', async () => {
    const { command, env, files: found } = await pageOf([]);
    expect(command.arguments).toEqual([null, null]);
    expect(env.find(({ name }) => name === 'TOKEN')?.value).toBeNull();
    expect(found).toMatchObject([{ path: '/keys/token', value: null }]);
    for (const argv of [
      ['explain', 'web'],
      ['explain', 'web', '--format', 'json'],
    ]) {
      const { stdout } = await runProgram(argv, { files, terminal: true });
      expect(stdout).not.toContain('very-secret');
    }
  });

  test('--reveal shows them on a terminal and nowhere else', async () => {
    const { command, env, files: found } = await pageOf(['--reveal'], true);
    expect(command.arguments).toEqual(['/app', 'very-secret']);
    expect(env.find(({ name }) => name === 'TOKEN')?.value).toBe('very-secret');
    expect(found[0]?.value).toBe('very-secret');
    const piped = await runProgram(['explain', 'web', '--reveal'], { files });
    expect(piped).toMatchObject({ exit: 2, stdout: '' });
  });

  test('a quoted key among the annotations does no harm', async () => {
    const annotated = manifest.replace('{name: web}', '{name: web, annotations: {a.example/b: c}}');
    expect((await runProgram(['explain', 'web'], { files: { 'web.yaml': annotated } })).exit).toBe(0);
  });

  test('a manifest on standard input', async () => {
    const { exit, stdout } = await runProgram(['explain', 'web'], { stdin: manifest });
    expect(exit).toBe(0);
    expect(stdout).toContain('<stdin>:15:18');
  });

  test('one that failed is explained all the same', async () => {
    const broken = manifest.replace('name: settings}\n      vol', 'name: gone}\n      vol');
    const { exit, stdout } = await runProgram(['explain', 'web'], { files: { 'web.yaml': broken } });
    expect(exit).toBe(0);
    expect(stdout).toContain('error[missing-configmap]');
  });

  test('lines fit the terminal, and a pipe gets everything', async () => {
    const long = manifest.replace('value: own', `value: ${'long '.repeat(60)}`);
    const lengths = async (terminal: boolean) => {
      const { stdout } = await runProgram(['explain', 'web', '--color', 'never'], { files: { 'web.yaml': long }, terminal, columns: 100 });
      return stdout.split('\n').find((line) => line.includes('long long'))?.length ?? 0;
    };
    expect(await lengths(true)).toBeLessThanOrEqual(100);
    expect(await lengths(false)).toBeGreaterThan(300);
  });
});

describe('explain a field', () => {
  test('every leaf of a pod spec is explained', async () => {
    const { explainField } = await import('../../src/explain-field.ts');
    const silent = pinnedLeaves().filter(({ path }) => explainField(path)[0]?.answer === undefined);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test.each([
    ['containers[].image', 'containers[].image'],
    ['containers.image', 'containers[].image'],
    ['spec.template.spec.containers[3].image', 'containers[].image'],
    ['deployment.spec.template.spec.containers.image', 'containers[].image'],
    ['Pod.spec.containers[*].image', 'containers[].image'],
    ['spec.jobTemplate.spec.template.spec.hostname', 'hostname'],
    ["spec.template.metadata.labels['app.kubernetes.io/name']", 'spec.template.metadata.labels'],
    ['PersistentVolumeClaim.spec.resources', 'spec.resources'],
    ['ConfigMap.binaryData', 'binaryData'],
  ])('%s is %s', async (subject, path) => {
    const { exit, stdout } = await runProgram(['explain', subject, '--format', 'json']);
    expect(exit).toBe(0);
    expect((JSON.parse(stdout) as { fields: readonly { path: string }[] }).fields[0]?.path).toBe(path);
  });

  test.each([
    ['containers[].imag', 'containers[].image'],
    ['containers[].livenesProbe.httpGet', 'containers[].livenessProbe.httpGet'],
    ['livenessProbe', 'containers[].livenessProbe'],
    ['Deployment.spec.replica', 'Deployment.spec.replicas'],
  ])('%s: did you mean %s', async (subject, meant) => {
    const { exit, stderr } = await runProgram(['explain', subject]);
    expect(exit).toBe(2);
    expect(stderr).toContain(`did you mean ${meant}`);
  });
});

test('every diagnostic code is explained', async () => {
  const { explainCode } = await import('../../src/explain-code.ts');
  expect(diagnosticCodes.filter((code) => explainCode(code)?.code !== code)).toEqual([]);
});

test('what stands in the configuration as format is not meant', async () => {
  const { exit, stdout } = await runProgram(['explain', 'missing-key'], { files: { '.podspec2lkrc.yaml': 'format: sarif\n' } });
  expect(exit).toBe(0);
  expect(stdout).toContain('What to do:');
});
