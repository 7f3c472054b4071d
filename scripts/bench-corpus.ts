import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a corpus came to. */
export interface Corpus {
  readonly files: number;
  readonly documents: number;
  readonly bytes: number;
}

/** Numbers in [0, 1) from a seed, the same on every machine (xorshift32). */
function randomNumbers(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}

type Random = () => number;

const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
const words = ['alpha', 'bravo', 'cargo', 'delta', 'ember', 'frost', 'grove', 'heron', 'inlet', 'juno', 'kilo', 'lumen', 'metro', 'nexus'];
const repeat = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** The shape of a real repository: team directories of applications, five documents in a file, some of them kustomized. */
export function writeCorpus(directory: string, scale = 1, seed = 20260): Corpus {
  const random = randomNumbers(seed);
  const counts = { files: 0, documents: 0, bytes: 0 };
  const put = (path: string, documents: readonly string[]): void => {
    const text = documents.join('---\n');
    const full = join(directory, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    counts.files += 1;
    counts.documents += documents.length;
    counts.bytes += Buffer.byteLength(text);
  };
  const applications = Math.round(3_680 * scale);
  for (let index = 0; index < applications; index++) {
    const name = `${pick(random, words)}-${index}`;
    const path = `team-${index % 23}/${name}`;
    const dashboard = index % 23 < 7 ? [dashboardOf(name, `space-${index % 31}`, random)] : [];
    put(`${path}/${name}.yaml`, [...applicationOf(name, index, random), ...dashboard]);
  }
  for (let group = 0; group < Math.round(40 * scale); group++) putKustomized(put, group, random);
  return counts;
}

function applicationOf(name: string, index: number, random: Random): readonly string[] {
  const namespace = `space-${index % 31}`;
  const fifth = index % 9 === 0 ? definition(name, random) : pick(random, [claim, ingress, role, account])(name, namespace);
  return [
    workload(name, namespace, index, random),
    configMap(name, namespace, random),
    secret(name, namespace, random),
    service(name, namespace),
    fifth,
  ];
}

/** A base with an overlay for each of two stages: eight files. */
function putKustomized(put: (path: string, documents: readonly string[]) => void, group: number, random: Random): void {
  const name = `shop-${group}`;
  const root = `platform/${name}`;
  put(`${root}/base/app.yaml`, applicationOf(name, group * 143 + 1, random));
  put(`${root}/base/kustomization.yaml`, [
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- app.yaml\nlabels:\n- pairs:\n    platform.example.org/group: shop\n',
  ]);
  for (const stage of ['staging', 'production', 'review']) {
    const overlay = `${root}/overlays/${stage}`;
    put(`${overlay}/kustomization.yaml`, [
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: ${stage}\nresources:\n- ../../base\nnameSuffix: -${stage}\n` +
        `patches:\n- path: replicas.yaml\n  target:\n    kind: Deployment\nconfigMapGenerator:\n- name: ${name}-stage\n  literals:\n  - STAGE=${stage}\n` +
        'images:\n- name: registry.example.org/shop/web\n  newTag: "2.1"\n',
    ]);
    put(`${overlay}/replicas.yaml`, [
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: web\n        env:\n        - name: STAGE\n          value: ${stage}\n`,
    ]);
  }
}

const metadata = (name: string, namespace: string): string =>
  `metadata:\n  name: ${name}\n  namespace: ${namespace}\n  labels:\n    app.kubernetes.io/name: ${name}\n    app.kubernetes.io/part-of: shop\n    app.kubernetes.io/managed-by: hand\n`;

function workload(name: string, namespace: string, index: number, random: Random): string {
  const kind = index % 11 === 3 ? 'StatefulSet' : index % 13 === 5 ? 'DaemonSet' : 'Deployment';
  const anchored = index % 60 === 0;
  const labels = `{app.kubernetes.io/name: ${name}}`;
  const replicas = kind === 'DaemonSet' ? '' : `  replicas: ${1 + (index % 5)}\n`;
  const serviceName = kind === 'StatefulSet' ? `  serviceName: ${name}\n` : '';
  return (
    `apiVersion: apps/v1\nkind: ${kind}\n${metadata(name, namespace)}spec:\n${replicas}${serviceName}` +
    `  selector:\n    matchLabels: ${anchored ? `&labels ${labels}` : labels}\n  template:\n    metadata:\n      labels: ${anchored ? '*labels' : labels}\n` +
    `    spec:\n      securityContext:\n        runAsNonRoot: true\n        runAsUser: ${1000 + (index % 50)}\n        fsGroup: 2000\n` +
    `      initContainers:\n      - name: migrate\n        image: registry.example.org/shop/migrate:1.${index % 20}\n        command: ["/migrate", "--wait=30s"]\n` +
    `      containers:\n${container('web', name, index, random)}${index % 4 === 0 ? container('agent', name, index, random) : ''}` +
    `      volumes:\n      - name: config\n        configMap:\n          name: ${name}\n          items:\n          - key: application_properties\n            path: application_properties\n` +
    `      - name: keys\n        secret:\n          secretName: ${name}\n          defaultMode: 0400\n      - name: scratch\n        emptyDir:\n          medium: Memory\n          sizeLimit: 64Mi\n`
  );
}

function container(name: string, object: string, index: number, random: Random): string {
  const port = (name === 'web' ? 8000 : 9000) + (index % 900);
  return (
    `      - name: ${name}\n        image: registry.example.org/shop/${name}:${1 + (index % 9)}.${index % 30}.0\n        command:\n        - /srv/${name}\n        args:\n        - --listen=:$(PORT)\n        - --verbose\n` +
    `        ports:\n        - name: http\n          containerPort: ${port}\n        envFrom:\n        - configMapRef:\n            name: ${object}\n        env:\n        - name: PORT\n          value: "${port}"\n` +
    `        - name: PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: ${object}\n              key: password\n        - name: POD_NAME\n          valueFrom:\n            fieldRef:\n              fieldPath: metadata.name\n` +
    repeat(4 + (index % 5), (at) => `        - name: OPTION_${at}\n          value: ${pick(random, words)}-${at}\n`) +
    `        resources:\n          requests:\n            cpu: 100m\n            memory: 128Mi\n          limits:\n            cpu: "1"\n            memory: 512Mi\n` +
    `        livenessProbe:\n          httpGet:\n            path: /healthz\n            port: http\n          periodSeconds: 10\n        securityContext:\n          allowPrivilegeEscalation: false\n          readOnlyRootFilesystem: true\n          capabilities:\n            drop: [ALL]\n` +
    `        volumeMounts:\n        - name: config\n          mountPath: /etc/${name}\n        - name: keys\n          mountPath: /var/run/keys\n          readOnly: true\n        - name: scratch\n          mountPath: /tmp\n`
  );
}

function configMap(name: string, namespace: string, random: Random): string {
  const properties = repeat(18, (at) => `    ${pick(random, words)}.${at}.enabled=${at % 2 === 0}\n`);
  return `apiVersion: v1\nkind: ConfigMap\n${metadata(name, namespace)}data:\n  LOG_LEVEL: info\n  GREETING: "hello, ${pick(random, words)}"\n  application_properties: |\n${properties}`;
}

function dashboardOf(name: string, namespace: string, random: Random): string {
  const panels = repeat(
    16,
    (at) => `      {"id": ${at}, "type": "graph", "title": "${pick(random, words)} per second", "datasource": "metrics"},\n`,
  );
  return `apiVersion: v1\nkind: ConfigMap\n${metadata(`${name}-dashboard`, namespace)}data:\n  dashboard.json: |\n    {"panels": [\n${panels}      {}\n    ]}\n`;
}

function secret(name: string, namespace: string, random: Random): string {
  const blob = Buffer.from(repeat(12, () => `${pick(random, words)}-${Math.floor(random() * 1e9)} `)).toString('base64');
  return `apiVersion: v1\nkind: Secret\n${metadata(name, namespace)}type: Opaque\ndata:\n  password: ${Buffer.from(`${pick(random, words)}-pass`).toString('base64')}\n  key.pem: ${blob}\nstringData:\n  user: ${name}\n`;
}

function service(name: string, namespace: string): string {
  return `apiVersion: v1\nkind: Service\n${metadata(name, namespace)}spec:\n  selector:\n    app.kubernetes.io/name: ${name}\n  ports:\n  - name: http\n    port: 80\n    targetPort: http\n    protocol: TCP\n`;
}

function claim(name: string, namespace: string): string {
  return `apiVersion: v1\nkind: PersistentVolumeClaim\n${metadata(`${name}-data`, namespace)}spec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: 10Gi\n`;
}

function ingress(name: string, namespace: string): string {
  return `apiVersion: networking.k8s.io/v1\nkind: Ingress\n${metadata(name, namespace)}spec:\n  rules:\n  - host: ${name}.example.org\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: ${name}\n            port:\n              name: http\n`;
}

function role(name: string, namespace: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n${metadata(name, namespace)}rules:\n- apiGroups: [""]\n  resources: [pods, configmaps]\n  verbs: [get, list, watch]\n`;
}

function account(name: string, namespace: string): string {
  return `apiVersion: v1\nkind: ServiceAccount\n${metadata(name, namespace)}automountServiceAccountToken: false\n`;
}

function definition(name: string, random: Random): string {
  const properties = repeat(
    70,
    (at) =>
      `              ${pick(random, words)}${at}:\n                type: string\n                description: How the ${pick(random, words)} of a ${pick(random, words)} behaves when it is asked to\n`,
  );
  return (
    `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${name}s.example.org\nspec:\n  group: example.org\n  scope: Namespaced\n` +
    `  names:\n    kind: Thing\n    plural: ${name}s\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n          spec:\n            type: object\n            properties:\n${properties}`
  );
}
