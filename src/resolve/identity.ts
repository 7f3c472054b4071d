import { createHash } from 'node:crypto';
import { atField, type Report } from '../diagnostics/diagnostic.ts';
import { isDnsLabel, isDnsSubdomain, longestDnsLabel } from '../model/dns-name.ts';
import type { Kubernetes, PodSpec } from '../model/kubernetes.ts';
import type { TranslateOptions } from '../model/options.ts';
import type { ObjectLookup } from '../model/reference.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import type { Workload } from '../model/workload.ts';

/** Longest hostname of the kernel (`__NEW_UTS_LEN`), characters. */
const longestKernelHostname = 64;

/** Annotation and label with the index of an indexed Job's pod. */
export const completionIndexKey = 'batch.kubernetes.io/job-completion-index';

/** The object's name; with `generateName`, the one that `translate.podSuffix` completes. */
export function objectName(workload: Workload, options: TranslateOptions): string {
  const { metadata } = workload.object;
  return metadata?.name ?? (metadata?.generateName === undefined ? workload.name : metadata.generateName + options.podSuffix);
}

/** Whether a cluster would give the pod a random name, so that the one used here is made up. */
export function hasSyntheticName({ workload, options }: Pick<PodContext, 'workload' | 'options'>): boolean {
  if (options.podName !== undefined || workload.kind === 'StatefulSet') return false;
  return workload.kind !== 'Pod' || workload.object.metadata?.name === undefined;
}

/** Index of the pod of an indexed Job; undefined for everything else. */
export function completionIndex({ workload, options }: Pick<PodContext, 'workload' | 'options'>): number | undefined {
  return workload.job?.spec.completionMode === 'Indexed' ? options.index : undefined;
}

/** The hostname that the kernel gets: the FQDN with `setHostnameAsFQDN` (kubelet, `GetNodenameForKernel`). */
export function kernelHostname({ spec, hostname, fqdn }: Pick<PodContext, 'spec' | 'hostname' | 'fqdn'>): string {
  return spec.setHostnameAsFQDN && fqdn !== '' ? fqdn : hostname;
}

/** What is known of a pod without looking at its containers: names and labels are those that the workload's controller would give it. */
export function identifyPod(workload: Workload, lookup: ObjectLookup, options: TranslateOptions): PodContext {
  const spec = workload.template.spec ?? {};
  const ordinal = ordinalOf(workload, options);
  const name = podName(workload, ordinal, options);
  const hostname = podHostname(workload, spec, name, options);
  const subdomain = workload.kind === 'StatefulSet' ? statefulSetSpec(workload)?.serviceName : spec.subdomain;
  const { labels, annotations } = podMetadata(workload, name, ordinal, options);
  return {
    workload,
    spec,
    specPath: [...workload.templatePath, 'spec'],
    name,
    namespace: workload.namespace,
    ordinal,
    labels,
    annotations,
    hostname,
    fqdn:
      subdomain && spec.hostnameOverride === undefined ? `${hostname}.${subdomain}.${workload.namespace}.svc.${options.clusterDomain}` : '',
    options,
    lookup,
  };
}

/** The spec of a StatefulSet; undefined for every other kind. */
export function statefulSetSpec(workload: Workload): Kubernetes<'StatefulSetSpec'> | undefined {
  return workload.kind === 'StatefulSet' ? (workload.object as Kubernetes<'StatefulSet'>).spec : undefined;
}

function ordinalOf(workload: Workload, options: TranslateOptions): number | undefined {
  if (workload.kind !== 'StatefulSet') return undefined;
  return options.ordinal ?? statefulSetSpec(workload)?.ordinals?.start ?? 0;
}

function podName(workload: Workload, ordinal: number | undefined, options: TranslateOptions): string {
  const name = objectName(workload, options);
  if (ordinal !== undefined) return `${name}-${ordinal}`;
  if (workload.kind === 'Pod' && workload.object.metadata?.name !== undefined) return name;
  if (options.podName !== undefined) return options.podName;
  const index = completionIndex({ workload, options });
  return index === undefined ? name : `${name}-${index}-${options.podSuffix}`;
}

/**
 * The short hostname. The controllers of StatefulSets and indexed Jobs set it whatever the template says;
 * names too long for a label are cut (kubelet, `truncatePodHostnameIfNeeded`).
 */
function podHostname(workload: Workload, spec: PodSpec, name: string, options: TranslateOptions): string {
  if (spec.hostnameOverride !== undefined) return spec.hostnameOverride;
  const index = completionIndex({ workload, options });
  const byController =
    workload.kind === 'StatefulSet' ? name : index === undefined ? undefined : `${objectName(workload, options)}-${index}`;
  const hostname = byController ?? (spec.hostname || name);
  return hostname.length <= longestDnsLabel ? hostname : hostname.slice(0, longestDnsLabel).replace(/[-.]+$/, '');
}

/**
 * Labels and annotations of the pod: those of the template and those that the controller adds and that do not depend on a cluster
 * (hashes and UIDs of controllers do).
 */
function podMetadata(workload: Workload, name: string, ordinal: number | undefined, options: TranslateOptions) {
  const template = workload.template.metadata;
  const index = completionIndex({ workload, options });
  const job = workload.job && objectName(workload, options);
  const labels: Record<string, string> = {
    ...template?.labels,
    ...(ordinal !== undefined && { 'statefulset.kubernetes.io/pod-name': name, 'apps.kubernetes.io/pod-index': String(ordinal) }),
    ...(job !== undefined && { 'batch.kubernetes.io/job-name': job, 'job-name': job }),
    ...(index !== undefined && { [completionIndexKey]: String(index) }),
  };
  const annotations: Record<string, string> = {
    ...template?.annotations,
    ...(index !== undefined && { [completionIndexKey]: String(index) }),
  };
  return { labels, annotations };
}

/** Namespace of the UUIDs that stand for the UIDs that a cluster would draw by lot. */
const uidNamespace = Buffer.from('6d1a52f03c3f5c1d9d0a3b8d7a1f4e52', 'hex');

/** The pod's UID: that of a Pod which has one, else one made of its name. */
export function podUID({ workload, name }: Pick<PodContext, 'workload' | 'name'>): string {
  const own = workload.kind === 'Pod' ? workload.object.metadata?.uid : undefined;
  return own ?? uuidOf(`${workload.namespace}/${workload.kind}/${name}`);
}

/** A UUID of version 5 (RFC 9562, section 5.5): the same text gives the same UUID. */
function uuidOf(text: string): string {
  const bytes = createHash('sha1').update(uidNamespace).update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Reports what the API server and the kubelet refuse about a pod's host name, and options that name no pod of the workload. */
export function checkIdentity(pod: PodContext, report: Report): void {
  const { manifest } = pod.workload;
  const at = (field: string) => atField(manifest, [...pod.specPath, field]);
  const { hostname, subdomain: domain, hostnameOverride } = pod.spec;
  if (hostname && !isDnsLabel(hostname)) report('invalid-hostname', at('hostname'), { field: 'hostname', value: hostname });
  if (domain && !isDnsLabel(domain)) report('invalid-hostname', at('subdomain'), { field: 'subdomain', value: domain });
  if (hostnameOverride !== undefined) {
    if (hostnameOverride.length > longestKernelHostname || !isDnsSubdomain(hostnameOverride)) {
      report('invalid-hostname', at('hostnameOverride'), { field: 'hostnameOverride', value: hostnameOverride });
    }
    if (pod.spec.setHostnameAsFQDN) report('hostname-override-conflict', at('setHostnameAsFQDN'), { field: 'setHostnameAsFQDN' });
    if (pod.spec.hostNetwork) report('hostname-override-conflict', at('hostNetwork'), { field: 'hostNetwork' });
  }
  const kernel = kernelHostname(pod);
  if (kernel.length > longestKernelHostname && pod.spec.setHostnameAsFQDN) {
    report('fqdn-too-long', at('setHostnameAsFQDN'), { fqdn: kernel, limit: longestKernelHostname });
  }
  checkSelection(pod, report);
}

/** `--ordinal` and `--index` must name a pod that the controller would make. */
function checkSelection({ workload, ordinal, options }: PodContext, report: Report): void {
  const set = statefulSetSpec(workload);
  if (ordinal !== undefined && options.ordinal !== undefined) {
    const first = set?.ordinals?.start ?? 0;
    const last = first + (set?.replicas ?? 1) - 1;
    if (ordinal < first || ordinal > last)
      report('ordinal-out-of-range', atField(workload.manifest, ['spec', 'replicas']), { ordinal, first, last });
  }
  const index = completionIndex({ workload, options });
  const completions = workload.job?.spec.completions;
  if (index !== undefined && completions !== undefined && index >= completions) {
    report('index-out-of-range', atField(workload.manifest, [...(workload.job?.path ?? []), 'completions']), { index, completions });
  }
}
