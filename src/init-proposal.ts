import { type Collection, collectManifests } from './collect-manifests.ts';
import { workloadKindOf } from './decode/kinds.ts';
import { type Diagnostic, place } from './diagnostics/diagnostic.ts';
import { type FileHost, isFailure } from './load/host.ts';
import { byCodeUnit } from './model/by-code-unit.ts';
import { directoryOf } from './model/paths.ts';

/** What `init` found and would configure. Paths are relative to the directory that was looked at. */
export interface InitProposal {
  readonly inputs: readonly string[];
  /** LinuxKit files with a kernel, to check against. */
  readonly base: readonly string[];
  /** gitignore patterns of what no run can read, with the reason. */
  readonly ignore: readonly { readonly pattern: string; readonly reason: string }[];
  /** Documents of workload kinds. */
  readonly workloads: number;
  /** Files that hold Kubernetes objects. */
  readonly files: number;
  /** Kustomizations that no other one uses. */
  readonly kustomizations: readonly string[];
  /** An image lock is there already. */
  readonly hasLock: boolean;
}

/** More inputs than these say less than the directory itself. */
const mostInputs = 8;

/** Looks at a directory as `generate` would and proposes a configuration. */
export async function proposeConfiguration(host: FileHost, out: string, lockFile: string): Promise<InitProposal> {
  const { value: collection, diagnostics } = await collectManifests({ inputs: ['.'], ignore: [], excluded: [out] }, host);
  const { manifests } = collection;
  const files = new Set(manifests.flatMap(({ sources }) => sources));
  const kustomizations = new Set(manifests.flatMap(({ bundle }) => (bundle.root === '' ? [] : [bundle.root])));
  const directories = [...files].map(directoryOf);
  return {
    inputs: inputsOf([...directories, ...[...kustomizations].map((root) => (root === '.' ? '' : root))]),
    base: basesOf(collection),
    ignore: unreadable(diagnostics, new Set(collection.kustomizations.flatMap((root) => root.files)), host),
    workloads: manifests.filter((manifest) => workloadKindOf(manifest) !== undefined).length,
    files: files.size,
    kustomizations: [...kustomizations].sort(),
    hasLock: !isFailure(host.stat(lockFile)),
  };
}

/** The deepest directory for each top one, unless manifests lie at the top or there are too many. */
function inputsOf(directories: readonly string[]): readonly string[] {
  const tops = new Map<string, readonly string[]>();
  for (const directory of new Set(directories)) {
    const parts = directory === '' ? [] : directory.split('/');
    const [top] = parts;
    // Outside of the directory: a kustomization may use what lies beside it.
    if (top === '..') continue;
    if (top === undefined) return ['.'];
    const known = tops.get(top);
    tops.set(top, known ? commonStart(known, parts) : parts);
  }
  if (tops.size === 0 || tops.size > mostInputs) return ['.'];
  return [...tops.values()].map((parts) => parts.join('/')).sort();
}

function commonStart(a: readonly string[], b: readonly string[]): readonly string[] {
  const end = a.findIndex((part, index) => part !== b[index]);
  return end === -1 ? a : a.slice(0, end);
}

/** Files with the two keys that only a bootable LinuxKit file has. */
function basesOf({ files }: Collection): readonly string[] {
  return files
    .filter(({ text }) => /^kernel:/m.test(text) && /^init:/m.test(text))
    .map(({ path }) => path)
    .sort();
}

/**
 * Templates cannot be read before something renders them: a chart's folder, or the file itself.
 *
 * @param rendered files of kustomizations, which are read whether they are ignored or not
 */
function unreadable(diagnostics: readonly Diagnostic[], rendered: ReadonlySet<string>, host: FileHost): InitProposal['ignore'] {
  const patterns = new Map<string, string>();
  for (const { code, at } of diagnostics) {
    const file = code === 'template-not-rendered' ? place(at)?.file : undefined;
    if (file === undefined || file.startsWith('..') || rendered.has(file)) continue;
    const chart = chartOf(file, host);
    if (chart === undefined) patterns.set(`/${file}`, 'a template that something else renders');
    else patterns.set(chart === '' ? '/templates/' : `/${chart}/templates/`, 'a Helm chart; render it with helm template');
  }
  return [...patterns].map(([pattern, reason]) => ({ pattern, reason })).sort((a, b) => byCodeUnit(a.pattern, b.pattern));
}

/** The chart that a file is a template of. */
function chartOf(file: string, host: FileHost): string | undefined {
  const parts = file.split('/');
  const at = parts.lastIndexOf('templates', parts.length - 2);
  const chart = parts.slice(0, Math.max(at, 0)).join('/');
  return at !== -1 && !isFailure(host.stat(chart === '' ? 'Chart.yaml' : `${chart}/Chart.yaml`)) ? chart : undefined;
}
