import { atField } from './diagnostics/diagnostic.ts';
import { type OciContainer, ociContainer } from './emit/linuxkit-oci.ts';
import { type ExplainedMount, type ExplainedVolumeFile, explainFiles, explainMounts } from './explain-mounts.ts';
import { type ExplainedSetting, explainSettings } from './explain-settings.ts';
import {
  byDefault,
  type Disclosure,
  type ExplainedSource,
  type ExplainedText,
  explainedSource,
  explainedText,
  firstWritten,
  sourceAt,
} from './explain-value.ts';
import type { LinuxKitConfig, LinuxKitImage } from './model/linuxkit.ts';
import type { ContainerRole, ResolvedContainer, ResolvedPod } from './model/resolved-pod.ts';
import { containerName } from './translate/container-names.ts';
import { portsOf } from './translate/ports.ts';

/** An environment variable of a container. */
export interface ExplainedVariable extends ExplainedText {
  readonly name: string;
  readonly from: ExplainedSource;
  /** The entry of `env` that declares it, when the value comes from elsewhere. */
  readonly declared?: ExplainedSource;
  /** What this value replaced, weakest first. */
  readonly overrode: readonly ExplainedSource[];
}

export interface ExplainedPort {
  readonly name?: string;
  readonly protocol: string;
  readonly containerPort: number;
  readonly hostPort?: number;
  readonly from: ExplainedSource;
}

/** One argument list, e.g. of a process. */
export interface ExplainedCommand {
  /** Null: not known without the image, which decides it. An argument that holds a secret is null when secrets are masked. */
  readonly arguments: readonly (string | null)[] | null;
  readonly secret: boolean;
  /** Fields that decide it, or the image. */
  readonly from: readonly ExplainedSource[];
}

/** A container as LinuxKit runs it. */
export interface ExplainedContainer {
  readonly name: string;
  readonly role: ContainerRole;
  /** Name in the LinuxKit file. */
  readonly linuxkit: string;
  readonly image: { readonly reference: string; readonly emitted: string; readonly inLock: boolean; readonly from: ExplainedSource };
  readonly command: ExplainedCommand;
  readonly settings: readonly ExplainedSetting[];
  /** Null: the image's own environment, which is not known. */
  readonly env: readonly ExplainedVariable[] | null;
  readonly mounts: readonly ExplainedMount[];
  readonly files: readonly ExplainedVolumeFile[];
  readonly ports: readonly ExplainedPort[];
}

/** Everything that a container gets, and from where. */
export function explainContainer(
  container: ResolvedContainer,
  pod: ResolvedPod,
  config: LinuxKitConfig,
  disclosure: Disclosure,
): ExplainedContainer {
  const linuxkit = containerName(container);
  const { name: _name, image: _image, ...settings } = imageOf(linuxkit, config);
  const oci = ociContainer(settings, container.image.config);
  const { spec, image } = container;
  const from = firstWritten(container, pod, [['container', 'image']]) ?? byDefault('missing');
  return {
    name: spec.name ?? '',
    role: container.role,
    linuxkit,
    image: { reference: image.reference, emitted: image.emitted, inLock: image.config !== undefined, from },
    command: explainCommand(container, pod, 'problem' in oci ? undefined : oci, disclosure),
    settings: 'problem' in oci ? [] : explainSettings(container, pod, oci),
    env: explainEnv(container, pod, disclosure),
    mounts: 'problem' in oci ? [] : explainMounts(container, pod, oci, disclosure),
    files: explainFiles(container, pod, disclosure),
    ports: portsOf(container, pod).map(({ name, protocol, containerPort, hostPort, index }) => ({
      ...(name !== undefined && { name }),
      protocol,
      containerPort,
      ...(hostPort !== undefined && { hostPort }),
      from: sourceAt(atField(pod.workload.manifest, [...container.path, 'ports', index])),
    })),
  };
}

function imageOf(name: string, { onboot, services }: LinuxKitConfig): LinuxKitImage {
  return [...services, ...onboot].find((image) => image.name === name) ?? { name, image: '' };
}

function explainCommand(
  container: ResolvedContainer,
  pod: ResolvedPod,
  oci: OciContainer | undefined,
  { reveal }: Disclosure,
): ExplainedCommand {
  const secret = container.commandSecret ?? false;
  const fields = (['command', 'args'] as const).flatMap((field) => firstWritten(container, pod, [['container', field]]) ?? []);
  const byImage = fields.length === 0 || (container.spec.command ?? []).length === 0;
  const from: readonly ExplainedSource[] = byImage ? [{ kind: 'image' }, ...fields] : fields;
  const known = container.command !== undefined || container.image.config !== undefined;
  if (!oci || !known) return { arguments: null, secret, from };
  const texts = oci.args.map((text) => explainedText(text, false, { reveal }).value);
  return { arguments: secret && !reveal ? texts.map(() => null) : texts, secret, from };
}

function explainEnv(container: ResolvedContainer, pod: ResolvedPod, disclosure: Disclosure): readonly ExplainedVariable[] | null {
  if (!container.env) return null;
  const { manifest } = pod.workload;
  const declared = new Map((container.spec.env ?? []).map(({ name = '' }, index) => [name, index] as const));
  return container.env.map(({ name, value, secret, from, overrode }): ExplainedVariable => {
    const index = declared.get(name);
    const elsewhere = from.kind === 'field' && from.at.kind === 'field' && from.at.manifest !== manifest;
    return {
      name,
      ...explainedText(value, secret, disclosure),
      from: explainedSource(from, manifest),
      ...(index !== undefined && elsewhere && { declared: sourceAt(atField(manifest, [...container.path, 'env', index, 'name'])) }),
      overrode: overrode.map((source) => explainedSource(source, manifest)),
    };
  });
}
