import type { Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { imageUserName, userFacts } from '../../resolve/user.ts';
import { atContainer, atPod } from '../field-anchor.ts';
import { checkPolicy } from '../policy-check.ts';
import { defineRule, nothing } from '../rule.ts';

/** Who the process runs as. LinuxKit ignores the USER of images and takes numbers only. */
export const users = defineRule({
  name: 'users',
  owns: {
    'securityContext.runAsUser': { disposition: 'translated', doc: 'Becomes `uid` of containers that set none.' },
    'securityContext.runAsGroup': { disposition: 'translated', doc: 'Becomes `gid` of containers that set none.' },
    'securityContext.runAsNonRoot': { disposition: 'translated', doc: 'Checked here: a container that would run as root is an error.' },
    'securityContext.supplementalGroups': { disposition: 'translated', doc: 'Join `additionalGids`.' },
    'securityContext.supplementalGroupsPolicy': {
      disposition: 'translated',
      doc: '`Merge` adds the groups that the image gives the user, which the lock knows; `Strict` does not.',
    },
    'securityContext.fsGroup': {
      disposition: 'approximated',
      doc: 'Joins `additionalGids` and owns the files and directories made here; what a disk holds already keeps its group.',
    },
    'containers[].securityContext.runAsUser': { disposition: 'translated', doc: 'Becomes `uid`.' },
    'containers[].securityContext.runAsGroup': { disposition: 'translated', doc: 'Becomes `gid`.' },
    'containers[].securityContext.runAsNonRoot': {
      disposition: 'translated',
      doc: 'Checked here: a container that would run as root is an error.',
    },
  },
  writes: ['uid', 'gid', 'additionalGids'],
  container(container, pod, report) {
    checkNonRoot(container, pod, report);
    const user = container.image.config?.user ?? '';
    if (user.includes(':') && userFacts(container.spec, pod, container.image).source === 'image') {
      report('image-group-dropped', atContainer(container, pod, 'image'), { container: container.spec.name ?? '', user });
    }
    return container.user;
  },
  pod(pod, report) {
    for (const policy of ['supplementalGroupsPolicy', 'fsGroupChangePolicy'] as const) {
      checkPolicy(policy, pod.spec.securityContext?.[policy], () => atPod(pod, 'securityContext', policy), report);
    }
    const userUnknown: ResolvedContainer[] = [];
    const groupsUnknown: ResolvedContainer[] = [];
    for (const container of pod.containers) {
      const { source, groupsKnown } = userFacts(container.spec, pod, container.image);
      if (source === 'unknown' && container.image.config?.users) reportMissing(container, pod, report);
      else if (source === 'unknown') {
        // An image that is missing is reported there.
        if (container.image.normalised !== '') userUnknown.push(container);
      } else if (!groupsKnown) groupsUnknown.push(container);
    }
    const unverified = userUnknown.filter((container) => runsAsNonRoot(container, pod) && !container.image.config);
    reportImages('image-user-unknown', userUnknown, pod, report);
    reportImages('cannot-verify-nonroot', unverified, pod, report);
    reportImages('image-groups-unknown', groupsUnknown, pod, report);
    return nothing;
  },
});

function reportImages(
  code: 'image-user-unknown' | 'image-groups-unknown' | 'cannot-verify-nonroot',
  found: readonly ResolvedContainer[],
  pod: ResolvedPod,
  report: Report,
): void {
  const first = found[0];
  if (first) report(code, atContainer(first, pod, 'image'), { containers: found.map(({ spec }) => spec.name ?? '') });
}

/** The accounts of the image were read, and its USER is none of them. */
function reportMissing(container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  const user = imageUserName(container.image) ?? '';
  report('image-user-missing', atContainer(container, pod, 'image'), { container: container.spec.name ?? '', user });
}

function runsAsNonRoot({ spec }: ResolvedContainer, pod: ResolvedPod): boolean {
  return (spec.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot) === true;
}

/** The kubelet's check before it starts a container (`verifyRunAsNonRoot`), as far as the user is known. */
function checkNonRoot(container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  if (!runsAsNonRoot(container, pod)) return;
  const name = container.spec.name ?? '';
  const inContainer = container.spec.securityContext?.runAsUser;
  const runAsUser = inContainer ?? pod.spec.securityContext?.runAsUser;
  if (runAsUser !== undefined) {
    if (runAsUser !== 0) return;
    const at =
      inContainer === undefined ? atPod(pod, 'securityContext', 'runAsUser') : atContainer(container, pod, 'securityContext', 'runAsUser');
    report('run-as-root', at, { container: name, reason: 'its runAsUser breaks the non-root policy' });
    return;
  }
  const user = imageUserName(container.image);
  if (user === undefined) return;
  const at = atContainer(container, pod, 'image');
  if (user !== '' && !/^\d+$/.test(user)) {
    const reason = `the image has the non-numeric user "${user}", so a kubelet cannot verify that it is not root`;
    report('run-as-root', at, { container: name, reason });
  } else if (Number(user) === 0) {
    report('run-as-root', at, { container: name, reason: 'the image will run as root' });
  }
}
