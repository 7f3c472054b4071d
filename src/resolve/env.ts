import type { LockedPlatform } from '../model/image-lock.ts';
import type { Provenance, ResolvedEnv, ResolvedImage } from '../model/resolved-pod.ts';
import { atScope, type ContainerScope } from './container-scope.ts';
import { type DeclaredEnv, declaredEnv, type Variables } from './declared-env.ts';
import { longestArgument } from './expansion.ts';
import { kernelHostname } from './identity.ts';
import { serviceEnv } from './service-env.ts';
import { kernelProblem } from './variables.ts';

/** PATH of containers whose image sets none (containerd, `defaultUnixEnv`). */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The environment of one container. */
export interface ContainerEnv {
  /** The complete list; undefined when the image's own environment must stay, because it is not known and nothing is added to it. */
  readonly list: readonly ResolvedEnv[] | undefined;
  /** What the pod declares, with the variables of Services: what `$(NAME)` sees in command, args and subPathExpr. */
  readonly declared: Variables;
  /** Whether a name that is not declared may be one of a source that could not be read. */
  readonly isDoubtful: (name: string) => boolean;
}

/**
 * The environment as the container gets it: PATH, TERM beside a tty, HOSTNAME and the image's variables, then what the pod declares.
 * A name that is declared again keeps its position (containerd, `replaceOrAppendEnvValues`), so the order is that of the first mention.
 */
export function resolveEnv(scope: ContainerScope, image: ResolvedImage): ContainerEnv {
  const services = serviceEnv(scope.pod);
  const own = declaredEnv(scope, services);
  const declared = services.size === 0 ? own.variables : withServices(own.variables, services);
  checkDeclared(own.variables, scope);
  reportOmitted(own, scope);
  const result = imageEnv(image.config, scope);
  let isEmpty = true;
  for (const { name, value, from, secret, overrode, omitted } of declared.values()) {
    if (omitted) continue;
    isEmpty = false;
    const before = result.get(name);
    result.set(name, { name, value, from, secret, overrode: before ? [before.from, ...overrode] : overrode });
  }
  return { list: !image.config && isEmpty ? undefined : [...result.values()], declared, isDoubtful: own.isDoubtful };
}

function withServices(own: Variables, services: ReadonlyMap<string, ResolvedEnv>): Variables {
  const all = new Map(own);
  for (const [name, variable] of services) if (!all.has(name)) all.set(name, { ...variable, omitted: false });
  return all;
}

/** What a container has without the pod's help. An entry of the image without `=` removes the name. */
function imageEnv(config: LockedPlatform | undefined, { container, pod }: ContainerScope): Map<string, ResolvedEnv> {
  const result = new Map<string, ResolvedEnv>();
  const add = (name: string, value: string, from: Provenance): void => {
    const before = result.get(name);
    result.set(name, { name, value, from, secret: false, overrode: before ? [...before.overrode, before.from] : [] });
  };
  add('PATH', defaultPath, { kind: 'default', description: 'PATH of the container runtime' });
  // containerd does so for every terminal (`oci.WithTTY`); programs look at it before they ask whether there is one.
  if (container.tty) add('TERM', 'xterm', { kind: 'default', description: 'terminal of a container with tty' });
  add('HOSTNAME', kernelHostname(pod), { kind: 'default', description: 'host name of the pod' });
  for (const entry of config?.env ?? []) {
    const equals = entry.indexOf('=');
    if (equals === -1) result.delete(entry);
    else add(entry.slice(0, equals), entry.slice(equals + 1), { kind: 'image' });
  }
  return result;
}

/** Names that a shell can use. */
const cIdentifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What the kernel or a shell does with the declared variables. */
function checkDeclared(variables: Variables, scope: ContainerScope): void {
  let known: ReadonlyMap<string, number> | undefined;
  const indexes = () => {
    known ??= new Map((scope.container.env ?? []).map(({ name = '' }, index) => [name, index]));
    return known;
  };
  const hidden: string[] = [];
  for (const variable of variables.values()) {
    const { name, value, omitted } = variable;
    if (!cIdentifier.test(name)) hidden.push(name);
    if (omitted) continue;
    const problem = kernelProblem(value, Buffer.byteLength(name) + 1);
    if (problem === undefined && typeof value === 'string') continue;
    const index = indexes().get(name);
    // In the workload, whatever object the value stands in: that one is right for other uses.
    const at = index === undefined ? atScope(scope, 'envFrom') : atScope(scope, 'env', index);
    if (problem === 'nul') scope.report('env-nul', at, { name });
    if (problem === 'too-long') scope.report('env-too-long', at, { name, limit: longestArgument });
    if (typeof value !== 'string') scope.report('env-non-utf8', at, { name });
  }
  if (hidden.length === 0) return;
  const field = hidden.some((name) => indexes().has(name)) ? 'env' : 'envFrom';
  scope.report('env-name-not-c-identifier', atScope(scope, field), { names: hidden, container: scope.name });
}

/** With `--secrets omit`: which variables the machine must be given in another way. */
function reportOmitted({ variables, omittedSecrets }: DeclaredEnv, scope: ContainerScope): void {
  if (scope.pod.options.secrets !== 'omit') return;
  const omitted = [...variables.values()].filter((variable) => variable.omitted);
  if (omitted.length + omittedSecrets.length === 0) return;
  const described = omitted.flatMap(({ from }) => (from.kind === 'field' && from.description !== undefined ? [from.description] : []));
  const sources = [...new Set([...described, ...omittedSecrets])];
  const names = omitted.map(({ name }) => name);
  scope.report('secret-omitted', atScope(scope, names.length === 0 ? 'envFrom' : 'env'), { container: scope.name, names, sources });
}
