import { describe, expect, test } from 'vitest';
import { codes, imageNamed, type KitOptions, translate, translateOne } from '../kit.ts';
import { sampleLock as lockOf } from '../resolve/sample.ts';
import { configMap, pod, secret, workload } from './sources.ts';

/** The environment that container `c0` is given, without PATH and HOSTNAME. */
async function envOf(source: string, kit: KitOptions = {}): Promise<readonly unknown[]> {
  const all = imageNamed(await translateOne(source, kit), 'container-c0').env ?? [];
  return all.filter((entry) => typeof entry !== 'string' || !/^(?:PATH|HOSTNAME)=/.test(entry));
}

async function codesOf(source: string, severity?: string, kit: KitOptions = {}): Promise<readonly string[]> {
  return codes(await translate(source, kit), severity);
}

const hostname = (entries: readonly unknown[] | undefined) => entries?.find((entry) => String(entry).startsWith('HOSTNAME='));

describe('pods of controllers', () => {
  test('case 44: --ordinal 2 of a StatefulSet names pod, host and FQDN', async () => {
    const source = workload('StatefulSet', 'db', 'env: [{name: A, value: "1"}]', { wrapper: 'serviceName: dbs\nreplicas: 3' });
    const output = await translateOne(source, { options: { ordinal: 2 } });
    expect(hostname(imageNamed(output, 'container-c0').env)).toBe('HOSTNAME=db-2');
    expect(output.pod.fqdn).toBe('db-2.dbs.default.svc.cluster.local');
    expect(String(output.config.files.find(({ path }) => path === 'podspec/etc/hosts')?.contents)).toContain(
      'db-2.dbs.default.svc.cluster.local\tdb-2',
    );
  });

  test('case 45: the first ordinal is ordinals.start', async () => {
    const output = await translateOne(workload('StatefulSet', 'db', '', { wrapper: 'serviceName: dbs\nordinals: {start: 5}' }));
    expect(output.pod.name).toBe('db-5');
    expect(output.pod.labels).toMatchObject({ 'statefulset.kubernetes.io/pod-name': 'db-5', 'apps.kubernetes.io/pod-index': '5' });
  });

  test('case 46: a claim template takes the place of a volume of its name, and its claim is called after the pod', async () => {
    const source = workload('StatefulSet', 'db', 'volumeMounts: [{name: data, mountPath: /data}]', {
      wrapper: 'serviceName: dbs\nvolumeClaimTemplates: [{metadata: {name: data}, spec: {resources: {requests: {storage: 1Gi}}}}]',
      spec: 'volumes: [{name: data, emptyDir: {}}]',
    });
    const output = await translateOne(source);
    expect(output.pod.volumes.get('data')).toMatchObject({ kind: 'directory', claim: 'data-db-0' });
  });

  test('case 47: --index 3 of an indexed Job gives JOB_COMPLETION_INDEX, label, annotation and hostname', async () => {
    const source = workload('Job', 'job', 'env: [{name: A, value: $(JOB_COMPLETION_INDEX)}]', {
      wrapper: 'completionMode: Indexed\ncompletions: 5',
      spec: 'restartPolicy: Never',
    });
    const output = await translateOne(source, { options: { index: 3 } });
    expect(output.pod.hostname).toBe('job-3');
    expect(output.pod.labels['batch.kubernetes.io/job-completion-index']).toBe('3');
    expect(output.pod.annotations['batch.kubernetes.io/job-completion-index']).toBe('3');
    // The controller appends its variable, so references before it stay literal.
    expect(await envOf(source, { options: { index: 3 } })).toEqual(['A=$(JOB_COMPLETION_INDEX)', 'JOB_COMPLETION_INDEX=3']);
  });

  test('case 48: an own JOB_COMPLETION_INDEX is kept and not duplicated', async () => {
    const source = workload('Job', 'job', 'env: [{name: JOB_COMPLETION_INDEX, value: own}]', {
      wrapper: 'completionMode: Indexed\ncompletions: 5',
      spec: 'restartPolicy: Never',
    });
    expect(await envOf(source, { options: { index: 3 } })).toEqual(['JOB_COMPLETION_INDEX=own']);
  });
});

describe('references between variables', () => {
  test('case 55: an earlier variable is expanded, a later one is not', async () => {
    const source = pod('env: [{name: EARLY, value: $(A)}, {name: A, value: x}, {name: LATE, value: $(A)}]');
    expect(await envOf(source)).toEqual(['EARLY=$(A)', 'A=x', 'LATE=x']);
    expect(await codesOf(source, 'warning')).toContain('env-unresolved-ref');
  });

  test('case 56: PATH does not see the PATH of the image', async () => {
    const source = pod('env: [{name: PATH, value: "$(PATH):/x"}]');
    const output = await translateOne(source, { lock: lockOf({ env: ['PATH=/image'] }) });
    expect(imageNamed(output, 'container-c0').env).toEqual(['PATH=$(PATH):/x', 'HOSTNAME=p']);
    expect(codes(output, 'warning')).toContain('env-unresolved-ref');
  });

  test('case 57: $$ is $', async () => {
    const source = pod('env: [{name: A, value: v}, {name: B, value: "$$(A)"}, {name: C, value: a$$b}, {name: D, value: "$$$$$$$(A)"}]');
    expect(await envOf(source)).toEqual(['A=v', 'B=$(A)', 'C=a$b', 'D=$$$v']);
  });

  test('case 58: what is no reference stays', async () => {
    const source = pod(
      'env: [{name: A, value: v}, {name: B, value: "$(A$(B))"}, {name: C, value: "\x24{A}"}, {name: D, value: $A}, {name: E, value: a$}, {name: F, value: "$(A"}]',
    );
    expect(await envOf(source)).toEqual(['A=v', 'B=$(A$(B))', 'C=\x24{A}', 'D=$A', 'E=a$', 'F=$(A']);
  });

  test('case 59: a value out of a Secret is not expanded', async () => {
    const source =
      pod('env: [{name: A, value: v}, {name: S, valueFrom: {secretKeyRef: {name: s, key: k}}}]') + secret('s', "stringData: {k: '$(A)$$'}");
    expect(await envOf(source)).toEqual(['A=v', 'S=$(A)$$']);
  });

  test('case 60: args see variables of envFrom', async () => {
    const source = pod('envFrom: [{configMapRef: {name: cm}}]\nargs: ["$(A)"]') + configMap('cm', 'data: {A: v}');
    const output = await translateOne(source, { lock: lockOf() });
    expect(imageNamed(output, 'container-c0').command).toEqual(['/entry', 'v']);
  });

  test('case 61: a command does not see variables of the image', async () => {
    const source = pod('command: [run, $(NGINX_VERSION)]');
    const output = await translateOne(source, { lock: lockOf({ env: ['NGINX_VERSION=1'] }) });
    expect(imageNamed(output, 'container-c0').command).toEqual(['run', '$(NGINX_VERSION)']);
    expect(codes(output, 'warning')).toContain('env-unresolved-ref');
  });
});

describe('envFrom and valueFrom', () => {
  const two = 'envFrom: [{configMapRef: {name: cm1}}, {configMapRef: {name: cm2}}]';
  const maps = configMap('cm1', 'data: {K: one, L: left}') + configMap('cm2', 'data: {K: two}');

  test('case 62: a later source wins', async () => {
    expect(await envOf(pod(two) + maps)).toEqual(['K=two', 'L=left']);
  });

  test('case 63: env wins over envFrom and keeps the position', async () => {
    expect(await envOf(pod(`${two}\nenv: [{name: Z, value: z}, {name: K, value: own}]`) + maps)).toEqual(['K=own', 'L=left', 'Z=z']);
  });

  test('case 64: a prefix comes before the key', async () => {
    const source = pod('envFrom: [{prefix: P_, configMapRef: {name: cm}}]') + configMap('cm', 'data: {K: v}');
    expect(await envOf(source)).toEqual(['P_K=v']);
  });

  test('case 65: binaryData is not visible to envFrom', async () => {
    const source = pod('envFrom: [{configMapRef: {name: cm}}]') + configMap('cm', 'data: {A: v}\nbinaryData: {K: AAEC}');
    expect(await envOf(source)).toEqual(['A=v']);
  });

  test('case 66: binaryData is not visible to configMapKeyRef', async () => {
    const source = pod('env: [{name: K, valueFrom: {configMapKeyRef: {name: cm, key: K}}}]') + configMap('cm', 'binaryData: {K: AAEC}');
    expect(await codesOf(source, 'error')).toEqual(['missing-key']);
  });

  test('case 67: an optional key that is missing leaves the value of envFrom', async () => {
    const source =
      pod('envFrom: [{configMapRef: {name: cm}}]\nenv: [{name: K, valueFrom: {configMapKeyRef: {name: cm, key: none, optional: true}}}]') +
      configMap('cm', 'data: {K: "1"}');
    expect(await envOf(source)).toEqual(['K=1']);
  });

  test('case 68: a missing ConfigMap is skipped when optional and an error otherwise', async () => {
    expect(await codesOf(pod('envFrom: [{configMapRef: {name: cm, optional: true}}]'), 'error')).toEqual([]);
    expect(await codesOf(pod('envFrom: [{configMapRef: {name: cm}}]'), 'error')).toEqual(['missing-configmap']);
    expect(await codesOf(pod('envFrom: [{secretRef: {name: s}}]'), 'error')).toEqual(['missing-secret']);
  });

  test('case 69: a value and a source exclude each other', async () => {
    const source = pod('env: [{name: A, value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]');
    expect(await codesOf(source, 'error')).toEqual(['env-value-and-source']);
    expect(await envOf(pod('env: [{name: A, value: "", valueFrom: {fieldRef: {fieldPath: metadata.name}}}]'))).toEqual(['A=p']);
  });

  test('case 70: a source has exactly one kind', async () => {
    const both = '{fieldRef: {fieldPath: metadata.name}, configMapKeyRef: {name: cm, key: k}}';
    expect(await codesOf(pod(`env: [{name: A, valueFrom: ${both}}]`), 'error')).toEqual(['env-source-count']);
    expect(await codesOf(pod('env: [{name: A, valueFrom: {}}]'), 'error')).toEqual(['env-source-count']);
    expect(await codesOf(pod('envFrom: [{prefix: A}]'), 'error')).toEqual(['env-source-count']);
  });

  test('case 71: names are printable ASCII without =', async () => {
    expect(await codesOf(pod('env: [{name: 1A, value: x}]'), 'warning')).toContain('env-name-not-c-identifier');
    expect(await envOf(pod('env: [{name: 1A, value: x}, {name: a b, value: z}]'))).toEqual(['1A=x', 'a b=z']);
    for (const name of ['A=B', 'ü', '""']) {
      expect(await codesOf(pod(`env: [{name: ${name}, value: x}]`), 'error')).toEqual(['invalid-env-name']);
    }
  });

  test('case 72: the last of two values wins, and the first is seen between them', async () => {
    const source = pod('env: [{name: A, value: "1"}, {name: B, value: $(A)}, {name: A, value: "2"}]');
    expect(await envOf(source)).toEqual(['A=2', 'B=1']);
    expect(await codesOf(source, 'warning')).toContain('duplicate-env');
  });
});

describe('the downward API', () => {
  const field = (path: string, more = '') => pod(`env: [{name: A, valueFrom: {fieldRef: {fieldPath: "${path}"${more}}}}]`);

  test('case 73: a label has its value, and one that is missing is empty', async () => {
    expect(await envOf(field("metadata.labels['app']"))).toEqual(['A=web']);
    expect(await envOf(field("metadata.labels['none']"))).toEqual(['A=']);
    expect(await envOf(field("metadata.annotations['note']"))).toEqual(['A=hello']);
  });

  test('case 74: all labels at once are for volumes', async () => {
    expect(await codesOf(field('metadata.labels'), 'error')).toEqual(['field-ref-unsupported']);
    expect(await codesOf(field("spec.nodeName['x']"), 'error')).toEqual(['field-ref-unsupported']);
    expect(await codesOf(field('status.phase'), 'error')).toEqual(['field-ref-unsupported']);
  });

  test('case 75: the namespace is default without one', async () => {
    expect(await envOf(field('metadata.namespace'))).toEqual(['A=default']);
  });

  test('case 76: the pod of a Deployment is called as the Deployment', async () => {
    const source = workload('Deployment', 'web', 'env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]');
    expect(await envOf(source)).toEqual(['A=web']);
    expect(await codesOf(source, 'warning')).toContain('pod-name-synthetic');
    expect(await codesOf(source, 'warning', { options: { podName: 'web-1' } })).not.toContain('pod-name-synthetic');
  });

  test('case 77: an address is an error on demand, a given value, or filled in at boot', async () => {
    const source = field('status.podIP');
    expect(await codesOf(source, 'error', { options: { runtimeFields: 'error' } })).toEqual(['runtime-field-unresolvable']);
    expect(await envOf(source, { options: { podIPs: ['10.0.0.2'] } })).toEqual(['A=10.0.0.2']);
    expect(await envOf(source)).toEqual(['A=__PODSPEC_POD_IP__']);
    expect(await envOf(source, { options: { runtimeFields: 'placeholder' } })).toEqual(['A=0.0.0.0']);
    expect(await envOf(field('status.podIPs'), { options: { podIPs: ['10.0.0.2', 'fd00::2'] } })).toEqual(['A=10.0.0.2,fd00::2']);
  });

  test('case 78: the node name is that of the spec, else of the machine', async () => {
    const source = field('spec.nodeName');
    const placeholder = { options: { runtimeFields: 'placeholder' } } as const;
    expect(await envOf(source, placeholder)).toEqual(['A=p']);
    expect(await codesOf(source, 'warning', placeholder)).toContain('runtime-field-placeholder');
    const set = pod('env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]', 'nodeName: node-7');
    expect(await envOf(set)).toEqual(['A=node-7']);
    expect(await envOf(source, { options: { nodeName: 'given' } })).toEqual(['A=given']);
  });

  test('case 79: a fieldRef has the version v1', async () => {
    expect(await codesOf(field('metadata.name', ', apiVersion: v2'), 'error')).toEqual(['field-ref-version']);
    expect(await codesOf(field('metadata.name', ', apiVersion: v1'), 'error')).toEqual([]);
  });
});

describe('resources as variables', () => {
  const resource = (name: string, resources: string, divisor = '') =>
    pod(
      `resources: ${resources}\nenv: [{name: A, valueFrom: {resourceFieldRef: {resource: ${name}${divisor && `, divisor: ${divisor}`}}}}]`,
    );

  test.each([
    ['80', 'limits.cpu', '{limits: {cpu: 250m}}', '1', '1'],
    ['80', 'limits.cpu', '{limits: {cpu: 250m}}', '1m', '250'],
    ['80', 'limits.cpu', '{limits: {cpu: 250m}}', '', '1'],
    ['80', 'limits.cpu', '{limits: {cpu: 250m}}', '0', '1'],
    ['81', 'limits.memory', '{limits: {memory: 64Mi}}', '1Mi', '64'],
    ['81', 'limits.memory', '{limits: {memory: 64Mi}}', '1M', '68'],
    ['81', 'limits.memory', '{limits: {memory: 64Mi}}', '', '67108864'],
    ['83', 'requests.cpu', '{limits: {cpu: 1}}', '', '1'],
    ['83', 'requests.cpu', '{}', '', '0'],
    ['85', 'requests.hugepages-2Mi', '{limits: {hugepages-2Mi: 4Mi, cpu: 1}}', '1Mi', '4'],
  ])('case %s: %s of %s by %j is %s', async (_, name, resources, divisor, value) => {
    expect(await envOf(resource(name, resources, divisor))).toEqual([`A=${value}`]);
  });

  test('case 82: without a limit the size of the machine is assumed', async () => {
    const source = resource('limits.memory', '{}', '1Gi');
    expect(await envOf(source, { options: { nodeMemory: '2Gi' } })).toEqual(['A=2']);
    expect(await codesOf(source, 'warning')).toContain('node-allocatable-assumed');
  });

  test('case 84: divisors come from a list', async () => {
    expect(await codesOf(resource('limits.cpu', '{}', '3'), 'error')).toEqual(['resource-field-divisor']);
    expect(await codesOf(resource('limits.memory', '{}', '1m'), 'error')).toEqual(['resource-field-divisor']);
    expect(await codesOf(resource('limits.gpu', '{}'), 'error')).toEqual(['resource-field-unsupported']);
  });
});

describe('variables of Services', () => {
  const service = (clusterIP: string) => `---
apiVersion: v1
kind: Service
metadata: {name: my-db}
spec: {clusterIP: ${clusterIP}, ports: [{name: pg, port: 5432}]}
`;

  test('case 86: a Service with an address gives its variables on demand', async () => {
    const source = pod('env: [{name: A, value: $(MY_DB_SERVICE_HOST)}]') + service('10.1.1.1');
    expect(await envOf(source, { options: { serviceEnv: true } })).toEqual([
      'A=10.1.1.1',
      'MY_DB_PORT=tcp://10.1.1.1:5432',
      'MY_DB_PORT_5432_TCP=tcp://10.1.1.1:5432',
      'MY_DB_PORT_5432_TCP_ADDR=10.1.1.1',
      'MY_DB_PORT_5432_TCP_PORT=5432',
      'MY_DB_PORT_5432_TCP_PROTO=tcp',
      'MY_DB_SERVICE_HOST=10.1.1.1',
      'MY_DB_SERVICE_PORT=5432',
      'MY_DB_SERVICE_PORT_PG=5432',
    ]);
    expect(await envOf(source)).toEqual(['A=$(MY_DB_SERVICE_HOST)']);
  });

  test('case 87: a headless Service gives none', async () => {
    const source = pod('env: [{name: A, value: x}]') + service('None');
    expect(await envOf(source, { options: { serviceEnv: true } })).toEqual(['A=x']);
  });
});

describe('the list as a whole', () => {
  test('case 88: without a lock PATH has its default, and the loss is reported', async () => {
    const output = await translateOne(pod('env: [{name: FOO, value: x}]'));
    expect(imageNamed(output, 'container-c0').env).toEqual([
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'HOSTNAME=p',
      'FOO=x',
    ]);
    expect(codes(output, 'warning')).toContain('image-env-unknown');
    expect(imageNamed(await translateOne(pod('')), 'container-c0').env).toBeUndefined();
  });

  test('case 89: the variables of the image come first, and one without = goes', async () => {
    const lock = lockOf({ env: ['PATH=/a', 'GONE', 'LANG=C'] });
    const output = await translateOne(pod('env: [{name: FOO, value: x}, {name: LANG, value: de}]'), { lock });
    expect(imageNamed(output, 'container-c0').env).toEqual(['PATH=/a', 'HOSTNAME=p', 'LANG=de', 'FOO=x']);
    const bare = await translateOne(pod(''), { lock });
    expect(imageNamed(bare, 'container-c0').env).toEqual(['PATH=/a', 'HOSTNAME=p', 'LANG=C']);
  });

  test('case 90: HOSTNAME of the pod replaces the default', async () => {
    const output = await translateOne(pod('env: [{name: HOSTNAME, value: x}]'));
    const names = (imageNamed(output, 'container-c0').env ?? []).filter((entry) => String(entry).startsWith('HOSTNAME='));
    expect(names).toEqual(['HOSTNAME=x']);
  });

  test('case 91: a line break in a value is escaped', async () => {
    const source = pod('env: [{name: S, valueFrom: {secretKeyRef: {name: s, key: k}}}]') + secret('s', 'stringData: {k: "one\\ntwo"}');
    const output = await translateOne(source);
    expect(imageNamed(output, 'container-c0').env).toContain('S=one\ntwo');
    expect(output.text).toContain('"S=one\\ntwo"');
  });

  test('case 92: a value that is not UTF-8 keeps its bytes', async () => {
    const source = pod('env: [{name: S, valueFrom: {secretKeyRef: {name: s, key: k}}}]') + secret('s', 'data: {k: /w==}');
    const output = await translateOne(source);
    expect(output.text).toContain('!!binary "Uz3/"');
    expect(codes(output, 'warning')).toContain('env-non-utf8');
  });
});

describe('secrets that are left out', () => {
  const source =
    pod('env: [{name: PW, valueFrom: {secretKeyRef: {name: s, key: k}}}, {name: URL, value: "db://$(PW)@host"}, {name: A, value: x}]') +
    secret('s', 'stringData: {k: hunter2}');

  test('neither the value nor what is made of it is written', async () => {
    const output = await translateOne(source, { options: { secrets: 'omit' } });
    expect(output.text).not.toContain('hunter2');
    expect(await envOf(source, { options: { secrets: 'omit' } })).toEqual(['A=x']);
    expect(codes(output, 'warning')).toContain('secret-omitted');
  });

  test('the Secret need not be there', async () => {
    const alone = pod('envFrom: [{secretRef: {name: gone}}]');
    const output = await translateOne(alone, { options: { secrets: 'omit' } });
    expect(codes(output, 'error')).toEqual([]);
    expect(output.diagnostics.find(({ code }) => code === 'secret-omitted')?.message).toContain('Secret default/gone');
  });

  test('an argument keeps its reference, and says so', async () => {
    const output = await translateOne(source.replace('    env:', '    command: [run, --password=$(PW)]\n    env:'), {
      options: { secrets: 'omit' },
    });
    expect(imageNamed(output, 'container-c0').command).toEqual(['run', '--password=$(PW)']);
    expect(codes(output, 'warning')).toContain('secret-argument-omitted');
  });

  test('a key that a given Secret lacks is an error, or skipped when optional', async () => {
    const key = (more: string) => `env: [{name: PW, valueFrom: {secretKeyRef: {name: s, key: none${more}}}}]`;
    const given = secret('s', 'stringData: {k: v}');
    const options = { secrets: 'omit' } as const;
    expect(await codesOf(pod(key('')) + given, 'error', { options })).toEqual(['missing-key']);
    expect(await codesOf(pod(key(', optional: true')) + given, 'warning', { options })).not.toContain('secret-omitted');
  });

  test('with values, no finding holds one', async () => {
    const { diagnostics } = await translate(source);
    expect(JSON.stringify(diagnostics)).not.toContain('hunter2');
  });
});
