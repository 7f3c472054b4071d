import type { Anchor } from '../diagnostics/diagnostic.ts';
import { requireObject } from '../graph/require.ts';
import type { EnvVar, Kubernetes } from '../model/kubernetes.ts';
import { describeObject, type Manifest } from '../model/manifest.ts';
import type { ResolvedEnv } from '../model/resolved-pod.ts';
import { atScope, type ContainerScope } from './container-scope.ts';
import { sourceValue } from './env-source.ts';
import { completionIndex, completionIndexKey } from './identity.ts';
import { type ConfigEntry, configMapEntries, secretEntries } from './object-data.ts';
import { expandWith, type Variable, type VariableList, variableList } from './variables.ts';

/** Variables by name, in the order of their first declaration. */
export type Variables = ReadonlyMap<string, Variable>;

/** What a pod gives one container, before the image's own variables. */
export interface DeclaredEnv {
  readonly variables: Variables;
  /** Secrets that `--secrets omit` leaves out whole, so that not even the names are known: `Secret default/db`. */
  readonly omittedSecrets: readonly string[];
}

/**
 * The variables that `envFrom` and `env` give a container, by the kubelet's rules: `envFrom` in order, then `env` in order; the last
 * value of a name wins; `$(NAME)` sees only what was set before it; an optional source that is missing leaves an earlier value alone.
 * @see k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go makeEnvironmentVariables
 */
export function declaredEnv(scope: ContainerScope, services: ReadonlyMap<string, ResolvedEnv>): DeclaredEnv {
  const list = variableList();
  const omittedSecrets: string[] = [];
  for (const [index, source] of (scope.container.envFrom ?? []).entries()) {
    const omitted = addSource(source, index, list, scope);
    if (omitted !== undefined) omittedSecrets.push(omitted);
  }
  const own = new Map<string, number>();
  for (const [index, variable] of (scope.container.env ?? []).entries()) {
    const { name = '' } = variable;
    if (own.has(name)) reportDuplicate(name, own.get(name) ?? 0, index, scope);
    own.set(name, index);
    addVariable(variable, index, list, services, scope);
  }
  addCompletionIndex(own, list, scope);
  return { variables: list.all, omittedSecrets };
}

/** One entry of `envFrom`. Returns the Secret whose keys are unknown because Secrets are left out. */
function addSource(source: Kubernetes<'EnvFromSource'>, index: number, list: VariableList, scope: ContainerScope): string | undefined {
  const kinds = ['configMapRef', 'secretRef'] as const;
  const found = kinds.filter((kind) => source[kind] !== undefined);
  const [kind] = found;
  if (kind === undefined || found.length > 1) {
    scope.report('env-source-count', atScope(scope, 'envFrom', index), { field: 'envFrom', found, allowed: kinds });
    return undefined;
  }
  const { prefix = '' } = source;
  if (prefix !== '' && !isEnvName(prefix)) {
    scope.report('invalid-env-name', atScope(scope, 'envFrom', index, 'prefix'), { field: 'prefix', name: prefix });
  }
  const { name = '', optional = false } = source[kind] ?? {};
  const at = atScope(scope, 'envFrom', index, kind, 'name');
  if (name === '') {
    scope.report('env-source-name', at, { field: `${kind}.name` });
    return undefined;
  }
  return kind === 'configMapRef'
    ? addConfigMap(name, optional, prefix, at, list, scope)
    : addSecret(name, optional, prefix, at, list, scope);
}

function addConfigMap(name: string, optional: boolean, prefix: string, at: Anchor, list: VariableList, scope: ContainerScope): undefined {
  const object = requireObject(scope.pod.lookup, 'ConfigMap', name, at, { optional, owner: scope.pod }, scope.report);
  if (object) addKeys(configMapEntries(object), object.manifest, prefix, { secret: false, omitted: false }, list);
}

function addSecret(
  name: string,
  optional: boolean,
  prefix: string,
  at: Anchor,
  list: VariableList,
  scope: ContainerScope,
): string | undefined {
  const { lookup, options, namespace } = scope.pod;
  const omitted = options.secrets === 'omit';
  if (omitted && lookup.find('Secret', name).status !== 'found') return `Secret ${namespace}/${name}`;
  const object = requireObject(lookup, 'Secret', name, at, { optional, owner: scope.pod }, scope.report);
  if (object) addKeys(secretEntries(object), object.manifest, prefix, { secret: true, omitted }, list);
  return undefined;
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
    if (binary) continue;
    list.set(prefix + key, {
      value: kind.omitted ? '' : value,
      from: { kind: 'field', at, description },
      ...kind,
    });
  }
}

/** One entry of `env`. */
function addVariable(
  variable: EnvVar,
  index: number,
  list: VariableList,
  services: ReadonlyMap<string, ResolvedEnv>,
  scope: ContainerScope,
): void {
  const { name = '', value = '', valueFrom } = variable;
  const path = ['env', index] as const;
  if (!isEnvName(name)) scope.report('invalid-env-name', atScope(scope, ...path, 'name'), { field: 'name', name });
  if (value !== '' && valueFrom) {
    scope.report('env-value-and-source', atScope(scope, ...path, 'valueFrom'), { name });
    return;
  }
  if (value === '' && valueFrom) {
    const source = sourceValue(variable, valueFrom, [...path, 'valueFrom'], scope);
    if (source) list.set(name, source);
    return;
  }
  const at = atScope(scope, ...path, 'value');
  const expanded = expandWith(value, list.all, services);
  reportExpansion(name, expanded, at, scope);
  const omitted = expanded.omitted.length > 0;
  const secret = expanded.secret || omitted;
  list.set(name, { value: omitted ? '' : expanded.text, from: { kind: 'field', at }, secret, omitted });
}

/** Names that someone may have meant as a variable; the rest of what stands in `$(…)` is for a shell. */
const plausibleName = /^[-._a-zA-Z0-9]+$/;

function reportExpansion(name: string, expanded: ReturnType<typeof expandWith>, at: Anchor, { report }: ContainerScope): void {
  const names = [...new Set(expanded.unresolved)].filter((unresolved) => plausibleName.test(unresolved));
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
function addCompletionIndex(own: ReadonlyMap<string, number>, list: VariableList, { pod }: ContainerScope): void {
  const index = completionIndex(pod);
  const name = 'JOB_COMPLETION_INDEX';
  if (index === undefined || own.has(name)) return;
  const description = `annotation ${completionIndexKey} of the Job controller`;
  list.set(name, { value: String(index), from: { kind: 'default', description }, secret: false, omitted: false });
}

/** Printable ASCII without `=`, at least one character. @see k8s.io/apimachinery IsRelaxedEnvVarName */
export function isEnvName(name: string): boolean {
  return /^[\x20-\x3c\x3e-\x7e]+$/.test(name);
}
