import { describe, expect, test } from 'vitest';
import type { Container } from '../../src/model/kubernetes.ts';
import type { Provenance, ResolvedEnv } from '../../src/model/resolved-pod.ts';
import { longestArgument } from '../../src/resolve/expansion.ts';
import { codesOf, resolveSample, type Sample, type SampleObject, sampleLock } from './sample.ts';

const objects: readonly SampleObject[] = [
  { kind: 'ConfigMap', name: 'cm', value: { data: { B: 'b', A: 'a' }, binaryData: { X: 'AAEC' } } },
  { kind: 'ConfigMap', name: 'other', value: { data: { A: 'other' } } },
  { kind: 'Secret', name: 's', value: { data: { PW: 'cHc=', BIN: '/w==' }, stringData: { PW2: 'two', PW: 'wins' } } },
];

function resolve(container: Container, more: Sample = {}, lock?: ReturnType<typeof sampleLock>) {
  const outcome = resolveSample(
    { objects, ...more, spec: { containers: [{ name: 'c', image: 'app:1.2.3', ...container }], ...more.spec } },
    lock,
  );
  return { list: outcome.value.containers[0]?.env ?? [], codes: codesOf(outcome.diagnostics), diagnostics: outcome.diagnostics };
}

function own(list: readonly ResolvedEnv[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(list.filter(({ name }) => name !== 'PATH' && name !== 'HOSTNAME').map(({ name, value }) => [name, value]));
}

const places = (provenance: Provenance) =>
  provenance.kind === 'field' && provenance.at.kind === 'field'
    ? `${provenance.at.manifest.kind} ${provenance.at.path.join('.')}`
    : provenance.kind;

describe('where a value comes from', () => {
  const { list } = resolve(
    {
      envFrom: [{ configMapRef: { name: 'cm' } }, { configMapRef: { name: 'other' } }, { secretRef: { name: 's' } }],
      env: [
        { name: 'A', value: 'own' },
        { name: 'LANG', value: 'de' },
        { name: 'URL', value: 'db://$(PW)' },
      ],
    },
    {},
    sampleLock({ env: ['LANG=C', 'PATH=/image'] }),
  );
  const variable = (name: string) => list.find((candidate) => candidate.name === name);

  test('names the field of the object', () => {
    expect(places(variable('B')?.from ?? { kind: 'image' })).toBe('ConfigMap data.B');
    expect(places(variable('PW')?.from ?? { kind: 'image' })).toBe('Secret stringData.PW');
    expect(places(variable('URL')?.from ?? { kind: 'image' })).toBe('Pod spec.containers.0.env.2.value');
    expect(variable('PATH')?.from).toEqual({ kind: 'image' });
  });

  test('tells what was overridden, weakest first', () => {
    expect(variable('A')?.overrode.map(places)).toEqual(['ConfigMap data.A', 'ConfigMap data.A']);
    expect(variable('LANG')?.overrode.map(places)).toEqual(['image']);
    expect(variable('PATH')?.overrode.map(places)).toEqual(['default']);
    expect(variable('B')?.overrode).toEqual([]);
  });

  test('marks what came out of a Secret, and what it was put into', () => {
    expect(list.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['BIN', 'PW', 'PW2', 'URL']);
  });
});

test('keys of one source are sorted, and binaryData is no variable', () => {
  const { list } = resolve({ envFrom: [{ configMapRef: { name: 'cm' } }] });
  expect(list.map(({ name }) => name)).toEqual(['PATH', 'HOSTNAME', 'A', 'B']);
});

test('stringData wins over data, and bytes that are no text stay bytes', () => {
  const { list, codes } = resolve({ envFrom: [{ secretRef: { name: 's' } }] });
  expect(own(list)).toEqual({ BIN: Uint8Array.of(0xff), PW: 'wins', PW2: 'two' });
  expect(codes).toContain('env-non-utf8');
});

test('an image can remove PATH', () => {
  const { list } = resolve({}, {}, sampleLock({ env: ['PATH'] }));
  expect(list.map(({ name }) => name)).toEqual(['HOSTNAME']);
});

describe('references to what could not be read', () => {
  test.each<[string, Container]>([
    ['a ConfigMap', { envFrom: [{ configMapRef: { name: 'none' } }], env: [{ name: 'A', value: '$(X)' }], command: ['$(Y)'] }],
    [
      'a key',
      {
        env: [
          { name: 'X', valueFrom: { configMapKeyRef: { name: 'cm', key: 'none' } } },
          { name: 'A', value: '$(X)' },
        ],
      },
    ],
  ])('are not reported again: %s', (_, container) => {
    expect(resolve(container).codes).not.toContain('env-unresolved-ref');
  });

  test('are reported when the prefix is another one, or the source is optional', () => {
    const prefixed: Container = { envFrom: [{ prefix: 'P_', configMapRef: { name: 'none' } }], env: [{ name: 'A', value: '$(X)' }] };
    const optional: Container = { envFrom: [{ configMapRef: { name: 'none', optional: true } }], env: [{ name: 'A', value: '$(X)' }] };
    for (const container of [prefixed, optional]) expect(resolve(container).codes).toContain('env-unresolved-ref');
  });
});

test('shell commands are not taken for variables', () => {
  const { codes } = resolve({
    command: ['sh', '-c', 'echo $(date) $(hostname) $(cat /x) $(A-B)'],
    env: [{ name: 'A', value: '$(id -u)' }],
  });
  expect(codes).not.toContain('env-unresolved-ref');
});

test('a missing key names the one that was probably meant', () => {
  const { diagnostics } = resolve({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'pw2' } } }] });
  const found = diagnostics.find(({ code }) => code === 'missing-key');
  expect(found?.help).toBe('did you mean PW2?');
  expect(JSON.stringify(found?.message)).not.toContain('wins');
});

describe('what the kernel refuses', () => {
  const value = (text: string) => resolve({ env: [{ name: 'A', value: text }] }).codes.filter((code) => code.startsWith('env-'));

  test('a NUL byte', () => expect(value('a\0b')).toEqual(['env-nul']));
  test('more than 128 KiB with the name', () => expect(value('x'.repeat(longestArgument - 1))).toEqual(['env-too-long']));
  test('but not exactly that much', () => expect(value('x'.repeat(longestArgument - 2))).toEqual([]));
});

test('variables that double each other end early', () => {
  const env = Array.from({ length: 60 }, (_, index) => ({
    name: `V${index}`,
    value: index === 0 ? 'xx' : `$(V${index - 1})$(V${index - 1})`,
  }));
  expect(resolve({ env }).codes).toContain('env-too-long');
});

test('5,000 variables of one name, and of many names, take no time', () => {
  const same = Array.from({ length: 5000 }, () => ({ name: 'A', value: '$(A)' }));
  expect(resolve({ env: same }).list.find(({ name }) => name === 'A')?.overrode.length).toBe(4999);
  const many = Array.from({ length: 5000 }, (_, index) => ({ name: `V${index}`, value: `$(V${index - 1})` }));
  expect(resolve({ env: many }).list.length).toBe(5002);
});

describe('files with variables', () => {
  const volumes = [
    { name: 'files', configMap: { name: 'env-files' } },
    { name: 'scratch', emptyDir: {} },
  ];
  const files: readonly SampleObject[] = [{ kind: 'ConfigMap', name: 'env-files', value: { data: { 'a.env': "KEY='value'\nEMPTY=''" } } }];
  const from = (fileKeyRef: object) => resolve({ env: [{ name: 'A', valueFrom: { fileKeyRef } }] }, { objects: files, spec: { volumes } });

  test('a key of a file of a ConfigMap is known', () => {
    expect(own(from({ volumeName: 'files', path: 'a.env', key: 'KEY' }).list)).toEqual({ A: 'value' });
  });

  test.each([
    ['a missing key', { volumeName: 'files', path: 'a.env', key: 'NONE' }, ['file-key-ref-missing']],
    ['an empty value', { volumeName: 'files', path: 'a.env', key: 'EMPTY' }, ['file-key-ref-missing']],
    ['a missing file', { volumeName: 'files', path: 'b.env', key: 'KEY' }, ['file-key-ref-missing']],
    ['an optional missing key', { volumeName: 'files', path: 'a.env', key: 'NONE', optional: true }, []],
    ['a missing volume', { volumeName: 'none', path: 'a.env', key: 'KEY', optional: true }, ['file-key-ref-missing']],
    ['a file that is written at run time', { volumeName: 'scratch', path: 'a.env', key: 'KEY' }, ['file-key-ref-runtime']],
    ['an optional one', { volumeName: 'scratch', path: 'a.env', key: 'KEY', optional: true }, ['file-key-ref-skipped']],
  ])('%s', (_, ref, expected) => {
    const { codes, list } = from(ref);
    expect(codes.filter((code) => code.startsWith('file-key-ref'))).toEqual(expected);
    expect(own(list)).toEqual({});
  });
});
