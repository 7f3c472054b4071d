import { collector, type Outcome, type Report } from '../diagnostics/diagnostic.ts';
import { append } from '../model/append.ts';
import type {
  ImageConfig,
  LinuxKitConfig,
  LinuxKitDevice,
  LinuxKitFile,
  LinuxKitImage,
  LinuxKitMount,
  LinuxKitRuntime,
  LinuxKitVolume,
} from '../model/linuxkit.ts';
import type { ResolvedContainer, ResolvedPod } from '../model/resolved-pod.ts';
import { containerName } from './container-names.ts';
import { rules } from './field-table.ts';
import { fileTree } from './file-tree.ts';
import { mergeMounts, mergeRuntime } from './merge-parts.ts';
import { numberOnboot, runsOnBoot } from './on-boot.ts';
import { type ExclusiveKey, type ExclusiveKeys, helperOrder, nothing, type PodParts } from './rule.ts';
import { reportUnhandledFields } from './unhandled-fields.ts';

/**
 * One pod as a LinuxKit file: init containers in `onboot`, everything that keeps running in `services`. The rules have said
 * everything there is to say when this returns; the value puts their parts together, which a check need not do.
 */
export function translatePod(pod: ResolvedPod): Outcome<() => LinuxKitConfig> {
  const { diagnostics, report } = collector();
  const containers = pod.containers.map((container) =>
    containerRules.map(({ quiet, translate }) => (quiet ? nothing : translate(container, pod, report))),
  );
  const parts = podRules.map(({ quiet, translate }) => (quiet ? nothing : translate(pod, report)));
  reportUnhandledFields(pod, diagnostics, report);
  return { value: () => assemble(containers, parts, pod), diagnostics };
}

const containerRules = rules.flatMap(({ name, quiet, writes, container }) =>
  container ? [{ name, quiet: quiet === true, writes, translate: container }] : [],
);
const podRules = rules.flatMap(({ quiet, pod }) => (pod ? [{ quiet: quiet === true, translate: pod }] : []));

/** The rule whose mounts are the user's own and win over every default. */
const userMounts = 'volume-mounts';

/** What a quiet rule is given, whose findings would come too late. */
const tooLate: Report = (code) => {
  throw new Error(`a quiet rule reports ${code}`);
};

type Parts = ReturnType<(typeof containerRules)[number]['translate']>;

/** Joins what the rules say of one container; each exclusive key has one writer, so order is irrelevant. */
function assembleContainer(container: ResolvedContainer, said: readonly Parts[], pod: ResolvedPod): LinuxKitImage {
  const image: Writable<LinuxKitImage> = { name: containerName(container), image: container.image.emitted };
  const defaults: LinuxKitMount[] = [];
  const devices: LinuxKitDevice[] = [];
  const runtimes: LinuxKitRuntime[] = [];
  let own: readonly LinuxKitMount[] = [];
  containerRules.forEach(({ name, quiet, writes, translate }, index) => {
    const parts = quiet ? translate(container, pod, tooLate) : said[index];
    if (!parts || parts === nothing) return;
    for (const key of writes) copyKey(image, parts, key);
    if (parts.mounts && name === userMounts) own = parts.mounts;
    else if (parts.mounts) append(defaults, parts.mounts);
    if (parts.devices) append(devices, parts.devices);
    if (parts.runtime) runtimes.push(parts.runtime);
  });
  image.mounts = mergeMounts(defaults, own, container.mounts);
  if (devices.length > 0) image.devices = devices;
  if (runtimes.length > 0) image.runtime = mergeRuntime(runtimes);
  return image;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function copyKey<K extends ExclusiveKey>(to: Writable<Pick<ImageConfig, K>>, from: ExclusiveKeys<K>, key: K): void {
  const value = from[key];
  if (value !== undefined) to[key] = value;
}

function assemble(containers: readonly (readonly Parts[])[], said: readonly PodParts[], pod: ResolvedPod): LinuxKitConfig {
  const onboot: LinuxKitImage[] = [];
  const lateOnboot: LinuxKitImage[] = [];
  const services: LinuxKitImage[] = [];
  const volumes: LinuxKitVolume[] = [];
  const files: LinuxKitFile[] = [];
  podRules.forEach(({ quiet, translate }, index) => {
    const part = quiet ? translate(pod, tooLate) : said[index];
    if (!part || part === nothing) return;
    if (part.onboot) append(onboot, part.onboot);
    if (part.lateOnboot) append(lateOnboot, part.lateOnboot);
    if (part.services) append(services, part.services);
    if (part.volumes) append(volumes, part.volumes);
    if (part.files) append(files, part.files);
  });
  onboot.sort((a, b) => helperRank(a.name) - helperRank(b.name));
  for (const [index, container] of pod.containers.entries()) {
    const image = assembleContainer(container, containers[index] ?? [], pod);
    if (runsOnBoot(container, pod)) onboot.push(image);
    else services.push(image);
  }
  append(onboot, lateOnboot);
  return { onboot: numberOnboot(onboot, pod.options.onbootBefore ?? 0), onshutdown: [], services, volumes, files: fileTree(files) };
}

function helperRank(name: string): number {
  const rank = (helperOrder as readonly string[]).indexOf(name);
  return rank === -1 ? helperOrder.length : rank;
}
