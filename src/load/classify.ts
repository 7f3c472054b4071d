import type { DocumentHead, SourceDocument } from '../model/manifest.ts';
import { referencedKinds } from '../model/reference.ts';
import type { FieldPath } from '../model/source.ts';
import { workloadKinds } from '../model/workload.ts';

/** What a document turned out to be (CONTRACT section 5). Only objects take part in a load. */
export type DocumentClass =
  | { readonly kind: 'object'; readonly data: Readonly<Record<string, unknown>>; readonly path: FieldPath }
  /** The whole document is an object, which has not been read yet. */
  | { readonly kind: 'unread-object'; readonly head: DocumentHead }
  | { readonly kind: 'kustomization' }
  | { readonly kind: 'patch' }
  /** Reads like an object and cannot be one. */
  | { readonly kind: 'broken'; readonly problem: BrokenProblem; readonly path: FieldPath }
  | { readonly kind: 'not-kubernetes'; readonly reason: string };

/** What is wrong with a broken document. */
export type BrokenProblem = 'missing-kind' | 'missing-api-version' | 'items-no-list';

/** API groups whose documents are configuration for programs on a client: no API server takes them. */
const clientGroups =
  /^(?:skaffold|kubeadm\.k8s\.io|kubelet\.config\.k8s\.io|kubeproxy\.config\.k8s\.io|kubescheduler\.config\.k8s\.io|apiserver\.config\.k8s\.io|apiserver\.k8s\.io|audit\.k8s\.io|client\.authentication\.k8s\.io|kind\.x-k8s\.io|k3d\.io|minikube\.k8s\.io|backstage\.io|builtin|kustomize\.config\.k8s\.io|install\.istio\.io|eksctl\.io|ctlptl\.dev|tilt\.dev)(?:\/|$)/;
const apiVersionForm = /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?v[0-9][a-z0-9]*$/i;
const coreClientKinds = new Set(['Config']);
const knownKinds: ReadonlySet<string> = new Set([...workloadKinds, ...referencedKinds]);

/** Every object of a document; Lists are flattened, nested ones too. A document that is one object need not have been read. */
export function classify(document: SourceDocument): readonly DocumentClass[] {
  const { head } = document;
  if (head && !head.kind.endsWith('List')) {
    return [exceptionOf(head.apiVersion, head.kind) ?? { kind: 'unread-object', head }];
  }
  return classifyValue(document.value, [], undefined);
}

function classifyValue(
  value: unknown,
  path: FieldPath,
  inherited: { apiVersion: string; kind: string } | undefined,
): readonly DocumentClass[] {
  if (Array.isArray(value))
    return [path.length === 0 && isJsonPatch(value) ? { kind: 'patch' } : { kind: 'not-kubernetes', reason: 'a list' }];
  if (typeof value !== 'object' || value === null) return [{ kind: 'not-kubernetes', reason: 'not a mapping' }];
  const data = value as Readonly<Record<string, unknown>>;
  const apiVersion = data['apiVersion'] ?? inherited?.apiVersion;
  const kind = data['kind'] ?? inherited?.kind;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string')
    return [unnamed(data, path, typeof apiVersion === 'string', typeof kind === 'string')];
  const exception = exceptionOf(apiVersion, kind);
  if (exception) return [exception];
  if (isList(apiVersion, kind) && data['items'] !== undefined && data['items'] !== null && !Array.isArray(data['items']))
    return [{ kind: 'broken', problem: 'items-no-list', path: [...path, 'items'] }];
  if (kind.endsWith('List') && Array.isArray(data['items'])) return flatten(data['items'], [...path, 'items'], apiVersion, kind);
  return [{ kind: 'object', path, data: data['kind'] === undefined ? { apiVersion, kind, ...data } : data }];
}

/** What is no object of Kubernetes although it has an apiVersion and a kind. */
function exceptionOf(apiVersion: string, kind: string): DocumentClass | undefined {
  if ((kind === 'Kustomization' || kind === 'Component') && apiVersion.startsWith('kustomize.config.k8s.io/'))
    return { kind: 'kustomization' };
  if (clientGroups.test(apiVersion) || (apiVersion === 'v1' && coreClientKinds.has(kind)))
    return { kind: 'not-kubernetes', reason: `client configuration (${apiVersion} ${kind})` };
  return apiVersionForm.test(apiVersion)
    ? undefined
    : { kind: 'not-kubernetes', reason: `apiVersion ${apiVersion} is no Kubernetes API version` };
}

/** Items of a typed list may leave out what the list says: `PodList` holds Pods. */
function flatten(items: readonly unknown[], path: FieldPath, apiVersion: string, kind: string): readonly DocumentClass[] {
  const inherited = kind === 'List' ? undefined : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.flatMap((item, index) => {
    const found = classifyValue(item, [...path, index], inherited);
    const isNone = isList(apiVersion, kind) && found.every((one) => one.kind === 'not-kubernetes' && !hasKind(item));
    return isNone && found.length > 0 ? [{ kind: 'broken', problem: 'missing-kind', path: [...path, index] }] : found;
  });
}

/** The List that kubectl writes and reads, all of whose items are objects; a custom resource may be called a list too. */
function isList(apiVersion: string, kind: string): boolean {
  return apiVersion === 'v1' && kind === 'List';
}

function hasKind(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'kind' in item;
}

function unnamed(data: Readonly<Record<string, unknown>>, path: FieldPath, hasVersion: boolean, hasKind: boolean): DocumentClass {
  const metadata = data['metadata'];
  const named = typeof metadata === 'object' && metadata !== null && 'name' in metadata;
  const bodied = typeof data['spec'] === 'object' || typeof data['data'] === 'object';
  if (hasVersion && !hasKind && named && bodied) return { kind: 'broken', problem: 'missing-kind', path };
  if (hasKind && !hasVersion && named && knownKinds.has(String(data['kind'])))
    return { kind: 'broken', problem: 'missing-api-version', path };
  const lacking = hasVersion ? 'no kind' : hasKind ? 'no apiVersion' : 'no apiVersion and kind';
  const shape = isKustomizationShape(data) && !hasKind ? undefined : describeShape(data);
  return { kind: 'not-kubernetes', reason: shape ?? lacking };
}

function isKustomizationShape(data: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(data['resources']) || Array.isArray(data['bases']);
}

/** Services of a LinuxKit file; those of Compose are a mapping, and those of GitLab have no `image`. */
function isImageList(services: unknown): boolean {
  return Array.isArray(services) && services.every((item) => typeof item === 'object' && item !== null && 'image' in item);
}

function isJsonPatch(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every((item) => typeof item === 'object' && item !== null && 'op' in item && 'path' in item);
}

/** A word for what a document without apiVersion or kind seems to be. */
function describeShape(data: Readonly<Record<string, unknown>>): string | undefined {
  if ('kernel' in data || 'onboot' in data || isImageList(data['services'])) return 'a LinuxKit file';
  if (typeof data['services'] === 'object' && !Array.isArray(data['services'])) return 'a Compose file';
  if ('jobs' in data || 'on' in data || 'true' in data || 'stages' in data || 'pipelines' in data) return 'a CI file';
  if ('replicaCount' in data || 'image' in data) return 'Helm values';
  if ('panels' in data || 'dashboard' in data) return 'a dashboard';
  const isChart = 'dependencies' in data || 'appVersion' in data || ('apiVersion' in data && 'version' in data);
  return 'name' in data && isChart ? 'a chart or package description' : undefined;
}
