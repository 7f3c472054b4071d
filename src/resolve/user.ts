import { atField, type Report } from '../diagnostics/diagnostic.ts';
import { largestID } from '../image/accounts.ts';
import type { LockedPlatform } from '../model/image-lock.ts';
import type { Container } from '../model/kubernetes.ts';
import type { PodContext, ResolvedImage, ResolvedUser } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';

/** Who the process runs as, and how much of that is known. */
export interface UserFacts extends ResolvedUser {
  /** Where the uid comes from; `unknown` stands for 0. */
  readonly source: 'runAsUser' | 'image' | 'unknown';
  /** Whether the groups that the image's files give the user are known. */
  readonly groupsKnown: boolean;
}

/**
 * The user of a container as the kubelet and containerd choose it: runAsUser of the container, of the pod, USER of the image, root.
 * The group is runAsGroup, else the primary group that the image's /etc/passwd gives the user, else 0; the group in
 * `USER user:group` is not used (containerd, `getUserFromImage`).
 */
export function userFacts(container: Container, pod: Pick<PodContext, 'spec'>, image: ResolvedImage): UserFacts {
  const podContext = pod.spec.securityContext;
  const runAsUser = container.securityContext?.runAsUser ?? podContext?.runAsUser;
  const runAsGroup = container.securityContext?.runAsGroup ?? podContext?.runAsGroup;
  const fromImage = imageUser(image);
  const uid = runAsUser ?? fromImage ?? 0;
  const known = runAsUser !== undefined || fromImage !== undefined;
  const account = known ? accountOf(uid, image.config) : undefined;
  const gid = runAsGroup ?? account?.gid ?? 0;
  const merge = podContext?.supplementalGroupsPolicy !== 'Strict';
  const groups = [gid, ...(merge && account ? account.groups : []), ...(podContext?.supplementalGroups ?? [])];
  if (podContext?.fsGroup !== undefined) groups.push(podContext.fsGroup);
  return {
    uid,
    gid,
    additionalGids: groups.length === 1 ? groups : [...new Set(groups)].sort((a, b) => a - b),
    source: runAsUser !== undefined ? 'runAsUser' : known ? 'image' : 'unknown',
    groupsKnown: account !== undefined || (!merge && runAsGroup !== undefined),
  };
}

/** The part of USER that Kubernetes uses; undefined without a lock entry. */
export function imageUserName(image: ResolvedImage): string | undefined {
  return image.config?.user.split(':', 1)[0];
}

/** The number of the user that the image asks for; undefined when it is not known. */
function imageUser(image: ResolvedImage): number | undefined {
  const name = imageUserName(image);
  const resolved = image.config?.resolvedUser;
  if (name === undefined || resolved) return resolved?.uid;
  if (name === '' || name === 'root') return 0;
  return /^\d+$/.test(name) ? Number(name) : undefined;
}

interface Account {
  readonly gid: number;
  readonly groups: readonly number[];
}

/** What the image's /etc/passwd and /etc/group say of a user; undefined when they were not read. */
function accountOf(uid: number, config: LockedPlatform | undefined): Account | undefined {
  if (config?.resolvedUser?.uid === uid) return config.resolvedUser;
  if (!config?.users) return undefined;
  const [gid = 0, ...groups] = (Object.hasOwn(config.users, uid) && config.users[uid]) || [];
  return { gid, groups };
}

/** {@link userFacts} with the numbers checked. A field of the pod is reported once, by `checkPodUsers`. */
export function resolveUser(container: Container, path: FieldPath, pod: PodContext, image: ResolvedImage, report: Report): ResolvedUser {
  const { securityContext } = container;
  if (securityContext) {
    for (const field of ['runAsUser', 'runAsGroup'] as const) {
      if (isNoID(securityContext[field])) reportID(field, securityContext[field], [...path, 'securityContext', field], pod, report);
    }
  }
  const { uid, gid, additionalGids } = userFacts(container, pod, image);
  return { uid, gid, additionalGids };
}

/** Checks the numbers of the pod's securityContext. */
export function checkPodUsers(pod: PodContext, report: Report): void {
  const { securityContext } = pod.spec;
  if (!securityContext) return;
  const path = [...pod.specPath, 'securityContext'];
  for (const field of ['runAsUser', 'runAsGroup', 'fsGroup'] as const) {
    if (isNoID(securityContext[field])) reportID(field, securityContext[field], [...path, field], pod, report);
  }
  for (const [index, group] of (securityContext.supplementalGroups ?? []).entries()) {
    if (isNoID(group)) reportID('supplementalGroups', group, [...path, 'supplementalGroups', index], pod, report);
  }
}

/** Whether a number that was written is none of a user or group. */
function isNoID(value: number | undefined): value is number {
  return value !== undefined && (value < 0 || value > largestID);
}

function reportID(field: string, value: number, path: FieldPath, pod: PodContext, report: Report): void {
  report('invalid-user-id', atField(pod.workload.manifest, path), { field, value });
}
