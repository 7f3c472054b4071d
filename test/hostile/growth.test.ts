import { describe, expect, test } from 'vitest';
import { healthy, hostileProgram, pod } from './program.ts';

const { checkJson } = hostileProgram();

type Files = Readonly<Record<string, string>>;
const lines = (count: number, line: (at: number) => string, between = ''): string =>
  Array.from({ length: count }, (_, at) => line(at)).join(between);
const configMap = (keys: number): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n${lines(keys, (at) => `  k${at}: v\n`)}`;

/** Inputs that grow in one direction, with the size that must be reached. */
const growing: readonly { readonly name: string; readonly size: number; readonly files: (size: number) => Files }[] = [
  {
    name: 'workloads on one ConfigMap',
    size: 10_000,
    files: (size) => ({
      'in/a.yaml': `${configMap(10)}---\n${lines(size, (at) => pod(`p${at}`, '    envFrom: [{configMapRef: {name: c}}]\n'), '---\n')}`,
    }),
  },
  {
    name: 'workloads with references that lead nowhere',
    size: 4_000,
    files: (size) => ({ 'in/a.yaml': lines(size, (at) => pod(`p${at}`, `    envFrom: [{configMapRef: {name: c${at}}}]\n`), '---\n') }),
  },
  {
    name: 'keys of a ConfigMap, as variables and as files',
    size: 20_000,
    files: (size) => ({
      'in/a.yaml': `${configMap(size)}---\n${pod('p', '    envFrom: [{configMapRef: {name: c}}]\n    volumeMounts: [{name: v, mountPath: /v}]\n  volumes: [{name: v, configMap: {name: c}}]\n')}`,
    }),
  },
  {
    name: 'variables of a container that use each other',
    size: 5_000,
    files: (size) => ({
      'in/a.yaml': pod(
        'p',
        `    env:\n${lines(size, (at) => `    - {name: V${at}, value: "${at % 50 === 0 ? '' : `$(V${at - 1})`}x"}\n`)}`,
      ),
    }),
  },
  {
    name: 'containers and volumes of a pod',
    size: 1_000,
    files: (size) => ({
      'in/a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n${lines(size, (at) => `  - {name: c${at}, image: i, command: [c], volumeMounts: [{name: v${at}, mountPath: /x}]}\n`)}  volumes:\n${lines(size, (at) => `  - {name: v${at}, emptyDir: {}}\n`)}`,
    }),
  },
  {
    name: 'overlays over one base',
    size: 2_000,
    files: (size) => ({
      'in/base/kustomization.yaml': 'resources: [a.yaml]\n',
      'in/base/a.yaml': pod('p', ''),
      ...Object.fromEntries(
        Array.from({ length: size }, (_, at) => [`in/o${at}/kustomization.yaml`, `resources: [../base]\nnamespace: n${at}\n`]),
      ),
    }),
  },
  {
    name: 'misspelt keys of a ConfigMap',
    size: 3_000,
    files: (size) => ({
      'in/a.yaml': `${configMap(size)}---\n${pod('p', `    env:\n${lines(size, (at) => `    - {name: V${at}, valueFrom: {configMapKeyRef: {name: c, key: q${at}}}}\n`)}`)}`,
    }),
  },
  {
    name: 'devices of a container',
    size: 4_000,
    files: (size) => ({
      'in/a.yaml': `${pod('p', `    volumeDevices:\n${lines(size, (at) => `    - {name: v, devicePath: /dev/d${at}}\n`)}  volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]\n`)}---
apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {volumeMode: Block, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n`,
    }),
  },
  {
    name: 'generators of a kustomization',
    size: 3_000,
    files: (size) => ({
      'in/kustomization.yaml': `configMapGenerator:\n${lines(size, (at) => `- {name: c${at}, literals: [a=b]}\n`)}`,
    }),
  },
  {
    name: 'Secrets and findings in one file',
    size: 3_000,
    files: (size) => ({
      'in/a.yaml': `${lines(size, (at) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s${at}}\nstringData: {a: [x]}\n`, '---\n')}---\n${lines(size, (at) => pod(`p${at}`, '    bogus: 1\n'), '---\n')}`,
    }),
  },
  {
    name: 'different workloads of one name',
    size: 2_000,
    files: (size) => ({ 'in/a.yaml': lines(size, (at) => pod('p', `    workingDir: /w${at}\n`), '---\n') }),
  },
];

describe('twice the input takes about twice the time', () => {
  test.each(growing)('$size $name', ({ size, files }) => {
    const time = (count: number): number => {
      const began = performance.now();
      checkJson({ ...healthy, ...files(count) }, { memory: 1500, timeout: 60_000 });
      return performance.now() - began;
    };
    // Other programs of the machine make single times unreliable; a quadratic step shows in every attempt.
    const ratios: number[] = [];
    for (let attempt = 0; attempt < 3 && (ratios.at(-1) ?? 9) > 3; attempt++) ratios.push(time(size) / time(size / 2));
    expect(Math.min(...ratios)).toBeLessThan(3);
  });
});
