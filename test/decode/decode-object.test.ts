import { describe, expect, it } from 'vitest';
import { decodeObject } from '../../src/decode/decode-object.ts';
import { collector, pathOf, place } from '../../src/diagnostics/diagnostic.ts';
import type { KubernetesType } from '../../src/model/kubernetes.ts';
import { codesOf, manifestOf } from './sample.ts';

function decode(kind: KubernetesType, body: string, json = false) {
  const { diagnostics, report } = collector();
  const text = json ? `{"apiVersion":"v1","kind":"${kind}",${body}}` : `apiVersion: v1\nkind: ${kind}\n${body}\n`;
  const value: unknown = decodeObject(kind, manifestOf(text, json), report);
  return { value, diagnostics };
}

/** A kind and a template of its body, `@` for the value. */
const fields = {
  string: ['Pod', 'metadata: {name: @}'],
  bool: ['Pod', 'spec: {hostNetwork: @}'],
  int32: ['Pod', 'spec: {containers: [{ports: [{containerPort: @}]}]}'],
  int64: ['Pod', 'spec: {terminationGracePeriodSeconds: @}'],
  quantity: ['Pod', 'spec: {containers: [{resources: {limits: {memory: @}}}]}'],
  intOrString: ['Pod', 'spec: {containers: [{livenessProbe: {httpGet: {port: @}}}]}'],
  time: ['Pod', 'metadata: {creationTimestamp: @}'],
  bytes: ['Secret', 'data: {k: @}'],
  map: ['Pod', 'metadata: {labels: @}'],
  list: ['Pod', 'spec: {containers: [{args: @}]}'],
  struct: ['Pod', 'spec: {securityContext: @}'],
} as const;

/** What k8s.io/api v0.36.3 accepts and refuses with sigs.k8s.io/yaml and sigs.k8s.io/json. */
const verdicts: Readonly<Record<keyof typeof fields, { readonly accepts: readonly string[]; readonly refuses: readonly string[] }>> = {
  string: {
    accepts: ['"80"', 'abc', '1:30', '2020-01-01', '100m', '1E400', 'null', '2001:db8::', '""'],
    refuses: ['1', '1.5', '08', 'yes', 'true', '[]', '{}', '12345678901234567890'],
  },
  bool: { accepts: ['yes', 'true', 'off', 'null'], refuses: ['"true"', '1', 'abc', '[]', '""'] },
  int32: {
    accepts: ['1', '-1', '1.0', '8e1', '08', '0x1F', '1_000', '2147483647', 'null', '-0'],
    refuses: ['"80"', '1.5', '2147483648', '-2147483649', 'true', '1e30', 'abc', '[1]'],
  },
  int64: {
    accepts: ['9007199254740993', '9223372036854775807', '-9223372036854775808', '80.0'],
    refuses: ['9223372036854775808', '-9223372036854775809', '18446744073709551615', '1e30', '"1"'],
  },
  quantity: {
    accepts: ['1', '0.5', '100m', '1Gi', '" 1Gi "', '.5', '"+5"', '1e3', '1E', 'null', '010'],
    refuses: ['abc', '""', '1K', 'true', '[]', '1 Gi'],
  },
  intOrString: { accepts: ['80', '"80"', 'http', 'null', '80.0'], refuses: ['1.5', 'true', '2147483648', '[]', '{}'] },
  time: {
    accepts: ['2020-01-01T00:00:00Z', '"2020-01-01T00:00:00.5+01:00"', 'null'],
    refuses: ['2020-01-01', '"2020-1-1T00:00:00Z"', '"2020-13-01T00:00:00Z"', '1', '"2020-01-01t00:00:00Z"'],
  },
  bytes: { accepts: ['YWJj', 'YWI=', '"YW\\nI="', 'YR==', '""', 'null'], refuses: ['YWI', '"YW I="', '===', '1', 'true', '"a-_="'] },
  map: { accepts: ['{}', '{a: b}', '{a: null}', 'null', '{1: b}'], refuses: ['[]', '{a: 1}', 'abc', '{a: {}}'] },
  list: { accepts: ['[]', '[a]', '[null]', 'null'], refuses: ['abc', '[1]', '{}', '[[a]]'] },
  struct: { accepts: ['{}', 'null'], refuses: ['[]', 'abc', '1'] },
};

describe.each(Object.entries(verdicts))('a field of type %s', (type, { accepts, refuses }) => {
  const [kind, template] = fields[type as keyof typeof fields];
  const errors = (value: string) =>
    decode(
      kind,
      template.replace('@', () => value),
    ).diagnostics.filter(({ severity }) => severity === 'error');

  it.each(accepts)('accepts %s', (value) => expect(errors(value)).toEqual([]));
  it.each(refuses)('refuses %s', (value) => expect(errors(value)).toHaveLength(1));
});

describe('values', () => {
  it('drops null from structs, and makes it the zero value in lists and maps', () => {
    const body =
      'metadata: {name: null, labels: {a: null}}\nspec: {containers: [null, {args: [null, x], resources: {limits: {cpu: null}}}], securityContext: null}';
    expect(decode('Pod', body).value).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { labels: { a: '' } },
      spec: { containers: [{}, { args: ['', 'x'], resources: { limits: { cpu: '0' } } }] },
    });
  });

  it('keeps the indices of a list when an item does not fit', () => {
    expect(decode('Pod', 'spec: {containers: [{args: [1, b]}]}').value).toMatchObject({ spec: { containers: [{ args: ['', 'b'] }] } });
  });

  it('gives a copy that shares nothing with the input', () => {
    const manifest = manifestOf('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n');
    const value = decodeObject('ConfigMap', manifest, collector().report);
    expect(value.data).toEqual({ a: 'b' });
    expect(value.data).not.toBe(manifest.data['data']);
  });

  it('takes __proto__ for a key like any other', () => {
    const { value } = decode('ConfigMap', 'data: {__proto__: x, constructor: z}');
    expect(Object.entries((value as { data: object }).data)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'z'],
    ]);
  });

  it('reads integers of literal JSON by their text', () => {
    const port = (text: string) => `"spec":{"containers":[{"ports":[{"containerPort":${text}}]}]}`;
    expect(codesOf(decode('Pod', port('80'), true).diagnostics)).toEqual([]);
    const { diagnostics } = decode('Pod', port('80.0'), true);
    expect(codesOf(diagnostics)).toEqual(['wrong-type']);
    expect(diagnostics[0]?.message).toBe('cannot unmarshal number 80.0 into ContainerPort.containerPort of type int32');
    expect(codesOf(decode('Pod', port('8e1'), true).diagnostics)).toEqual(['wrong-type']);
    expect(codesOf(decode('Pod', '"spec":{"containers":[{"resources":{"limits":{"cpu":0.5}}}]}', true).diagnostics)).toEqual([]);
  });
});

describe('reports', () => {
  it('name the field as Go does, what was found and how to write it', () => {
    const { diagnostics } = decode('Pod', 'spec:\n  containers:\n  - env:\n    - {name: A, value: yes}\n    args: foo');
    expect(diagnostics.map(({ message, help, at }) => [message, help, pathOf(at)])).toEqual([
      ['cannot unmarshal bool true into EnvVar.value of type string', 'put it in quotes: "yes"', 'spec.containers[0].env[0].value'],
      [
        'cannot unmarshal string "foo" into Container.args of type []string',
        'write a list: one entry behind a dash',
        'spec.containers[0].args',
      ],
    ]);
  });

  it('never quote a value of a Secret', () => {
    const { diagnostics } = decode('Secret', 'stringData: {a: 31337, b: [hunter2]}\ndata: {c: hunter2!}');
    expect(codesOf(diagnostics)).toEqual(['wrong-type', 'wrong-type', 'secret-base64']);
    expect(JSON.stringify(diagnostics.map(({ message, help }) => [message, help]))).not.toMatch(/31337|hunter2/);
    expect(diagnostics[2]?.message).toContain('"c"');
  });

  it.each([
    ['Image: x', 'unknown field "Image" in spec.containers[0]; did you mean "image"?'],
    ['imgae: x', 'unknown field "imgae" in spec.containers[0]; did you mean "image"?'],
    ['runAsUser: 1', 'unknown field "runAsUser" in spec.containers[0]; did you mean "securityContext.runAsUser"?'],
    ['nonsense: 1', 'unknown field "nonsense" in spec.containers[0]'],
  ])('suggest a field for %s', (written, message) => {
    const { diagnostics } = decode('Pod', `spec:\n  containers:\n  - ${written}`);
    expect(diagnostics.map((found) => found.message)).toEqual([message]);
    expect(diagnostics[0]?.severity).toBe('warning');
    const at = diagnostics[0] && place(diagnostics[0].at);
    expect([at?.line, at?.column]).toEqual([5, 5]);
  });

  it('suggest the indentation for a field of something around', () => {
    const { diagnostics } = decode('Pod', 'spec: {containers: [{securityContext: {ports: []}}]}');
    expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
      ['unknown-field', 'ports is a field of Container: check the indentation'],
    ]);
  });

  it('suggest the indentation for a field that slipped out of the one before it', () => {
    const { diagnostics } = decode('Pod', 'spec:\n  containers:\n  - envFrom:\n    - configMapRef:\n      name: settings\n');
    expect(diagnostics.map(({ message, help }) => [message, help])).toEqual([
      [
        'unknown field "name" in spec.containers[0].envFrom[0]; did you mean "configMapRef.name"?',
        'indent name, so that it stands below configMapRef',
      ],
    ]);
  });

  it('tell octal numbers from modes', () => {
    const cpu = (text: string) => codesOf(decode('Pod', `spec: {containers: [{resources: {limits: {cpu: ${text}}}}]}`).diagnostics);
    expect(cpu('010')).toEqual(['number-octal']);
    expect(cpu('10')).toEqual([]);
    expect(cpu('0.5')).toEqual([]);
    expect(cpu('07')).toEqual([]);
    expect(codesOf(decode('Pod', 'spec: {volumes: [{configMap: {defaultMode: 0400, items: [{mode: 0644}]}}]}').diagnostics)).toEqual([]);
    expect(codesOf(decode('Pod', 'spec: {securityContext: {runAsUser: 01000}}').diagnostics)).toEqual(['number-octal']);
  });

  it('tell once for an object that SOPS encrypted it', () => {
    const value = 'ENC[AES256_GCM,data:abc=,iv:def=,tag:ghi=,type:str]';
    const { diagnostics } = decode('Secret', `data: {a: "${value}", b: "${value}"}\nsops: {version: 3.8.1}`);
    expect(codesOf(diagnostics)).toEqual(['sops-encrypted']);
    expect(codesOf(decode('ConfigMap', 'data: {a: "ENC[not sops]"}').diagnostics)).toEqual([]);
  });
});

it('reads 20,000 keys in well under a second', () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `  key${index}: value ${index}`);
  const manifest = manifestOf(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n${lines.join('\n')}\n`);
  const started = performance.now();
  const { data } = decodeObject('ConfigMap', manifest, collector().report);
  expect(Object.keys(data ?? {})).toHaveLength(20_000);
  expect(performance.now() - started).toBeLessThan(5000);
});
