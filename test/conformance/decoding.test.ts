import { describe, expect, it } from 'vitest';
import { codes, imageNamed, translate, translateOne } from '../kit.ts';

/** A pod whose only container gets these fields, as flow YAML. */
function pod(container: string, rest = ''): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: c0, image: 'nginx:1.27', command: [/x], ${container}}\n${rest}`;
}

/** The value of variable A of a pod whose manifest says `value: <text>`. */
async function envA(text: string): Promise<string | undefined> {
  const translation = await translateOne(pod(`env: [{name: A, value: ${text}}]`));
  const entry = imageNamed(translation, 'container-c0').env?.find((item) => String(item).startsWith('A='));
  return entry === undefined ? undefined : String(entry);
}

async function errorsOf(input: string | Readonly<Record<string, string>>): Promise<readonly (string | undefined)[]> {
  const { diagnostics } = await translate(input);
  return diagnostics.filter(({ severity }) => severity === 'error').flatMap(({ code, path }) => [code, path]);
}

describe('types of fields', () => {
  it('case 1: value: yes is a bool and no string', async () => {
    const { diagnostics, outputs } = await translate(pod('env: [{name: A, value: yes}]'));
    const [found] = diagnostics.filter(({ severity }) => severity === 'error');
    expect(found).toMatchObject({ code: 'wrong-type', path: 'spec.containers[0].env[0].value', line: 6, help: 'put it in quotes: "yes"' });
    expect(found?.message).toBe('cannot unmarshal bool true into EnvVar.value of type string');
    expect(outputs).toEqual([]);
  });

  it('case 2: value: 8080 is a number and no string', async () => {
    expect(await errorsOf(pod('env: [{name: A, value: 8080}]'))).toEqual(['wrong-type', 'spec.containers[0].env[0].value']);
  });

  it.each([
    ['case 3: quoted digits are text', '"8080"', 'A=8080'],
    ['case 5: there are no base-60 numbers', '1:30', 'A=1:30'],
    ['case 6: dates are text', '2001-01-01', 'A=2001-01-01'],
    ['case 7: null is no value', 'null', 'A='],
  ])('%s', async (_, written, expected) => expect(await envA(written)).toBe(expected));

  it('case 4: value: 08 is the YAML 1.1 float 8', async () => {
    expect(await errorsOf(pod('env: [{name: A, value: 08}]'))).toEqual(['wrong-type', 'spec.containers[0].env[0].value']);
  });

  it.each([
    ['case 8: null in data is an empty string', '{K: null}', 'K='],
    ['case 9: the key y is "true"', '{y: "1"}', 'true=1'],
  ])('%s', async (_, data, expected) => {
    const text = `${pod('envFrom: [{configMapRef: {name: c}}]')}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: ${data}\n`;
    expect(imageNamed(await translateOne(text), 'container-c0').env).toContain(expected);
  });

  it.each([
    ['case 10: 0400 is octal', '0400', '0400'],
    ['case 11: 0o400 is octal', '0o400', '0400'],
    ['case 12: 256 is the same', '256', '0400'],
    ['case 13: 400 is decimal', '400', '0620'],
  ])('%s', async (_, written, mode) => {
    const text = `${pod('volumeMounts: [{name: v, mountPath: /v}]', `  volumes: [{name: v, configMap: {name: c, defaultMode: ${written}}}]`)}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {k: v}
`;
    const translation = await translateOne(text);
    expect(translation.config.files?.find(({ path }) => path.endsWith('/k'))?.mode).toBe(mode);
    expect(codes(translation).includes('mode-looks-decimal')).toBe(written === '400');
    expect(codes(translation)).not.toContain('number-octal');
  });

  it.each([
    ['case 14: a quoted mode is no number', '"0400"', 'wrong-type'],
    ['case 15: a mode has nine bits', '01000', 'mode-out-of-range'],
  ])('%s', async (_, written, code) => {
    const text = pod('volumeMounts: [{name: v, mountPath: /v}]', `  volumes: [{name: v, configMap: {name: c, defaultMode: ${written}}}]`);
    const errors = await errorsOf(`${text}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: v}\n`);
    expect(errors).toEqual([code, 'spec.volumes[0].configMap.defaultMode']);
  });

  it('case 16: YAML 80.0 is the port 80, JSON 80.0 is no integer', async () => {
    expect(codes(await translate(pod('ports: [{containerPort: 80.0}]')), 'error')).toEqual([]);
    const json = (port: string) =>
      `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"nginx","command":["/x"],"ports":[{"containerPort":${port}}]}]}}`;
    expect(await errorsOf({ 'p.json': json('80.0') })).toEqual(['wrong-type', 'spec.containers[0].ports[0].containerPort']);
    expect(await errorsOf({ 'p.json': json('80') })).toEqual([]);
  });

  it('case 17: a quoted port is no number', async () => {
    expect(await errorsOf(pod('ports: [{containerPort: "80"}]'))).toContain('wrong-type');
  });

  it('case 18: a quoted port of a probe is a name, and names have a letter', async () => {
    expect(await errorsOf(pod('readinessProbe: {httpGet: {port: "80"}}'))).toContain('spec.containers[0].readinessProbe.httpGet.port');
  });

  it('case 19: fields are case-sensitive', async () => {
    const { diagnostics } = await translate(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    Image: nginx\n    image: nginx\n    command: [x]\n',
    );
    const found = diagnostics.find(({ code }) => code === 'unknown-field');
    expect(found).toMatchObject({
      severity: 'warning',
      line: 7,
      column: 5,
      message: 'unknown field "Image" in spec.containers[0]; did you mean "image"?',
    });
  });
});

describe('documents', () => {
  const deployment = (apiVersion: string, kind: string, extra = '') => `apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  ${extra}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: 'nginx:1.27', command: [x]}]}
`;

  it('case 26: lists are flattened, nested ones too', async () => {
    const item = (name: string) =>
      `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {containers: [{name: c, image: i, command: [x]}]}}`;
    const nested = `{apiVersion: v1, kind: List, items: [${item('b')}]}`;
    const { outputs } = await translate(`apiVersion: v1\nkind: List\nitems:\n- ${item('a')}\n- ${nested}\n`);
    expect(outputs.map(({ file }) => file)).toEqual(['default/pod-a.yml', 'default/pod-b.yml']);
  });

  it('case 27: items of a PodList are Pods', async () => {
    const text =
      'apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n  spec: {containers: [{name: c, image: i, command: [x]}]}\n';
    expect((await translate(text)).outputs.map(({ file }) => file)).toEqual(['default/pod-a.yml']);
  });

  it('case 28: an object needs a kind', async () => {
    expect(await errorsOf('apiVersion: v1\nmetadata: {name: a}\nspec: {containers: []}\n')).toContain('missing-kind');
  });

  it('case 29: there is no Deployment in v1', async () => {
    const { diagnostics, summary } = await translate(deployment('v1', 'Deployment'));
    expect(diagnostics.map(({ code, message, path }) => [code, message, path])).toEqual([
      ['kind-mismatch', 'no matches for kind "Deployment" in version "v1"; it exists in apps/v1', 'apiVersion'],
    ]);
    expect(summary).toMatchObject({ workloads: 1, failed: 1 });
  });

  it('case 30: removed versions are read and reported', async () => {
    const translation = await translate(deployment('extensions/v1beta1', 'DaemonSet'));
    expect(codes(translation, 'error')).toEqual([]);
    expect(codes(translation, 'warning')).toContain('deprecated-api');
    expect(translation.outputs.map(({ file }) => file)).toEqual(['default/daemonset-web.yml']);
  });

  it('case 39: an equal Pod is generated once, a different one in the same stream is an error', async () => {
    const text = pod('');
    const equal = await translate(`${text}---\n${text}`);
    expect(equal.summary).toMatchObject({ workloads: 2, generated: 1, skipped: 1 });
    const different = await translate(`${text}---\n${pod('tty: true')}`);
    expect(different.summary).toMatchObject({ workloads: 2, generated: 0, failed: 2 });
    expect(codes(different, 'error')).toEqual(['duplicate-workload']);
  });

  it('case 42: replicas are machines', async () => {
    const translation = await translate(deployment('apps/v1', 'Deployment', 'replicas: 3'));
    expect(translation.outputs).toHaveLength(1);
    expect(codes(translation, 'info')).toContain('replicas-n');
  });

  it('case 54: a workload without replicas is generated all the same', async () => {
    const translation = await translate(deployment('apps/v1', 'Deployment', 'replicas: 0'));
    expect(translation.outputs).toHaveLength(1);
    expect(codes(translation, 'warning')).toContain('replicas-zero');
  });

  it('case 43: the pods of a Deployment are always restarted', async () => {
    const text = deployment('apps/v1', 'Deployment').replace('spec: {containers', 'spec: {restartPolicy: Never, containers');
    expect(await errorsOf(text)).toEqual(['restart-policy-invalid', 'spec.template.spec.restartPolicy']);
  });

  it('case 41: a Pod is a workload', async () => {
    expect((await translate(pod(''))).outputs.map(({ file }) => file)).toEqual(['default/pod-p.yml']);
  });

  it('case 40: the same input gives the same bytes', async () => {
    const text = deployment('apps/v1', 'Deployment', 'replicas: 3');
    const [first, second] = [await translate(text), await translate(text)];
    expect([first.outputs[0]?.text, first.index]).toEqual([second.outputs[0]?.text, second.index]);
  });

  it('case 51: a CronJob runs once for every boot', async () => {
    const text = `apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i, command: [x]}]}}}}
`;
    const translation = await translateOne(text);
    expect(translation.config.services.map(({ name }) => name)).toContain('container-c');
    const found = translation.diagnostics.find(({ code }) => code === 'cron-schedule-ignored');
    expect(found?.severity).toBe('warning');
    expect(found?.message).toContain('0 3 * * *');
  });

  it('case 52: scheduling of a DaemonSet is one info', async () => {
    const text = deployment('apps/v1', 'DaemonSet').replace(
      'spec: {containers',
      'spec: {nodeSelector: {a: b}, tolerations: [{operator: Exists}], containers',
    );
    const { diagnostics } = await translate(text);
    expect(diagnostics.filter(({ code }) => code === 'scheduling-ignored')).toMatchObject([{ severity: 'info' }]);
  });

  it.each([
    ['ReplicationController', 'spec:\n  selector: {app: web}\n  template: TEMPLATE'],
    ['PodTemplate', 'template: TEMPLATE'],
  ])('case 53: %s is translated', async (kind, body) => {
    const template = '{metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i, command: [x]}]}}';
    const translation = await translate(`apiVersion: v1\nkind: ${kind}\nmetadata: {name: web}\n${body.replace('TEMPLATE', template)}\n`);
    expect(codes(translation, 'error')).toEqual([]);
    expect(translation.outputs.map(({ file }) => file)).toEqual([`default/${kind.toLowerCase()}-web.yml`]);
    expect(codes(translation)).not.toContain('selector-mismatch');
  });

  it.each([
    ['an upper-case letter', 'A_b'],
    ['64 characters', 'a'.repeat(64)],
  ])('case 204: a container name with %s is refused', async (_, name) => {
    expect(await errorsOf(pod('').replace('name: c0', `name: ${name}`))).toContain('invalid-name');
  });

  it('case 204: init containers and containers share their names', async () => {
    const errors = await errorsOf(pod('', '  initContainers: [{name: c0, image: i, command: [x]}]\n'));
    expect(errors).toContain('duplicate-name');
  });

  it('case 207: ephemeral containers are left out', async () => {
    const translation = await translateOne(pod('', '  ephemeralContainers: [{name: debug, image: i}]\n'));
    expect(codes(translation, 'info')).toContain('ephemeral-containers-ignored');
    expect(translation.config.services.map(({ name }) => name)).not.toContain('container-debug');
  });

  it('case 208: Windows is no Linux', async () => {
    expect(await errorsOf(pod('', '  os: {name: windows}\n'))).toContain('os-windows');
  });
});

describe('quantities', () => {
  async function memoryLimit(text: string): Promise<number | bigint | undefined> {
    const translation = await translateOne(pod(`resources: {limits: {memory: ${text}}}`));
    return imageNamed(translation, 'container-c0').resources?.memory?.limit;
  }

  it.each([
    ['case 33: 1.5Gi', '1.5Gi', 1_610_612_736],
    ['case 34: 1E3', '1E3', 1000],
    ['case 34: outer spaces', '" 1Gi "', 1_073_741_824],
    ['case 36: 128m is one byte', '128m', 1],
  ])('%s', async (_, text, bytes) => expect(await memoryLimit(text)).toBe(bytes));

  it.each([
    ['1e', ''],
    ['1K', 'did you mean "1k" or "1Ki"?'],
    ['"1 Gi"', 'did you mean "1Gi"?'],
    ['512MB', 'did you mean "512M" or "512Mi"?'],
  ])('case 34: %s is refused', async (text, help) => {
    const { diagnostics } = await translate(pod(`resources: {limits: {memory: ${text}}}`));
    const found = diagnostics.find(({ severity }) => severity === 'error');
    expect(found).toMatchObject({ code: 'invalid-quantity', path: 'spec.containers[0].resources.limits.memory' });
    if (help !== '') expect(found?.help).toBe(help);
  });

  it('case 35: cpu: 010 is octal', async () => {
    const translation = await translateOne(pod('resources: {limits: {cpu: 010}}'));
    expect(imageNamed(translation, 'container-c0').resources?.cpu?.quota).toBe(800_000);
    expect(codes(translation, 'warning')).toContain('number-octal');
  });

  it('case 36: thousandths of bytes are suspicious', async () => {
    expect(codes(await translate(pod('resources: {limits: {memory: 128m}}')), 'warning')).toContain('memory-suspicious');
  });

  it('case 37: a CPU request is rounded up to a thousandth', async () => {
    const translation = await translateOne(pod('resources: {requests: {cpu: 0.1m}}'));
    expect(imageNamed(translation, 'container-c0').resources?.cpu?.shares).toBe(2);
  });
});
