import type { Anchor } from '../diagnostics/diagnostic.ts';
import { requireObject } from '../graph/require.ts';
import type { EnvVar, EnvVarSource, Kubernetes } from '../model/kubernetes.ts';
import { describeObject, type Manifest } from '../model/manifest.ts';
import type { ResolvedEnv } from '../model/resolved-pod.ts';
import { atScope, type ContainerScope } from './container-scope.ts';
import { sourceValue } from './env-source.ts';
import { completionIndex, completionIndexKey } from './identity.ts';
import { type ConfigEntry, configMapEntries, secretEntries } from './object-data.ts';
import { type ExpandedText, expandWith, type Variable, type VariableList, variableList } from './variables.ts';

/** Variables by name, in the order of their first declaration. */
export type Variables = ReadonlyMap<string, Variable>;

/** What a pod gives one container, before the image's own variables. */
export interface DeclaredEnv {
  readonly variables: Variables;
  /** Secrets that `--secrets omit` leaves out whole, so that not even the names are known: `Secret default/db`. */
  readonly omittedSecrets: readonly string[];
  /** Whether a name that is not set may be one of a source that could not be read, which was reported. */
  readonly isDoubtful: (name: string) => boolean;
}

/** The environment of one container while it is put together. */
interface Collection {
  readonly scope: ContainerScope;
  readonly services: ReadonlyMap<string, ResolvedEnv>;
  readonly list: VariableList;
  readonly omittedSecrets: string[];
  /** Prefixes of `envFrom` sources that could not be read, and names of `env` without a value for such a reason. */
  readonly doubtful: { readonly prefixes: string[]; readonly names: Set<string> };
}

/**
 * The variables that `envFrom` and `env` give a container, by the kubelet's rules: `envFrom` in order, then `env` in order; the last
 * value of a name wins; `$(NAME)` sees only what was set before it; an optional source that is missing leaves an earlier value alone.
 * @see k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go makeEnvironmentVariables
 */
export function declaredEnv(scope: ContainerScope, services: ReadonlyMap<string, ResolvedEnv>): DeclaredEnv {
  const doubtful = { prefixes: [], names: new Set<string>() };
  const collection: Collection = { scope, services, list: variableList(), omittedSecrets: [], doubtful };
  scope.container.envFrom?.forEach((source, index) => {
    addSource(source, index, collection);
  });
  const own = new Map<string, number>();
  scope.container.env?.forEach((variable, index) => {
    const { name = '' } = variable;
    const first = own.get(name);
    const before = collection.list.all.get(name);
    own.set(name, index);
    addVariable(variable, index, collection);
    // An optional value that is missing, or one that is wrong, leaves the earlier one in force.
    if (first !== undefined && collection.list.all.get(name) !== before) reportDuplicate(name, first, index, scope);
  });
  addCompletionIndex(own, collection);
  const { list, omittedSecrets } = collection;
  return { variables: list.all, omittedSecrets, isDoubtful: (name) => isDoubtful(name, collection) };
}

function isDoubtful(name: string, { doubtful }: Collection): boolean {
  return doubtful.names.has(name) || doubtful.prefixes.some((prefix) => name.startsWith(prefix));
}

/** One entry of `envFrom`. */
function addSource(source: Kubernetes<'EnvFromSource'>, index: number, collection: Collection): void {
  const { scope, doubtful } = collection;
  const kinds = ['configMapRef', 'secretRef'] as const;
  const found = kinds.filter((kind) => source[kind] !== undefined);
  const { prefix = '' } = source;
  if (prefix !== '' && !isEnvName(prefix)) {
    scope.report('invalid-env-name', atScope(scope, 'envFrom', index, 'prefix'), { field: 'prefix', name: prefix });
  }
  const [kind] = found;
  if (kind === undefined || found.length > 1) {
    scope.report('env-source-count', atScope(scope, 'envFrom', index), { field: 'envFrom', found, allowed: kinds });
    doubtful.prefixes.push(prefix);
    return;
  }
  const { name = '', optional = false } = source[kind] ?? {};
  const at = atScope(scope, 'envFrom', index, kind, 'name');
  if (name === '') scope.report('env-source-name', at, { field: `${kind}.name` });
  const read = name !== '' && (kind === 'configMapRef' ? addConfigMap : addSecret)({ name, optional, prefix, at }, collection);
  if (!read && !optional) doubtful.prefixes.push(prefix);
}

interface EnvFromRef {
  readonly name: string;
  readonly optional: boolean;
  readonly prefix: string;
  readonly at: Anchor;
}

/** Whether the ConfigMap was read. */
function addConfigMap({ name, optional, prefix, at }: EnvFromRef, { list, scope }: Collection): boolean {
  const object = requireObject(scope.pod.lookup, 'ConfigMap', name, at, { optional, owner: scope.pod }, scope.report);
  if (object) addKeys(configMapEntries(object), object.manifest, prefix, { secret: false, omitted: false }, list);
  return object !== undefined;
}

/** Whether the Secret was read. With `--secrets omit` it need not be there. */
function addSecret({ name, optional, prefix, at }: EnvFromRef, { list, scope, omittedSecrets }: Collection): boolean {
  const { lookup, options, namespace } = scope.pod;
  const omitted = options.secrets === 'omit';
  if (omitted && lookup.find('Secret', name).status !== 'found') {
    omittedSecrets.push(`Secret ${namespace}/${name}`);
    return false;
  }
  const object = requireObject(lookup, 'Secret', name, at, { optional, owner: scope.pod }, scope.report);
  if (object) addKeys(secretEntries(object), object.manifest, prefix, { secret: true, omitted }, list);
  return object !== undefined;
}

function addKeys(
  entries: ReadonlyMap<string, ConfigEntry>,
  manifest: Manifest,
  prefix: string,
  kind: { readonly secret: boolean; readonly omitted: boolean },
  list: VariableList,
): void {
  const description = describeObject(manifest);
  for (const [key, { value, binary, at }] of entries) {
    if (!binary) list.set(prefix + key, { value: kind.omitted ? '' : value, from: { kind: 'field', at, description }, ...kind });
  }
}

/** One entry of `env`. */
function addVariable(variable: EnvVar, index: number, collection: Collection): void {
  const { scope, list, services, doubtful } = collection;
  const { name = '', value = '', valueFrom } = variable;
  const path = ['env', index] as const;
  if (!isEnvName(name)) {
    scope.report('invalid-env-name', atScope(scope, ...path, 'name'), { field: 'name', name });
    doubtful.names.add(name);
    return;
  }
  if (value !== '' && valueFrom) {
    scope.report('env-value-and-source', atScope(scope, ...path, 'valueFrom'), { name });
    doubtful.names.add(name);
    return;
  }
  if (value === '' && valueFrom) {
    const source = sourceValue(variable, valueFrom, [...path, 'valueFrom'], scope);
    if (source) list.set(name, source);
    else if (!isOptional(valueFrom)) doubtful.names.add(name);
    return;
  }
  const at = atScope(scope, ...path, 'value');
  const expanded = expandWith(value, list.all, services);
  reportExpansion(name, expanded, at, collection);
  const omitted = expanded.omitted.length > 0;
  const secret = expanded.secret || omitted;
  list.set(name, { value: omitted ? '' : expanded.text, from: { kind: 'field', at }, secret, omitted });
}

function isOptional({ configMapKeyRef, secretKeyRef, fileKeyRef }: EnvVarSource): boolean {
  return [configMapKeyRef, secretKeyRef, fileKeyRef].some((ref) => ref?.optional === true);
}

/** Names that someone may have meant as a variable; the rest of what stands in `$(…)` is for a shell. */
const plausibleName = /^[-._a-zA-Z0-9]+$/;

function reportExpansion(name: string, expanded: ExpandedText, at: Anchor, collection: Collection): void {
  const { report } = collection.scope;
  if (expanded.unresolved.length === 0 && !expanded.spoilt) return;
  const unresolved = [...new Set(expanded.unresolved)];
  const names = unresolved.filter((reference) => plausibleName.test(reference) && !isDoubtful(reference, collection));
  if (names.length > 0) report('env-unresolved-ref', at, { field: name, names }, helpFor(names));
  if (expanded.spoilt) report('env-dollar-non-ascii', at, { field: name });
}

/** A remedy for references that are unresolved for a reason. */
export function helpFor(names: readonly string[]): { readonly help?: string } {
  if (names.some((name) => /^KUBERNETES_(?:SERVICE|PORT)_?/.test(name)))
    return { help: 'there is no API server on this machine to connect to' };
  if (names.some((name) => /_(?:SERVICE_HOST|SERVICE_PORT|PORT_\d+_(?:TCP|UDP|SCTP)_ADDR)$/.test(name))) {
    return { help: 'set translate.serviceEnv to have the variables of Services that carry a clusterIP' };
  }
  return {};
}

function reportDuplicate(name: string, first: number, index: number, scope: ContainerScope): void {
  const related = [{ message: 'first declared here', at: atScope(scope, 'env', first, 'name') }];
  scope.report('duplicate-env', atScope(scope, 'env', index, 'name'), { name, container: scope.name }, { related });
}

/** The controller of an indexed Job adds the index to containers that do not set it themselves. */
function addCompletionIndex(own: ReadonlyMap<string, number>, { list, scope }: Collection): void {
  const index = completionIndex(scope.pod);
  const name = 'JOB_COMPLETION_INDEX';
  if (index === undefined || own.has(name)) return;
  const description = `annotation ${completionIndexKey} of the Job controller`;
  list.set(name, { value: String(index), from: { kind: 'default', description }, secret: false, omitted: false });
}

/** Printable ASCII without `=`, at least one character. @see k8s.io/apimachinery IsRelaxedEnvVarName */
function isEnvName(name: string): boolean {
  return /^[\x20-\x3c\x3e-\x7e]+$/.test(name);
}
