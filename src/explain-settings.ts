import { atField } from './diagnostics/diagnostic.ts';
import type { OciContainer } from './emit/linuxkit-oci.ts';
import { byDefault, type ExplainedSource, firstWritten, sourceAt } from './explain-value.ts';
import { describeObject } from './model/manifest.ts';
import type { ResolvedContainer, ResolvedPod } from './model/resolved-pod.ts';
import type { FieldPath } from './model/source.ts';
import { resourcesOf } from './resolve/resources.ts';

/** One setting of a container as LinuxKit applies it. */
export interface ExplainedSetting {
  readonly name: string;
  /** Null: not known without the image, which decides it. */
  readonly value: string | number | boolean | readonly (string | number)[] | null;
  readonly from: ExplainedSource;
}

type Fields = readonly (readonly ['container' | 'pod', ...FieldPath])[];

/** Settings in the order of their names' importance: who the process is, what it may do, what it may use. */
export function explainSettings(container: ResolvedContainer, pod: ResolvedPod, oci: OciContainer): readonly ExplainedSetting[] {
  const from = (fields: Fields, otherwise: ExplainedSource): ExplainedSource => firstWritten(container, pod, fields) ?? otherwise;
  const context = (field: string): Fields => [
    ['container', 'securityContext', field],
    ['pod', 'securityContext', field],
  ];
  const image: ExplainedSource = container.image.config ? { kind: 'image' } : byDefault('the image is not in the lock');
  const runtime = byDefault('container runtime');
  return [
    { name: 'workingDir', ...workingDir(container, pod, oci) },
    { name: 'user', value: oci.uid, from: from(context('runAsUser'), image) },
    { name: 'group', value: oci.gid, from: from(context('runAsGroup'), image) },
    {
      name: 'groups',
      value: oci.additionalGids,
      from: from(
        [
          ['pod', 'securityContext', 'supplementalGroups'],
          ['pod', 'securityContext', 'fsGroup'],
        ],
        byDefault('of user and group'),
      ),
    },
    {
      name: 'capabilities',
      value: oci.bounding,
      from: from(
        [
          ['container', 'securityContext', 'privileged'],
          ['container', 'securityContext', 'capabilities'],
        ],
        runtime,
      ),
    },
    {
      name: 'noNewPrivileges',
      value: oci.noNewPrivileges,
      from: from([['container', 'securityContext', 'allowPrivilegeEscalation']], byDefault('Kubernetes')),
    },
    {
      name: 'readOnlyRootFilesystem',
      value: oci.readonly,
      from: from([['container', 'securityContext', 'readOnlyRootFilesystem']], byDefault('Kubernetes')),
    },
    ...resourceSettings(container, pod, oci),
    ...namespaceSettings(from, oci),
    ...listSetting(
      'devices',
      oci.devices,
      from(
        [
          ['container', 'volumeDevices'],
          ['container', 'securityContext', 'privileged'],
        ],
        runtime,
      ),
    ),
    ...listSetting('maskedPaths', oci.maskedPaths, from([['container', 'securityContext', 'procMount']], runtime)),
    ...listSetting('readonlyPaths', oci.readonlyPaths, from([['container', 'securityContext', 'procMount']], runtime)),
  ];
}

/** LinuxKit takes the directory of the image when none is written, as containerd does. */
function workingDir(container: ResolvedContainer, pod: ResolvedPod, oci: OciContainer): Omit<ExplainedSetting, 'name'> {
  const written = firstWritten(container, pod, [['container', 'workingDir']]);
  const known = written !== undefined || container.image.config !== undefined;
  return { value: known ? shownText(oci.cwd) : null, from: written ?? { kind: 'image' } };
}

function shownText(text: OciContainer['cwd']): string {
  return typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
}

function listSetting(name: string, value: readonly string[], from: ExplainedSource): readonly ExplainedSetting[] {
  return value.length === 0 ? [] : [{ name, value, from }];
}

/** Limits of the container, else of the pod, else of a LimitRange. */
function resourceSettings(
  container: ResolvedContainer,
  pod: ResolvedPod,
  { resources, oomScoreAdj }: OciContainer,
): readonly ExplainedSetting[] {
  const limitRange = resourcesOf(pod).limitRanges.find(({ containers }) => containers.includes(container.spec))?.manifest;
  const otherwise: ExplainedSource = limitRange
    ? { ...sourceAt(atField(limitRange, ['spec', 'limits'])), description: describeObject(limitRange) }
    : byDefault('Kubernetes');
  const from = (resource: string, kinds: readonly ('limits' | 'requests')[]): ExplainedSource =>
    firstWritten(
      container,
      pod,
      (['container', 'pod'] as const).flatMap((level) => kinds.map((kind) => [level, 'resources', kind, resource] as const)),
    ) ?? otherwise;
  const settings: (ExplainedSetting | undefined)[] = [
    setting('cpuShares', resources.cpu?.shares, from('cpu', ['requests', 'limits'])),
    setting('cpuQuota', resources.cpu?.quota, from('cpu', ['limits'])),
    setting('cpuPeriod', resources.cpu?.period, byDefault('Kubernetes')),
    setting('memoryLimit', resources.memory?.limit, from('memory', ['limits'])),
    setting('oomScoreAdj', oomScoreAdj, byDefault(`QoS class ${resourcesOf(pod).qos}`)),
  ];
  return settings.filter((found) => found !== undefined);
}

function setting(name: string, value: number | bigint | undefined, from: ExplainedSource): ExplainedSetting | undefined {
  // JSON knows no bigint; only amounts above 2^53 are one.
  return value === undefined ? undefined : { name, value: Number(value), from };
}

function namespaceSettings(
  from: (fields: Fields, otherwise: ExplainedSource) => ExplainedSource,
  { namespaces }: OciContainer,
): readonly ExplainedSetting[] {
  const word = (type: string): string => {
    const path = namespaces[type];
    return path === undefined ? 'of the machine' : path === '' ? 'own' : path;
  };
  const linuxkit = byDefault('LinuxKit');
  return [
    { name: 'network', value: word('network'), from: from([['pod', 'hostNetwork']], byDefault('one machine is one pod')) },
    {
      name: 'processes',
      value: word('pid'),
      from: from(
        [
          ['pod', 'hostPID'],
          ['pod', 'shareProcessNamespace'],
        ],
        linuxkit,
      ),
    },
    { name: 'ipc', value: word('ipc'), from: from([['pod', 'hostIPC']], byDefault('one machine is one pod')) },
  ];
}
