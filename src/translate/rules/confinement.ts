import { type Anchor, atField, type Report } from '../../diagnostics/diagnostic.ts';
import { formatPath } from '../../model/field-path.ts';
import type { Kubernetes } from '../../model/kubernetes.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import type { FieldPath } from '../../model/source.ts';
import { isPrivileged } from '../../resolve/privileged.ts';
import { atPod } from '../field-anchor.ts';
import { checkPolicy } from '../policy-check.ts';
import { defineRule, type FieldEntry, nothing } from '../rule.ts';

type Profile = Kubernetes<'SeccompProfile'> | Kubernetes<'AppArmorProfile'>;
type ProfileField = 'seccompProfile' | 'appArmorProfile';
/** Settings that a container has of its own or from the pod. */
type Settings = Required<Pick<Kubernetes<'SecurityContext'>, ProfileField | 'seLinuxOptions'>>;

const unsupported = (doc: string): FieldEntry => ({ disposition: 'unsupported', doc, reported: true });
const seccompDoc = 'LinuxKit has no setting for seccomp: `Unconfined` is exact, other profiles are not applied.';
const appArmorDoc = 'LinuxKit has no setting for AppArmor: `Unconfined` is exact, other profiles are not applied.';
const seLinuxDoc = 'The kernels of LinuxKit are built without SELinux.';
const windowsDoc = 'Means nothing on Linux.';

/** A setting together with the containers that it would be in force for. */
interface Effective<T> {
  readonly value: T;
  readonly path: FieldPath;
  readonly containers: readonly string[];
}

/** Containers grouped by the place that decides a setting: their own security context, else that of the pod. */
function effective<F extends keyof Settings>(field: F, pod: ResolvedPod): readonly Effective<Settings[F]>[] {
  const shared: Settings[F] | undefined = pod.spec.securityContext?.[field];
  if (shared === undefined && !pod.containers.some(({ spec }) => spec.securityContext?.[field])) return [];
  const inherited: string[] = [];
  const result: Effective<Settings[F]>[] = [];
  for (const container of pod.containers) {
    if (isPrivileged(container)) continue;
    const value: Settings[F] | undefined = container.spec.securityContext?.[field];
    const name = container.spec.name ?? '';
    if (value === undefined) inherited.push(name);
    else result.push({ value, path: [...container.path, 'securityContext', field], containers: [name] });
  }
  if (shared === undefined || inherited.length === 0) return result;
  return [{ value: shared, path: [...pod.specPath, 'securityContext', field], containers: inherited }, ...result];
}

/** One finding for everything that shares a code: the first place is its anchor, the others are related. */
function reportOnce(
  pod: ResolvedPod,
  found: readonly Effective<unknown>[],
  file: (at: Anchor, containers: string, more: Parameters<Report>[3]) => void,
): void {
  const [first, ...others] = found;
  if (!first) return;
  const names = found.flatMap(({ containers }) => containers);
  const related = others.map(({ path, containers }) => ({
    message: `also set for ${describeContainers(containers)}`,
    at: atField(pod.workload.manifest, path),
  }));
  file(atField(pod.workload.manifest, first.path), describeContainers(names), { related });
}

function describeContainers(names: readonly string[]): string {
  return `${names.length === 1 ? 'container' : 'containers'} ${names.map((name) => `"${name}"`).join(', ')}`;
}

function describeProfile({ type, localhostProfile }: Profile): string {
  return localhostProfile === undefined ? `"${type}"` : `"${type}" (${localhostProfile})`;
}

function reportProfiles(field: ProfileField, code: 'seccomp-unsupported' | 'apparmor-unsupported', pod: ResolvedPod, report: Report): void {
  const lost = effective(field, pod).filter(({ value }) => value.type !== undefined && value.type !== 'Unconfined');
  if (lost.length === 0) return;
  const texts = [...new Set(lost.map(({ value }) => describeProfile(value)))].join(', ');
  reportOnce(pod, lost, (at, containers, more) => report(code, at, { profile: texts, containers }, more));
}

/** The rules of the API server, for every profile that was written. */
function checkProfiles(pod: ResolvedPod, report: Report): void {
  checkProfilesOf(pod.spec.securityContext, pod.specPath, pod, report);
  for (const { spec, path } of pod.containers) checkProfilesOf(spec.securityContext, path, pod, report);
}

function checkProfilesOf(
  context: Pick<Kubernetes<'SecurityContext'>, ProfileField> | undefined,
  path: FieldPath,
  pod: ResolvedPod,
  report: Report,
): void {
  if (!context) return;
  for (const field of ['seccompProfile', 'appArmorProfile'] as const) {
    const profile = context[field];
    const problem = profile && profileProblem(profile, field);
    if (problem === undefined) continue;
    const full = [...path, 'securityContext', field];
    const wrong = problem.startsWith('type') ? 'type' : 'localhostProfile';
    report('profile-invalid', atField(pod.workload.manifest, [...full, wrong]), { field: formatPath(full), problem });
  }
}

function profileProblem({ type, localhostProfile }: Profile, field: ProfileField): string | undefined {
  if (type === undefined || type === '') return 'type is required';
  if (type !== 'Localhost') {
    if (type !== 'RuntimeDefault' && type !== 'Unconfined')
      return `type "${type}" is unknown; expected RuntimeDefault, Unconfined or Localhost`;
    return localhostProfile === undefined ? undefined : `localhostProfile may only be set when type is Localhost, not "${type}"`;
  }
  if (localhostProfile === undefined || localhostProfile.trim() === '') return 'localhostProfile is required when type is Localhost';
  if (field === 'appArmorProfile') return undefined;
  if (localhostProfile.startsWith('/')) return `localhostProfile "${localhostProfile}" must be a relative path`;
  return localhostProfile.split('/').includes('..') ? `localhostProfile "${localhostProfile}" must not contain ".."` : undefined;
}

function reportSELinux(pod: ResolvedPod, report: Report): void {
  const shared = pod.spec.securityContext;
  const options = effective('seLinuxOptions', pod).filter(({ value }) => Object.keys(value).length > 0);
  if (options.length === 0 && shared?.seLinuxChangePolicy === undefined) return;
  const fields = [...new Set(options.flatMap(({ value }) => Object.keys(value)))].toSorted();
  // The policy alone says how volumes would be relabelled, and then concerns every container.
  if (shared?.seLinuxChangePolicy !== undefined) {
    const at = () => atPod(pod, 'securityContext', 'seLinuxChangePolicy');
    checkPolicy('seLinuxChangePolicy', shared.seLinuxChangePolicy, at, report);
    fields.push('seLinuxChangePolicy');
    const containers = options.length > 0 ? [] : pod.containers.map(({ spec }) => spec.name ?? '');
    options.push({ value: {}, path: [...pod.specPath, 'securityContext', 'seLinuxChangePolicy'], containers });
  }
  reportOnce(pod, options, (at, containers, more) => report('selinux-unsupported', at, { fields: fields.join(', '), containers }, more));
}

/** The field that took the place of an annotation of old clusters. */
function fieldInsteadOf(annotation: string): string | undefined {
  if (annotation === 'seccomp.security.alpha.kubernetes.io/pod') return 'securityContext.seccompProfile';
  if (annotation.startsWith('container.seccomp.security.alpha.kubernetes.io/')) return 'securityContext.seccompProfile';
  return annotation.startsWith('container.apparmor.security.beta.kubernetes.io/') ? 'securityContext.appArmorProfile' : undefined;
}

/** `unconfined` is what happens anyway. */
function reportAnnotations(pod: ResolvedPod, report: Report): void {
  const { manifest, template, templatePath } = pod.workload;
  const annotations = template.metadata?.annotations;
  if (!annotations) return;
  for (const annotation of Object.keys(annotations)) {
    const field = fieldInsteadOf(annotation);
    if (field === undefined || annotations[annotation] === 'unconfined' || annotations[annotation] === '') continue;
    const at = atField(manifest, [...templatePath, 'metadata', 'annotations', annotation], 'key');
    report('security-annotation-ignored', at, { annotation, field });
  }
}

function reportWindows(pod: ResolvedPod, report: Report): void {
  const { manifest } = pod.workload;
  const first = pod.spec.securityContext?.windowsOptions
    ? pod.specPath
    : pod.containers.find(({ spec }) => spec.securityContext?.windowsOptions)?.path;
  if (first) report('windows-options-ignored', atField(manifest, [...first, 'securityContext', 'windowsOptions']), {});
}

export const confinement = defineRule({
  name: 'confinement',
  owns: {
    'securityContext.seccompProfile': unsupported(seccompDoc),
    'securityContext.appArmorProfile': unsupported(appArmorDoc),
    'securityContext.seLinuxOptions': unsupported(seLinuxDoc),
    'securityContext.seLinuxChangePolicy': unsupported(seLinuxDoc),
    'securityContext.windowsOptions': { disposition: 'ignored', doc: windowsDoc, reported: true },
    'containers[].securityContext.seccompProfile': unsupported(seccompDoc),
    'containers[].securityContext.appArmorProfile': unsupported(appArmorDoc),
    'containers[].securityContext.seLinuxOptions': unsupported(seLinuxDoc),
    'containers[].securityContext.windowsOptions': { disposition: 'ignored', doc: windowsDoc, reported: true },
  },
  writes: [],
  pod(pod, report) {
    checkProfiles(pod, report);
    reportProfiles('seccompProfile', 'seccomp-unsupported', pod, report);
    reportProfiles('appArmorProfile', 'apparmor-unsupported', pod, report);
    reportSELinux(pod, report);
    reportAnnotations(pod, report);
    reportWindows(pod, report);
    return nothing;
  },
});
