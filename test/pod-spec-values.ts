import fc from 'fast-check';
import { kubernetesTypes } from '../src/model/kubernetes-types.ts';

/** A generator of some field; the program under test reads whatever it makes. */
export type Any = fc.Arbitrary<unknown>;

/** One of some values. */
export const of = (...values: readonly unknown[]): Any => fc.constantFrom(...values);

/** Mostly one of the first, sometimes one of the second: what the API refuses, or a careless program spoils. */
export const mostly = (usual: Any, odd: Any): Any => fc.oneof({ arbitrary: usual, weight: 60 }, { arbitrary: odd, weight: 1 });

export const text = mostly(
  of('a', 'hello world', '$(V0)', '$$(V0)', 'x=y', '/usr/bin/app', '--port=8080'),
  fc.oneof(
    of(
      '',
      '@file',
      'null',
      'yes',
      '0644',
      '1e3',
      ' lead',
      'a\nb\n',
      '#x',
      '%',
      '"',
      "'",
      '\\',
      '\u0000',
      '\u0085',
      '\u2028',
      '🙂',
      '- a',
      '~',
      '{{ .x }}',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  ),
);
export const label = of('a', 'b', 'app', 'x-1');
const path = mostly(of('/data', '/etc/app', '/var/run/x', '/var/lib/y', '/tmp/z', '/dev/z', '/sys/z', '/opt/a:b', '/etc/hosts'), text);
const subPath = mostly(of('K', 'k.txt', 'nginx.conf'), of('a', 'K/b', '../x', '/x', '@x', '..x', 'a/../b', ''));
const id = mostly(of(0, 1, 1000, 65534, 2147483647), of(-1, 2147483648, 4294967296));
const cpu = mostly(of('1', '250m', 2, '1500m', '0.1'), of('0', '-1', '1K', 'x', '', '1e3', '9E'));
export const bytes = mostly(of('64Mi', '1Gi', '128M', 1048576), of('-1', '1K', '128m', '', '1 Gi', '99999E'));
const mode = mostly(of(0o400, 0o644, 0o600, 0o777, 0), of(400, -1, 0o1777, 0o1000));
export const image = mostly(
  of('nginx', 'nginx:1.27', `registry.example/a/b@sha256:${'a'.repeat(64)}`, 'localhost:5000/app', 'i:1'),
  of('@x', '', 'A', 'a b', '/x'),
);
const key = mostly(of('K', 'k.txt', 'nginx.conf'), of('missing', '@k', '', '..', 'a/b'));
const cidr = of('10.0.0.0/8', '10.0.0.5', '::1', 'x', '');
export const small = mostly(fc.integer({ min: 0, max: 5 }), of(-1, 100000));
const port = mostly(fc.integer({ min: 1, max: 65535 }), of(0, -1, 80, 65536));

/** Choices for fields of a name, or of a type and a name: what makes a generated object look like a written one. */
export const values: Readonly<Record<string, Any>> = {
  command: fc.array(text, { minLength: 1, maxLength: 3 }),
  'Probe.terminationGracePeriodSeconds': of(null),
  'VolumeDevice.name': of('v0'),
  'VolumeMount.subPath': subPath,
  args: fc.array(text, { maxLength: 3 }),
  'Container.image': image,
  'ImageVolumeSource.reference': image,
  glusterfs: of({}),
  workingDir: mostly(of('/', '/app'), text),
  'EnvVar.name': mostly(of('V0', 'V1', 'V2', 'HOSTNAME', 'PATH'), text),
  'EnvVar.value': text,
  prefix: mostly(of('P_', ''), text),
  configMapRef: fc.record({ name: of('cm') }),
  secretRef: fc.record({ name: of('s') }),
  configMapKeyRef: fc.record({ name: of('cm'), key, optional: fc.boolean() }),
  secretKeyRef: fc.record({ name: of('s'), key, optional: fc.boolean() }),
  'ConfigMapVolumeSource.name': of('cm'),
  'ConfigMapProjection.name': of('cm'),
  secretName: of('s'),
  'SecretProjection.name': of('s'),
  claimName: mostly(of('c'), of('missing')),
  optional: fc.boolean(),
  fieldPath: mostly(
    of(
      'metadata.name',
      'metadata.namespace',
      "metadata.labels['app']",
      "metadata.annotations['a/b']",
      'spec.nodeName',
      'status.podIP',
      'status.hostIPs',
    ),
    of('metadata.labels', 'metadata.uid', 'x', '', "metadata.labels['"),
  ),
  'ObjectFieldSelector.apiVersion': mostly(of('v1'), of('v2', '')),
  resource: mostly(of('limits.cpu', 'requests.memory', 'limits.memory', 'limits.ephemeral-storage'), of('limits.x', '')),
  'ResourceFieldSelector.containerName': mostly(of('c0'), of('missing')),
  divisor: mostly(of('1', '0'), of('1m', '1Mi', '3', '')),
  limits: fc.record({ cpu, memory: bytes }, { requiredKeys: [] }),
  requests: mostly(
    fc.record({ cpu: of('100m', '0', 0.1), memory: of('1Mi', 1) }, { requiredKeys: [] }),
    fc.record({ cpu, memory: bytes, 'x/y': cpu }),
  ),
  'VolumeResourceRequirements.requests': fc.record({ storage: bytes }),
  claims: of([]),
  sizeLimit: bytes,
  medium: mostly(of('', 'Memory'), of('HugePages', 'HugePages-2Mi', 'x')),
  mountPath: path,
  devicePath: of('/dev/xvda', '/dev/sdb'),
  subPath,
  subPathExpr: mostly(of('a', 'b/$$(V0)'), of('', '$(NO)', '$(V0)/c')),
  'KeyToPath.key': key,
  'KeyToPath.path': subPath,
  'DownwardAPIVolumeFile.path': subPath,
  path,
  'ServiceAccountTokenProjection.path': subPath,
  'ClusterTrustBundleProjection.path': subPath,
  'HTTPGetAction.path': text,
  'HostPathVolumeSource.type': mostly(of('', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket', 'CharDevice'), text),
  mode,
  defaultMode: mode,
  mountPropagation: mostly(of('None', 'HostToContainer'), of('Bidirectional', 'x')),
  recursiveReadOnly: mostly(of('Disabled'), of('IfPossible', 'Enabled', 'x')),
  runAsUser: id,
  runAsGroup: id,
  fsGroup: id,
  supplementalGroups: fc.array(id, { maxLength: 3 }),
  supplementalGroupsPolicy: mostly(of('Merge', 'Strict'), text),
  fsGroupChangePolicy: mostly(of('Always', 'OnRootMismatch'), text),
  add: fc.array(mostly(of('NET_ADMIN', 'ALL', 'sys_time', 'CHOWN'), of('CAP_NET_RAW', 'FOO', '')), { maxLength: 3 }),
  drop: fc.array(of('ALL', 'CHOWN', 'all', 'KILL'), { maxLength: 2 }),
  procMount: mostly(of('Default'), of('Unmasked', 'x')),
  'SeccompProfile.type': mostly(of('RuntimeDefault', 'Unconfined'), of('Localhost', 'x')),
  'AppArmorProfile.type': mostly(of('RuntimeDefault', 'Unconfined'), of('Localhost', 'x')),
  localhostProfile: of('a.json'),
  'Sysctl.name': mostly(of('net.core.somaxconn', 'kernel.shmmax', 'net/ipv4/tcp_syncookies'), of('vm.swappiness', '', 'a=b')),
  'Sysctl.value': text,
  restartPolicy: mostly(of('Always'), of('Never', 'OnFailure', 'x')),
  dnsPolicy: mostly(of('ClusterFirst', 'Default', 'ClusterFirstWithHostNet'), of('None', 'x')),
  nameservers: fc.array(mostly(of('1.1.1.1', '::1'), text), { minLength: 1, maxLength: 3 }),
  searches: fc.array(mostly(of('a.example', 'b'), text), { maxLength: 3 }),
  ip: mostly(of('10.0.0.9', '::1'), text),
  hostnames: fc.array(mostly(of('db', 'db.local'), text), { minLength: 1, maxLength: 2 }),
  hostname: mostly(of('h', 'web-1'), of('', 'H', 'a.b', 'x'.repeat(64))),
  hostnameOverride: mostly(of('h2'), of('', 'H')),
  subdomain: mostly(of('sub'), of('', 'S')),
  'PodOS.name': mostly(of('linux'), of('windows', 'x')),
  terminationGracePeriodSeconds: small,
  hostPort: mostly(of(0), port),
  containerPort: port,
  hostIP: mostly(of('10.0.0.5', '0.0.0.0', '::1'), text),
  'Container.terminationMessagePolicy': mostly(of('File', 'FallbackToLogsOnError'), text),
  scheme: mostly(of('HTTP', 'HTTPS'), text),
  stopSignal: mostly(of('SIGTERM', 'SIGUSR1'), text),
  successThreshold: mostly(of(1), small),
  failureThreshold: mostly(of(1, 3), small),
  periodSeconds: mostly(of(1, 3), small),
  timeoutSeconds: mostly(of(1, 3), small),
  activeDeadlineSeconds: mostly(of(1, 600), small),
  imagePullPolicy: mostly(of('Always', 'IfNotPresent', 'Never'), text),
  privileged: mostly(of(false), of(true)),
  dataSource: mostly(of(null), of({ kind: 'x', name: 'y' })),
  dataSourceRef: mostly(of(null), of({ kind: 'x', name: 'y' })),
  'PodDNSConfigOption.name': mostly(of('ndots', 'edns0'), text),
  'ContainerPort.name': mostly(of(null), of('web', '80', 'a--b')),
  protocol: mostly(of('TCP', 'UDP', 'SCTP'), text),
  'HTTPGetAction.port': mostly(of(80), of('80', 0, '', 'web')),
  'TCPSocketAction.port': mostly(of(80), of('web', 0)),
  server: mostly(of('10.0.0.5', 'nfs.example', '::1'), text),
  accessModes: of(['ReadWriteOnce'], ['ReadOnlyMany'], ['ReadWriteMany'], []),
  storageClassName: of('', 'fast', 'slow'),
  volumeMode: mostly(of('Filesystem'), of('Block', 'x')),
  volumeName: of('pv', 'missing'),
  nodeName: of('n1', 'node.example'),
  priorityClassName: of('system-node-critical', 'high'),
  serviceAccountName: label,
  cidr,
};

/** Fields of which exactly one belongs in a value, with how often each is taken. */
export const choices: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  EnvVarSource: { configMapKeyRef: 6, secretKeyRef: 6, fieldRef: 6, resourceFieldRef: 6, fileKeyRef: 1 },
  EnvFromSource: { configMapRef: 3, secretRef: 3 },
  Probe: { exec: 2, httpGet: 2, tcpSocket: 2, grpc: 1 },
  LifecycleHandler: { exec: 2, httpGet: 1, tcpSocket: 1, sleep: 1 },
  VolumeProjection: { configMap: 8, secret: 8, downwardAPI: 8, serviceAccountToken: 4, clusterTrustBundle: 1, podCertificate: 1 },
  Volume: {
    ...Object.fromEntries(Object.keys(kubernetesTypes.Volume).map((name) => [name, name === 'name' ? 0 : 1])),
    ...{
      emptyDir: 90,
      configMap: 90,
      secret: 90,
      projected: 60,
      downwardAPI: 60,
      hostPath: 90,
      persistentVolumeClaim: 40,
      image: 20,
      nfs: 30,
    },
  },
};

/** Fields that are always there: without them nothing is translated. */
export const required: Readonly<Record<string, readonly string[]>> = {
  Container: ['command'],
  EnvVar: ['name', 'value'],
  ExecAction: ['command'],
  EphemeralVolumeSource: ['volumeClaimTemplate'],
  PodDNSConfigOption: ['name'],
  VolumeMount: ['name', 'mountPath'],
  VolumeDevice: ['name', 'devicePath'],
  ContainerPort: ['containerPort'],
  HostPathVolumeSource: ['path'],
  ConfigMapVolumeSource: ['name'],
  ConfigMapProjection: ['name'],
  SecretVolumeSource: ['secretName'],
  SecretProjection: ['name'],
  PersistentVolumeClaimVolumeSource: ['claimName'],
  NFSVolumeSource: ['server', 'path'],
  ImageVolumeSource: ['reference'],
  KeyToPath: ['key', 'path'],
  DownwardAPIVolumeFile: ['path', 'fieldRef'],
  ObjectFieldSelector: ['fieldPath'],
  ResourceFieldSelector: ['resource'],
  HostAlias: ['ip', 'hostnames'],
  Sysctl: ['name', 'value'],
  SeccompProfile: ['type'],
  AppArmorProfile: ['type'],
  HTTPGetAction: ['port'],
  TCPSocketAction: ['port'],
  ServiceAccountTokenProjection: ['path'],
};

/** Taken rarely: a workload with them is refused, so nothing could be said about its output. */
export const rare = new Set([
  'os',
  'hostUsers',
  'resourceClaims',
  'volumeDevices',
  'claims',
  'runAsNonRoot',
  'subPathExpr',
  'fileKeyRef',
  'subPath',
  'stopSignal',
  'localhostProfile',
  'valueFrom',
  'resourceFieldRef',
  'shareProcessNamespace',
  'hostnameOverride',
]);
