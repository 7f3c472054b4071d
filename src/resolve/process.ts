import type { Text } from '../model/linuxkit.ts';
import type { ResolvedEnv, ResolvedImage } from '../model/resolved-pod.ts';
import { atScope, type ContainerScope } from './container-scope.ts';
import { helpFor } from './declared-env.ts';
import type { ContainerEnv } from './env.ts';
import { longestArgument } from './expansion.ts';
import { expandWith, kernelProblem } from './variables.ts';

/** What `$(NAME)` sees. */
type VisibleEnv = Pick<ContainerEnv, 'declared' | 'isDoubtful'>;

export interface ResolvedCommand {
  /** The argv; undefined: the image's ENTRYPOINT and CMD stay in force, because they are not known. */
  readonly argv: readonly Text[] | undefined;
  /** A value out of a Secret went into it. */
  readonly secret: boolean;
}

/**
 * The argv of a container. `command` replaces ENTRYPOINT and CMD, `args` replaces CMD; an empty list is as good as none. `$(NAME)` is
 * replaced in both by what the pod declares, never in what the image says.
 * @see github.com/containerd/containerd internal/cri/opts WithProcessArgs
 */
export function resolveCommand(scope: ContainerScope, image: ResolvedImage, env: VisibleEnv): ResolvedCommand {
  const command = expandAll('command', scope, env);
  const args = expandAll('args', scope, env);
  const secret = command.secret || args.secret;
  if (command.argv.length > 0) {
    if (command.argv[0] === '') scope.report('empty-command', atScope(scope, 'command', 0), { container: scope.name });
    return { argv: [...command.argv, ...args.argv], secret };
  }
  const { config } = image;
  if (!config) {
    // An image that is missing is reported there.
    if (args.argv.length > 0 && image.normalised !== '')
      scope.report('entrypoint-unknown', atScope(scope, 'args'), { container: scope.name, image: image.normalised });
    return { argv: undefined, secret: false };
  }
  // Docker writes [""] for an ENTRYPOINT that was reset.
  const entrypoint = config.entrypoint.length === 1 && config.entrypoint[0] === '' ? [] : config.entrypoint;
  const argv = [...entrypoint, ...(args.argv.length > 0 ? args.argv : config.cmd)];
  if (argv.length === 0) {
    scope.report('no-command', atScope(scope, 'image'), { container: scope.name, image: image.normalised });
    return { argv: undefined, secret: false };
  }
  return { argv, secret };
}

/** A name that the author probably meant as a variable. Lower-case ones are commands of a shell: `$(date)`, `$(hostname)`. */
const variableName = /^[A-Z_][A-Z0-9_]*$/;

const noServices: ReadonlyMap<string, ResolvedEnv> = new Map();

/** An argument with nothing to replace that the kernel takes as it is. */
function isPlain(text: string): boolean {
  return !text.includes('$') && kernelProblem(text, 0) === undefined;
}

function expandAll(field: 'command' | 'args', scope: ContainerScope, { declared, isDoubtful }: VisibleEnv) {
  const argv: Text[] = [];
  let secret = false;
  for (const [index, text] of (scope.container[field] ?? []).entries()) {
    if (isPlain(text)) {
      argv.push(text);
      continue;
    }
    const at = atScope(scope, field, index);
    const name = `${field}[${index}]`;
    const expanded = expandWith(text, declared, noServices);
    const names = [...new Set(expanded.unresolved)].filter((reference) => variableName.test(reference) && !isDoubtful(reference));
    if (names.length > 0) scope.report('env-unresolved-ref', at, { field: name, names }, helpFor(names));
    if (expanded.omitted.length > 0) scope.report('secret-argument-omitted', at, { field: name, names: [...new Set(expanded.omitted)] });
    if (expanded.spoilt) scope.report('env-dollar-non-ascii', at, { field: name });
    const problem = kernelProblem(expanded.text, 0);
    if (problem === 'nul') scope.report('env-nul', at, { name });
    if (problem === 'too-long') scope.report('env-too-long', at, { name, limit: longestArgument });
    argv.push(expanded.text);
    secret ||= expanded.secret;
  }
  return { argv, secret };
}

/** The working directory: of the container, of the image, `/`; undefined when LinuxKit must take it from an image that is not known. */
export function resolveWorkingDirectory(scope: ContainerScope, image: ResolvedImage): string | undefined {
  const { workingDir } = scope.container;
  if (!workingDir) return image.config && (image.config.workingDir || '/');
  if (!workingDir.startsWith('/')) scope.report('working-dir-relative', atScope(scope, 'workingDir'), { workingDir });
  return workingDir;
}
