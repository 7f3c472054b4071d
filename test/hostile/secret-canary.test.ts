import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow } from '../process.ts';
import { hostileProgram } from './program.ts';

const { folderOf, run } = hostileProgram();

let count = 0;
const canaries: string[] = [];
/** A value that appears nowhere else; its base64 form is watched too. */
function canary(): string {
  const value = `cAnArY${(count++).toString(36).padStart(2, '0')}Zq`;
  canaries.push(value);
  return value;
}
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const secret = (name: string, rest: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n${rest}`;
const applied = JSON.stringify(JSON.stringify({ kind: 'Secret', stringData: { p: canary() } }));

/** Secrets with values in every place and shape, right and wrong. */
const secrets = [
  secret('sound', `data: {a: ${base64(canary())}}\nstringData:\n  multi: |\n    first\n    ${canary()}\n`),
  secret(
    'plain',
    `data:\n  a: ${base64(canary())}\n  bad-base64: "${canary()}!"\nstringData:\n  b: ${canary()}\n  name: ${canary()}\n  multi: |\n    first\n    ${canary()}\n`,
  ),
  secret(
    'types',
    `stringData:\n  number: 8${'1'.repeat(12)}7\n  list: [${canary()}]\n  map: {x: ${canary()}}\n  nul: "${canary()}\\0"\n  long: ${canary()}\ndata:\n  nested: {a: ${canary()}}\n  list: [${canary()}]\n`,
  ),
  secret('duplicate-keys', `stringData:\n  a: ${canary()}\n  a: ${canary()}\n  ? [complex]\n  : ${canary()}\n`),
  secret('repeated', `stringData:\n  a: ${canary()}\n  a: ${canary()}\n  "bad key/${'x'}": ${canary()}\n`),
  secret('applied', `  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: ${applied}\nstringData: {p: ${canary()}}\n`),
  secret('sops', `stringData:\n  a: ENC[AES256_GCM,data:${canary()},iv:x,tag:y,type:str]\nsops:\n  mac: ${canary()}\n`),
  secret('misspelt', `stringdata:\n  a: ${canary()}\ndata: ${canary()}\n`),
  `{apiVersion: v1, kind: Secret, metadata: {name: flow}, stringData: {p: ${canary()}, q: [${canary()}]}}\n`,
  `apiVersion: v1\nkind: Secret\nmetadata: {name: loose}\nstringData: {\np: ${canary()},\nq: [${canary()}]\n}\n`,
  `apiVersion: v1\nkind: SecretList\nitems:\n- metadata: {name: listed}\n  stringData: {p: [${canary()}]}\n`,
  `kind: Secret\nmetadata: {name: versionless}\nstringData: {p: ${canary()}}\n`,
];
const broken = [
  `apiVersion: v1\nkind: Secret\nmetadata: {name: open}\nstringData:\n  p: "${canary()}\n`,
  `apiVersion: v1\nkind: Secret\nmetadata: {name: tab}\nstringData:\n\tp: ${canary()}\n`,
  `apiVersion: v1\nkind: Secret\nmetadata: {name: alias}\nstringData:\n  p: *${canary()}\n`,
  `apiVersion: v1\nkind: Secret\nmetadata: {name: tagged}\ndata:\n  p: !!binary "${canary()}!"\n  q: !!int ${canary()}\n`,
  `apiVersion: v1\nkind: Secret\nmetadata: {name: template}\nstringData:\n  p: {{ ${canary()} }}\n`,
];

const variable = (key: string, from = 'plain'): string => `valueFrom: {secretKeyRef: {name: ${from}, key: ${key}}}`;
/** Values of Secrets wherever `$(VAR)` and references carry them, mostly where they are refused. */
const workload = `apiVersion: v1
kind: Pod
metadata: {name: user}
spec:
  containers:
  - name: main
    image: example.org/main:1
    command: ["/run", "$(A)"]
    args: ["--password=$(A)", "$(BAD)", "$(MULTI)"]
    workingDir: relative/$(A)
    envFrom: [{secretRef: {name: plain}}, {secretRef: {name: types}}, {prefix: "X ", secretRef: {name: repeated}}]
    env:
    - {name: A, ${variable('a')}}
    - {name: BAD, ${variable('bad-base64')}}
    - {name: MULTI, ${variable('multi')}}
    - {name: NUL, ${variable('nul', 'types')}}
    - {name: GONE, ${variable('gone')}}
    - {name: COPY, value: "prefix-$(A)-$(A)"}
    - {name: TWICE, value: "$(COPY)/../$(COPY)"}
    - {name: DOTS, value: "../$(A)"}
    - {name: A, value: "$(COPY)$(UNKNOWN)"}
    livenessProbe: {exec: {command: ["check", "$(A)"]}}
    volumeMounts:
    - {name: secret, mountPath: /etc/secret}
    - {name: scratch, mountPath: /a, subPathExpr: "$(COPY)"}
    - {name: scratch, mountPath: /b, subPathExpr: "$(DOTS)"}
    - {name: scratch, mountPath: /c, subPathExpr: "/$(A)"}
    - {name: hosted, mountPath: /d, subPathExpr: "$(COPY)"}
    - {name: claimed, mountPath: /e, subPathExpr: "$(COPY)/x"}
  volumes:
  - {name: secret, secret: {secretName: plain, items: [{key: a, path: a}, {key: gone, path: b}]}}
  - {name: all, projected: {sources: [{secret: {name: types}}, {secret: {name: repeated}}]}}
  - {name: scratch, emptyDir: {}}
  - {name: hosted, hostPath: {path: /data}}
  - {name: claimed, persistentVolumeClaim: {claimName: gone}}
`;
const fine = workload
  .replace('name: user', 'name: fine')
  .replaceAll('plain', 'sound')
  .replace(/ {4}envFrom.*\n/, '')
  .replace(/ {4}- \{name: (?:BAD|NUL|GONE).*\n/g, '')
  .replace(/ {4}- \{name: scratch, mountPath: \/[bc].*\n/g, '')
  .replace(', {key: gone, path: b}', '')
  .replace(/ {2}- \{name: all.*\n/, '')
  .replace('relative/', '/')
  .replace('claimName: gone', 'claimName: data');

const claim =
  'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n';

function files(): Readonly<Record<string, string>> {
  return {
    'in/workload.yaml': `${workload}---\n${fine}---\n${claim}`,
    ...Object.fromEntries(secrets.map((text, at) => [`in/secret-${at}.yaml`, text])),
    ...Object.fromEntries(broken.map((text, at) => [`in/broken-${at}.yaml`, text])),
    'in/secret.json': `{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "json"}, "stringData": {"p": ["${canary()}"]}}`,
    'in/secret-open.json': `{"apiVersion": "v1", "kind": "Secret", "stringData": {"p": "${canary()}`,
    'in/k/kustomization.yaml': `resources: [pod.yaml]\nsecretGenerator:\n- name: gen\n  literals: ["p=${canary()}", "${canary()}"]\n- name: env\n  envs: [a.env]\npatches:\n- target: {kind: Secret, name: nobody}\n  patch: |\n    - {op: replace, path: /data/p, value: ${canary()}}\n`,
    'in/k/a.env': `P=${canary()}\n${canary()} =x\n=${canary()}\n`,
    'in/k/pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: k}\nspec: {containers: [{name: a, image: b, env: [{name: P, valueFrom: {secretKeyRef: {name: gen, key: p}}}]}]}\n`,
    'in/l/kustomization.yaml': `resources: [pod.yaml]\nsecretGenerator:\n- name: gen\n  literals: ["p=${canary()}"]\nreplacements:\n- source: {kind: Secret, name: gen, fieldPath: data.p}\n  targets: [{select: {kind: Pod}, fieldPaths: [spec.containers.0.nothing.x]}]\n`,
    'in/l/pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: l}\nspec: {containers: [{name: a, image: b, env: [{name: P, valueFrom: {secretKeyRef: {name: gen, key: p}}}]}]}\n`,
  };
}

const runs: readonly (readonly string[])[] = [
  ['check', 'in', '--verbose'],
  ['check', 'in', '--format', 'json'],
  ['check', 'in', '--format', 'sarif'],
  ['check', 'in', '--format', 'junit'],
  ['check', 'in', '--format', 'github'],
  ['check', 'in', '--kustomize', 'off', '--verbose'],
  ['generate', 'in', '--verbose'],
  ['check', 'in', '--verbose', '--diff'],
  ['graph', 'in', '--format', 'mermaid'],
  ['graph', 'in', '--format', 'dot'],
  ['graph', 'in', '--format', 'json'],
  ['graph', 'in', '--format', 'html'],
  ['explain', 'Pod/fine', 'in'],
  ['explain', 'Pod/user', 'in'],
  ['explain', 'Pod/fine', 'in', '--format', 'json'],
  ['lock', 'in', '--list'],
];

describe('values of Secrets are in the output files and nowhere else', () => {
  const cwd = folderOf(files());
  // What the expansions make of the values is as secret as they are.
  const watched = canaries.flatMap((value) => [value, base64(value), base64(value).replace(/=+$/, ''), encodeURIComponent(value)]);
  const leaked = (text: string): readonly string[] =>
    text.split('\n').filter((line) => watched.some((value) => line.includes(value)) || line.includes('1'.repeat(12)));

  test.each(runs)('%s %s %s %s %s', (...args) => {
    const { stdout, stderr } = run(
      args.filter((arg) => typeof arg === 'string'),
      { cwd },
    );
    expect(leaked(stdout + stderr)).toEqual([]);
  });

  test('the index and the lock hold none; the image of the healthy workload does', () => {
    run(['generate', 'in'], { cwd });
    const written = filesBelow(join(cwd, 'linuxkit'));
    expect(leaked(written.get('index.json') ?? 'no index')).toEqual([]);
    expect(leaked(written.get('default/pod-fine.yml') ?? '').length).toBeGreaterThan(0);
    expect(leaked(filesBelow(cwd).get('podspec2lk.lock.json') ?? '')).toEqual([]);
  });
});
