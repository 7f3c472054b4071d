import type { Anchor, Report } from '../diagnostics/diagnostic.ts';
import type { Kubernetes } from '../model/kubernetes.ts';
import { type PodContext, runtimeTokens } from '../model/resolved-pod.ts';
import { goQuote } from './go-quote.ts';
import { hasSyntheticName, podUID } from './identity.ts';

type FieldRef = Kubernetes<'ObjectFieldSelector'>;

/** Environment variables can name addresses and the node; volumes can name all labels or annotations at once. */
export type FieldScope = 'env' | 'volume';

const everywhere = ['metadata.name', 'metadata.namespace', 'metadata.uid'];
const allowed: Readonly<Record<FieldScope, ReadonlySet<string>>> = {
  env: new Set([
    ...everywhere,
    'spec.nodeName',
    'spec.serviceAccountName',
    'status.hostIP',
    'status.hostIPs',
    'status.podIP',
    'status.podIPs',
  ]),
  volume: new Set([...everywhere, 'metadata.labels', 'metadata.annotations']),
};

/** Labels whose values only a controller in a cluster can compute, by the keys it adds. */
const controllerLabels: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
]);

const qualifiedName =
  /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Where a field of the reference stands. */
type At = (field: keyof FieldRef) => Anchor;

/**
 * The value of a downward API field, or undefined when the reference is wrong (and reported). A value that only the booted machine
 * knows is a token of `runtimeTokens`, a fixed value or an error, as `--runtime-fields` says.
 * Findings are those of one reference; `resolvePod` keeps one per pod of those that do not depend on the reference.
 */
export function fieldValue(ref: FieldRef, pod: PodContext, scope: FieldScope, place: At, report: Report): string | undefined {
  const { apiVersion = 'v1', fieldPath = '' } = ref;
  if (apiVersion !== 'v1' && apiVersion !== '') {
    report('field-ref-version', place('apiVersion'), { apiVersion });
    return undefined;
  }
  const at = place('fieldPath');
  const where = scope === 'env' ? 'an environment variable' : 'a volume';
  const subscripted = splitSubscript(fieldPath);
  if (subscripted) return subscriptValue(subscripted, fieldPath, pod, where, at, report);
  // The name of spec.nodeName in the first clients of v1.
  const field = fieldPath === 'spec.host' && scope === 'env' ? 'spec.nodeName' : fieldPath;
  if (!allowed[scope].has(field)) {
    report('field-ref-unsupported', at, { fieldPath, scope: where });
    return undefined;
  }
  return plainValue(field, pod, at, report);
}

interface Subscripted {
  readonly field: string;
  readonly key: string;
}

/** `metadata.labels['app']` → field and key. @see k8s.io/kubernetes/pkg/fieldpath SplitMaybeSubscriptedPath */
function splitSubscript(fieldPath: string): Subscripted | undefined {
  const opener = fieldPath.indexOf("['");
  if (opener <= 0 || !fieldPath.endsWith("']") || fieldPath.length < opener + 4) return undefined;
  return { field: fieldPath.slice(0, opener), key: fieldPath.slice(opener + 2, -2) };
}

function subscriptValue(
  { field, key }: Subscripted,
  fieldPath: string,
  pod: PodContext,
  scope: string,
  at: Anchor,
  report: Report,
): string | undefined {
  if (field !== 'metadata.labels' && field !== 'metadata.annotations') {
    report('field-ref-unsupported', at, { fieldPath, scope, problem: `${field} does not support a subscript` });
    return undefined;
  }
  const checked = field === 'metadata.annotations' ? key.toLowerCase() : key;
  if (!isQualifiedName(checked)) {
    report('field-ref-unsupported', at, { fieldPath, scope, problem: `"${key}" is no name of a label or annotation` });
    return undefined;
  }
  const values = field === 'metadata.labels' ? pod.labels : pod.annotations;
  if (Object.hasOwn(values, key)) return values[key];
  if (field === 'metadata.labels' && controllerLabels.has(key)) report('controller-label-unknown', at, { key });
  return '';
}

function isQualifiedName(text: string): boolean {
  const slash = text.lastIndexOf('/');
  return qualifiedName.test(text) && text.length - slash - 1 <= 63 && slash <= 253;
}

function plainValue(field: string, pod: PodContext, at: Anchor, report: Report): string | undefined {
  switch (field) {
    case 'metadata.name':
      if (hasSyntheticName(pod)) report('pod-name-synthetic', at, { name: pod.name });
      return pod.name;
    case 'metadata.namespace':
      return pod.namespace;
    case 'metadata.uid':
      if (pod.workload.kind !== 'Pod' || pod.workload.object.metadata?.uid === undefined) report('uid-synthetic', at, { uid: podUID(pod) });
      return podUID(pod);
    case 'metadata.labels':
      return formatMap(pod.labels);
    case 'metadata.annotations':
      return formatMap(pod.annotations);
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName || pod.spec.serviceAccount || 'default';
    default:
      return machineValue(field, pod, at, report);
  }
}

/** A value that the machine decides: its name or its addresses. The pod's addresses are those of the machine. */
function machineValue(field: string, pod: PodContext, at: Anchor, report: Report): string | undefined {
  const { options } = pod;
  const ips = options.podIPs.length > 0 ? options.podIPs.join(',') : undefined;
  const facts: Readonly<Record<string, { readonly fixed: string | undefined; readonly token: string; readonly placeholder: string }>> = {
    'spec.nodeName': { fixed: pod.spec.nodeName || options.nodeName, token: runtimeTokens.nodeName, placeholder: pod.hostname },
    'status.podIP': { fixed: options.podIPs[0], token: runtimeTokens.podIP, placeholder: '0.0.0.0' },
    'status.podIPs': { fixed: ips, token: runtimeTokens.podIPs, placeholder: '0.0.0.0' },
    'status.hostIP': { fixed: options.podIPs[0], token: runtimeTokens.hostIP, placeholder: '0.0.0.0' },
    'status.hostIPs': { fixed: ips, token: runtimeTokens.hostIPs, placeholder: '0.0.0.0' },
  };
  const fact = facts[field];
  if (!fact) throw new Error(`no value for ${field}`);
  if (fact.fixed !== undefined) return fact.fixed;
  if (options.runtimeFields === 'patch') return fact.token;
  if (options.runtimeFields === 'placeholder') {
    report('runtime-field-placeholder', at, { fieldPath: field, value: fact.placeholder });
    return fact.placeholder;
  }
  report('runtime-field-unresolvable', at, { fieldPath: field });
  return undefined;
}

/** `key="value"` lines sorted by key, without a line break at the end. @see k8s.io/kubernetes/pkg/fieldpath FormatMap */
export function formatMap(map: Readonly<Record<string, string>>): string {
  const keys = Object.keys(map).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return keys.map((key) => `${key}=${goQuote(map[key] ?? '')}`).join('\n');
}
