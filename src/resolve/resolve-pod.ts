import { collector, type Diagnostic, type Outcome, type Report } from '../diagnostics/diagnostic.ts';
import type { ImageLock } from '../model/image-lock.ts';
import type { Container } from '../model/kubernetes.ts';
import type { TranslateOptions } from '../model/options.ts';
import type { ObjectLookup } from '../model/reference.ts';
import type { ContainerRole, PodContext, ResolvedContainer, ResolvedPod, ResolvedVolume } from '../model/resolved-pod.ts';
import type { Workload } from '../model/workload.ts';
import { checkContainerNames } from './container-names.ts';
import type { ContainerScope } from './container-scope.ts';
import { resolveEnv } from './env.ts';
import { checkIdentity, identifyPod } from './identity.ts';
import { resolveImage } from './image.ts';
import { resolveMounts } from './mounts.ts';
import { resolveCommand, resolveWorkingDirectory } from './process.ts';
import { checkPodUsers, resolveUser } from './user.ts';
import { resolveVolumes } from './volumes.ts';

/**
 * One pod of a workload with every reference replaced by its value. The value is complete even when something is wrong with it,
 * so that one run reports everything.
 */
export function resolvePod(
  workload: Workload,
  lookup: ObjectLookup,
  lock: ImageLock | undefined,
  options: TranslateOptions,
): Outcome<ResolvedPod> {
  const { diagnostics, report: reportAll } = collector();
  const report = oncePerPod(reportAll);
  const pod = identifyPod(workload, lookup, options);
  checkIdentity(pod, report);
  checkContainerNames(pod, report);
  checkPodUsers(pod, report);
  const volumes = resolveVolumes(pod, report, lock);
  const containers = containersOf(pod).map((declared) => resolveContainer(declared, pod, volumes, lock, report));
  return { value: { ...pod, containers, volumes }, diagnostics };
}

interface DeclaredContainer {
  readonly container: Container;
  readonly list: 'initContainers' | 'containers';
  readonly index: number;
}

/** Init containers and sidecars in order, then main containers. */
function containersOf({ spec }: PodContext): readonly DeclaredContainer[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, index) => ({ container, list, index })),
  );
}

function roleOf({ container, list }: DeclaredContainer): ContainerRole {
  if (list === 'containers') return 'container';
  return container.restartPolicy === 'Always' ? 'sidecar' : 'init';
}

function resolveContainer(
  declared: DeclaredContainer,
  pod: PodContext,
  volumes: ReadonlyMap<string, ResolvedVolume>,
  lock: ImageLock | undefined,
  report: Report,
): ResolvedContainer {
  const { container, list, index } = declared;
  const path = [...pod.specPath, list, index];
  const scope: ContainerScope = { container, name: container.name ?? '', path, pod, volumes, report };
  const image = resolveImage(container, path, pod, lock, report);
  const env = resolveEnv(scope, image);
  const command = resolveCommand(scope, image, env);
  return {
    spec: container,
    role: roleOf(declared),
    index,
    path,
    image,
    command: command.argv,
    ...(command.secret && { commandSecret: true }),
    env: env.list,
    cwd: resolveWorkingDirectory(scope, image),
    user: resolveUser(container, path, pod, image, report),
    // subPathExpr sees what the pod declares, and not the variables of the image.
    mounts: resolveMounts(container, path, env.declared, pod, volumes, report),
  };
}

/** Codes that speak of the pod or the machine as a whole, however many places they come from. */
const perPod: ReadonlySet<Diagnostic['code']> = new Set<Diagnostic['code']>([
  'pod-name-synthetic',
  'uid-synthetic',
  'controller-label-unknown',
  'runtime-field-placeholder',
  'node-allocatable-assumed',
]);

/** Keeps the first finding of each such code and message, and every other finding. */
function oncePerPod(report: Report): Report {
  const seen = new Set<string>();
  return (code, at, args, more) => {
    if (perPod.has(code)) {
      const key = `${code} ${JSON.stringify(args)}`;
      if (seen.has(key)) return;
      seen.add(key);
    }
    report(code, at, args, more);
  };
}
