import { collector, type Outcome, type Report } from '../diagnostics/diagnostic.ts';
import type { ImageConfig, LinuxKitConfig, LinuxKitImage } from '../model/linuxkit.ts';
import type { ResolvedContainer, ResolvedPod } from '../model/resolved-pod.ts';
import { containerName } from './container-names.ts';
import { rules } from './field-table.ts';
import { fileTree } from './file-tree.ts';
import { mergeMounts, mergeRuntime, type RuleAddition } from './merge-parts.ts';
import { runsOnBoot } from './on-boot.ts';
import { helperOrder, type PodParts } from './rule.ts';
import { reportUnhandledFields } from './unhandled-fields.ts';

/** One pod as a LinuxKit file: init containers in `onboot`, everything that keeps running in `services`. */
export function translatePod(pod: ResolvedPod): Outcome<LinuxKitConfig> {
  const { diagnostics, report } = collector();
  const images = pod.containers.map((container) => ({ container, image: translateContainer(container, pod, report) }));
  const parts = podRules.map((translate) => translate(pod, report)).filter((part) => Object.keys(part).length > 0);
  reportUnhandledFields(pod, diagnostics, report);
  return { value: assemble(images, parts, pod), diagnostics };
}

const containerRules = rules.flatMap(({ name, container }) => (container ? [{ name, container }] : []));
const podRules = rules.flatMap(({ pod }) => pod ?? []);

interface Translated {
  readonly container: ResolvedContainer;
  readonly image: LinuxKitImage;
}

/** Runs every rule on one container and joins what they say; each exclusive key has one writer, so order is irrelevant. */
export function translateContainer(container: ResolvedContainer, pod: ResolvedPod, report: Report): LinuxKitImage {
  const additions: RuleAddition[] = [];
  const config: ImageConfig = {};
  for (const { name, container: translate } of containerRules) {
    const parts = translate(container, pod, report);
    if (parts.mounts || parts.devices || parts.runtime) additions.push({ rule: name, parts });
    Object.assign(config, parts);
  }
  const devices = additions.flatMap(({ parts }) => parts.devices ?? []);
  const runtime = mergeRuntime(additions);
  const { mounts: _mounts, devices: _devices, runtime: _runtime, ...exclusive } = config;
  return {
    name: containerName(container),
    image: container.image.emitted,
    ...exclusive,
    mounts: mergeMounts(
      additions,
      container.mounts.filter(({ named }) => named).map(({ destination }) => destination),
    ),
    ...(devices.length > 0 && { devices }),
    ...(runtime && { runtime }),
  };
}

function assemble(images: readonly Translated[], parts: readonly PodParts[], pod: ResolvedPod): LinuxKitConfig {
  const helpers = parts.flatMap(({ onboot }) => onboot ?? []).sort((a, b) => helperRank(a.name) - helperRank(b.name));
  const onboot = images.filter(({ container }) => runsOnBoot(container, pod)).map(({ image }) => image);
  const services = images.filter(({ container }) => !runsOnBoot(container, pod)).map(({ image }) => image);
  return {
    onboot: [...helpers, ...onboot, ...parts.flatMap(({ lateOnboot }) => lateOnboot ?? [])],
    onshutdown: [],
    services: [...parts.flatMap((part) => part.services ?? []), ...services],
    volumes: parts.flatMap(({ volumes }) => volumes ?? []),
    files: fileTree(parts.flatMap(({ files }) => files ?? [])),
  };
}

function helperRank(name: string): number {
  const rank = (helperOrder as readonly string[]).indexOf(name);
  return rank === -1 ? helperOrder.length : rank;
}
