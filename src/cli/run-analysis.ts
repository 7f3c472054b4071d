import {
  type AnalyseRequest,
  type Analysis,
  analyse,
  collector,
  type Diagnostic,
  type ImageLock,
  isFailure,
  matchesWorkload,
  nodeHost,
  parseLock,
  readBases,
  reportUnusedVolumes,
  settleDiagnostics,
  shown,
  similarWorkloads,
  workloadNames,
} from '../index.ts';
import { analysisProgress } from './progress.ts';
import { plural } from './render/text.ts';
import type { Settings } from './settings.ts';
import { type Terminal, type UsageProblem, usageProblem } from './terminal.ts';

/** The analysis of what the settings name, and the findings of the lock file. */
export interface AnalysisRun {
  readonly analysis: Analysis;
  readonly diagnostics: readonly Diagnostic[];
  /** The lock that was read, as `sources` of the index name it. */
  readonly lockFile: string | undefined;
  readonly lock: ImageLock | undefined;
}

/** Reads the lock and the inputs and analyses them: the first half of nearly every command. */
export async function runAnalysis(
  settings: Settings,
  inputs: readonly string[],
  terminal: Terminal,
  { keep, changed }: Pick<AnalyseRequest, 'keep' | 'changed'> = {},
): Promise<AnalysisRun | UsageProblem> {
  const host = nodeHost(terminal.cwd);
  const lock = readLock(settings, host);
  if ('usage' in lock) return lock;
  const lacking = lackingBase(settings, host);
  if (lacking) return lacking;
  const { diagnostics, report } = collector();
  const bases = await readBases(settings.base, host, report);
  const request: AnalyseRequest = {
    inputs,
    stdin: inputs.includes('-') ? await terminal.readStdin() : undefined,
    ignore: settings.ignore,
    excluded: [settings.out],
    kustomize: settings.kustomize,
    program: settings.kustomize === 'native' || settings.kustomize === 'off' ? undefined : (await import('./run-program.ts')).runProgram,
    namespace: settings.namespace,
    workloads: settings.workloads,
    lock: lock.lock ? { file: lock.file, lock: lock.lock } : undefined,
    lockUnusable: lock.diagnostics.length > 0,
    translate: settings.translate,
    bases,
    standalone: settings.standalone,
    keep,
    changed,
    severities: { byCode: settings.severities, strict: settings.strict },
  };
  const progress = analysisProgress(terminal, settings);
  const analysis = await analyse({ ...request, progress: progress.show }, host);
  progress.clear();
  const unmatched = unmatchedWorkload(analysis, settings);
  if (unmatched) return unmatched;
  const unused = reportUnusedVolumes(analysis, Object.keys(settings.translate.volumes));
  return {
    analysis,
    diagnostics: settleDiagnostics([...lock.diagnostics, ...diagnostics, ...unused], request.severities),
    lockFile: lock.lock ? lock.file : undefined,
    lock: lock.lock,
  };
}

/** A pattern that selects nothing is misspelt, unless a file that could not be read may hold what it means. */
export function unmatchedWorkload(analysis: Analysis, { workloads, namespace }: Settings): UsageProblem | undefined {
  if (workloads.length === 0 || isBroken(analysis) || analysis.workloads.length === 0) return undefined;
  const none = workloads.find((pattern) => !analysis.workloads.some(({ manifest }) => matchesWorkload(manifest, [pattern], namespace)));
  if (none === undefined) return undefined;
  const names = workloadNames(analysis, namespace);
  const similar = similarWorkloads(none, names);
  const problem = `--workload ${none} selects nothing among ${plural(analysis.workloads.length, 'workload')}`;
  if (similar.length > 0) return usageProblem(problem, `did you mean ${similar.join(', ')}?`);
  const more = names.length > mostNames ? [`and ${names.length - mostNames} more`] : [];
  return usageProblem(`${problem}:\n${[...names.slice(0, mostNames), ...more].map((name) => `  ${name}`).join('\n')}`);
}

/** Something could not be read that may hold what is meant; templates hold nothing, also where --strict makes errors of their findings. */
function isBroken({ loadDiagnostics }: Analysis): boolean {
  return loadDiagnostics.some(({ severity, code }) => severity === 'error' && code !== 'template-not-rendered');
}

/** Most workloads that a message names. */
const mostNames = 20;

function lackingBase({ base }: Settings, host: ReturnType<typeof nodeHost>): UsageProblem | undefined {
  for (const file of base) {
    const found = host.stat(file);
    if (isFailure(found)) return usageProblem(`cannot read the base file ${shown(file, host)}: ${found.message}`);
  }
  return undefined;
}

interface LockRead {
  readonly file: string;
  readonly lock: ImageLock | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

function readLock(settings: Settings, host: ReturnType<typeof nodeHost>): LockRead | UsageProblem {
  const file = shown(settings.lockFile, host);
  const bytes = host.read(settings.lockFile);
  if (isFailure(bytes)) {
    if (bytes.failure === 'missing' && !settings.lockNamed) return { file, lock: undefined, diagnostics: [] };
    return usageProblem(
      `cannot read the lock ${file}: ${bytes.message}`,
      `run podspec2linuxkit lock --lock ${file} --from registry to make one`,
    );
  }
  const { diagnostics, report } = collector();
  const lock = parseLock(new TextDecoder().decode(bytes), file, report);
  return { file, lock, diagnostics };
}
