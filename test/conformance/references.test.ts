import { describe, expect, it } from 'vitest';
import { codes, translate } from '../kit.ts';

function pod(container: string, rest = ''): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - {name: c, image: 'nginx:1.27', command: [/x], ${container}}
${rest === '' ? '' : `  ${rest}\n`}`;
}

const mounted = 'volumeMounts: [{name: v, mountPath: /v}]';

/** Every way to refer to a ConfigMap or Secret that a container needs (TRANSLATION section 8): name, pod, code when it is missing. */
const required: readonly (readonly [string, (optional: string) => string, string])[] = [
  [
    'env configMapKeyRef',
    (optional) => pod(`env: [{name: A, valueFrom: {configMapKeyRef: {name: x, key: k${optional}}}}]`),
    'missing-configmap',
  ],
  ['env secretKeyRef', (optional) => pod(`env: [{name: A, valueFrom: {secretKeyRef: {name: x, key: k${optional}}}}]`), 'missing-secret'],
  ['envFrom configMapRef', (optional) => pod(`envFrom: [{configMapRef: {name: x${optional}}}]`), 'missing-configmap'],
  ['envFrom secretRef', (optional) => pod(`envFrom: [{secretRef: {name: x${optional}}}]`), 'missing-secret'],
  ['volume configMap', (optional) => pod(mounted, `volumes: [{name: v, configMap: {name: x${optional}}}]`), 'missing-configmap'],
  ['volume secret', (optional) => pod(mounted, `volumes: [{name: v, secret: {secretName: x${optional}}}]`), 'missing-secret'],
  [
    'projected configMap',
    (optional) => pod(mounted, `volumes: [{name: v, projected: {sources: [{configMap: {name: x${optional}}}]}}]`),
    'missing-configmap',
  ],
  [
    'projected secret',
    (optional) => pod(mounted, `volumes: [{name: v, projected: {sources: [{secret: {name: x${optional}}}]}}]`),
    'missing-secret',
  ],
];

describe.each(required)('section 8: %s', (_, text, code) => {
  it('is an error when the object is missing', async () => {
    const translation = await translate(text(''));
    expect(codes(translation, 'error')).toEqual([code]);
    expect(translation.summary).toMatchObject({ workloads: 1, generated: 0, failed: 1 });
  });

  it('is none when the reference is optional', async () => {
    expect(codes(await translate(text(', optional: true')), 'error')).toEqual([]);
  });

  it('is satisfied by an object of the stream', async () => {
    const kind = code === 'missing-secret' ? 'Secret' : 'ConfigMap';
    const field = kind === 'Secret' ? 'stringData' : 'data';
    const translation = await translate(`${text('')}---\n{apiVersion: v1, kind: ${kind}, metadata: {name: x}, ${field}: {k: v}}\n`);
    expect(codes(translation, 'error')).toEqual([]);
  });

  it('is ambiguous when two objects differ', async () => {
    const kind = code === 'missing-secret' ? 'Secret' : 'ConfigMap';
    const field = kind === 'Secret' ? 'stringData' : 'data';
    const object = (value: string) => `---\n{apiVersion: v1, kind: ${kind}, metadata: {name: x}, ${field}: {k: ${value}}}\n`;
    expect(codes(await translate(text('') + object('a') + object('b')), 'error')).toEqual(['ambiguous-reference']);
    expect(codes(await translate(text('') + object('a') + object('a')), 'error')).toEqual([]);
  });
});

describe('section 8: other references', () => {
  it('a claim that is missing is an error', async () => {
    const translation = await translate(pod(mounted, 'volumes: [{name: v, persistentVolumeClaim: {claimName: x}}]'));
    expect(codes(translation, 'error')).toEqual(['missing-pvc']);
  });

  it('pull secrets, service accounts and classes are never errors', async () => {
    const fields = ['imagePullSecrets: [{name: x}]', 'serviceAccountName: robot', 'priorityClassName: high'];
    const translation = await translate(pod('tty: false', fields.join('\n  ')));
    expect(codes(translation, 'error')).toEqual([]);
    expect(translation.diagnostics.find(({ code }) => code === 'loose-reference')).toMatchObject({
      severity: 'info',
      message: 'ServiceAccount robot and PriorityClass high do not exist in this input',
      path: 'spec.serviceAccountName',
    });
  });

  it('the trust bundle of the API server is made by the cluster', async () => {
    const translation = await translate(pod(mounted, 'volumes: [{name: v, configMap: {name: kube-root-ca.crt}}]'));
    expect(codes(translation, 'error')).toEqual([]);
    expect(codes(translation, 'warning')).toContain('cluster-made-object');
  });

  it('a missing Secret says who would make it', async () => {
    const maker = '{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: x}, spec: {}}';
    const { diagnostics } = await translate(`${pod('envFrom: [{secretRef: {name: x}}]')}---\n${maker}\n`);
    const found = diagnostics.find(({ code }) => code === 'missing-secret');
    expect(found?.message).toBe('Secret default/x does not exist in this input: ExternalSecret x would make it in a cluster');
    expect(found?.help).toContain('command line');
  });

  it('a broken object fails the workloads that use it, and no others', async () => {
    const broken = '{apiVersion: v1, kind: Secret, metadata: {name: x}, data: {k: "not base64!"}}';
    const other = pod('tty: false').replace('name: p', 'name: q');
    const translation = await translate(`${pod('envFrom: [{secretRef: {name: x}}]')}---\n${other}---\n${broken}\n`);
    expect(translation.outputs.map(({ file }) => file)).toEqual(['default/pod-q.yml']);
    expect(codes(translation, 'error')).toEqual(['secret-base64']);
  });

  it('nothing is said about an object that nobody uses', async () => {
    const unused = '{apiVersion: v1, kind: Secret, metadata: {name: x}, data: {k: "not base64!"}}';
    expect(codes(await translate(`${pod('tty: false')}---\n${unused}\n`), 'error')).toEqual([]);
  });

  it('an encrypted Secret is an error and never output', async () => {
    const secret = `{apiVersion: v1, kind: Secret, metadata: {name: x}, stringData: {k: "ENC[AES256_GCM,data:abc=,iv:d,tag:e,type:str]"}}`;
    const translation = await translate(`${pod('envFrom: [{secretRef: {name: x}}]')}---\n${secret}\n`);
    expect(codes(translation, 'error')).toEqual(['sops-encrypted']);
    expect(translation.outputs).toEqual([]);
  });

  it('an object that supplies a directory from outside is found', async () => {
    const files = {
      'k8s/a/pod.yaml': pod('envFrom: [{secretRef: {name: x}}]'),
      'private/x.yaml': '{apiVersion: v1, kind: Secret, metadata: {name: x}}\n',
    };
    expect(codes(await translate(files, { inputs: ['k8s'] }), 'error')).toEqual(['missing-secret']);
    expect(codes(await translate(files, { inputs: ['k8s', 'private/x.yaml'] }), 'error')).toEqual([]);
  });
});

describe('section 9.3: scalars become text or are refused', () => {
  const truth: Readonly<Record<string, readonly string[]>> = {
    bool: 'y Y yes Yes YES on On ON true True TRUE n N no No NO off Off OFF false False FALSE'.split(' '),
    number: '0644 010 -0644 0o644 0x1F 0b11 1_000 +1 08 089 1e3 1E3 .5 1. 1_0.5 12345678901234567890 18446744073709551616'.split(' '),
    text: 'tRUE oFF 1E 1e400 100m 1:30 190:20:30 2001-01-01 2024-01-02T03:04:05Z "5"'.split(' ').concat('!!str 5'),
  };

  it.each(truth['bool'] ?? [])('%s is a bool', async (written) => {
    const { diagnostics } = await translate(pod(`env: [{name: A, value: ${written}}]`));
    expect(diagnostics.find(({ severity }) => severity === 'error')?.message).toMatch(
      /^cannot unmarshal bool (?:true|false) into EnvVar.value/,
    );
  });

  it.each(truth['number'] ?? [])('%s is a number', async (written) => {
    const { diagnostics } = await translate(pod(`env: [{name: A, value: ${written}}]`));
    expect(diagnostics.find(({ severity }) => severity === 'error')?.message).toMatch(/^cannot unmarshal number .* into EnvVar.value/);
  });

  it.each(truth['text'] ?? [])('%s is text', async (written) => {
    expect(codes(await translate(pod(`env: [{name: A, value: ${written}}]`)), 'error')).toEqual([]);
  });
});
