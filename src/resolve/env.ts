import type { LockedPlatform } from '../model/image-lock.ts';
import type { PodContext, Provenance, ResolvedEnv, ResolvedImage } from '../model/resolved-pod.ts';
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
 * The environment as the container gets it: PATH, HOSTNAME and the image's variables, then what the pod declares. A name that is
 * declared again keeps its position (containerd, `replaceOrAppendEnvValues`), so the order is that of the first mention.
 */
export function resolveEnv(scope: ContainerScope, image: ResolvedImage): ContainerEnv {
  const services = new Map(serviceEnv(scope.pod).map((variable) => [variable.name, variable]));
  const own = declaredEnv(scope, services);
  const declared = new Map(own.variables);
  for (const [name, variable] of services) if (!declared.has(name)) declared.set(name, { ...variable, omitted: false });
  checkDeclared(own.variables, scope);
  reportOmitted(own, scope);
  const given = [...declared.values()].filter(({ omitted }) => !omitted);
  if (!image.config && given.length === 0) return { list: undefined, declared, isDoubtful: own.isDoubtful };
  const result = imageEnv(image.config, scope.pod);
  for (const { omitted: _, ...variable } of given) {
    const before = result.get(variable.name);
    result.set(variable.name, before ? { ...variable, overrode: [before.from, ...variable.overrode] } : variable);
  }
  return { list: [...result.values()], declared, isDoubtful: own.isDoubtful };
}

/** What a container has without the pod's help. An entry of the image without `=` removes the name. */
function imageEnv(config: LockedPlatform | undefined, pod: PodContext): Map<string, ResolvedEnv> {
  const result = new Map<string, ResolvedEnv>();
  const add = (name: string, value: string, from: Provenance): void => {
    const before = result.get(name);
    result.set(name, { name, value, from, secret: false, overrode: before ? [...before.overrode, before.from] : [] });
  };
  add('PATH', defaultPath, { kind: 'default', description: 'PATH of the container runtime' });
  add('HOSTNAME', kernelHostname(pod), { kind: 'default', description: 'host name of the pod' });
  for (const entry of config?.env ?? []) {
    const equals = entry.indexOf('=');
    if (equals === -1) result.delete(entry);
    else add(entry.slice(0, equals), entry.slice(equals + 1), { kind: 'image' });
  }
  return result;
}

/** What the kernel or a shell does with the declared variables. */
function checkDeclared(variables: Variables, scope: ContainerScope): void {
  const indexes = new Map((scope.container.env ?? []).map(({ name = '' }, index) => [name, index]));
  const hidden: string[] = [];
  for (const variable of variables.values()) {
    const { name, value, omitted } = variable;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) hidden.push(name);
    if (omitted) continue;
    const problem = kernelProblem(value, Buffer.byteLength(name) + 1);
    if (problem === undefined && typeof value === 'string') continue;
    const index = indexes.get(name);
    // In the workload, whatever object the value stands in: that one is right for other uses.
    const at = index === undefined ? atScope(scope, 'envFrom') : atScope(scope, 'env', index);
    if (problem === 'nul') scope.report('env-nul', at, { name });
    if (problem === 'too-long') scope.report('env-too-long', at, { name, limit: longestArgument });
    if (typeof value !== 'string') scope.report('env-non-utf8', at, { name });
  }
  if (hidden.length === 0) return;
  const field = hidden.some((name) => indexes.has(name)) ? 'env' : 'envFrom';
  scope.report('env-name-not-c-identifier', atScope(scope, field), { names: hidden, container: scope.name });
}

/** With `--secrets omit`: which variables the machine must be given in another way. */
function reportOmitted({ variables, omittedSecrets }: DeclaredEnv, scope: ContainerScope): void {
  const omitted = [...variables.values()].filter((variable) => variable.omitted);
  if (omitted.length + omittedSecrets.length === 0) return;
  const described = omitted.flatMap(({ from }) => (from.kind === 'field' && from.description !== undefined ? [from.description] : []));
  const sources = [...new Set([...described, ...omittedSecrets])];
  const names = omitted.map(({ name }) => name);
  scope.report('secret-omitted', atScope(scope, names.length === 0 ? 'envFrom' : 'env'), { container: scope.name, names, sources });
}
