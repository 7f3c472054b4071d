import { resolve } from 'node:path';
import {
  type Analysis,
  checkLock,
  collector,
  type Diagnostic,
  emptyLock,
  hasErrors,
  type ImageLock,
  imageSourceProblem,
  imageUses,
  type LockRequest,
  type LockServices,
  mayHideImages,
  normalisePlatform,
  place,
  reportOf,
  settleDiagnostics,
  updateLock,
  writeLock,
} from '../../index.ts';
import type { Invocation } from '../command.ts';
import { deliver } from '../deliver.ts';
import { exitCode } from '../exit-code.ts';
import { lockProgress } from '../lock-progress.ts';
import { holdsNothing, nothingFound } from '../nothing-found.ts';
import { renderLockChanges } from '../render/lock-changes.ts';
import { runAnalysis } from '../run-analysis.ts';
import type { Settings } from '../settings.ts';
import type { ExitCode, Terminal, UsageProblem } from '../terminal.ts';
import { usageProblem } from '../terminal.ts';

/** Writes, checks or lists the images that the workloads use. */
export async function lock({ settings, own, terminal }: Invocation): Promise<ExitCode | UsageProblem> {
  const platforms = settings.platforms.map(normalisePlatform);
  const wrong = platforms.indexOf(undefined);
  if (wrong !== -1) return usageProblem(`--platform is "${settings.platforms[wrong]}", expected a platform such as linux/amd64`);
  if (settings.inputs.includes('-') && settings.lockSources.includes('docker-inspect:-')) {
    return usageProblem('standard input cannot be both manifests and the output of docker image inspect');
  }
  const wrongSource = sourceProblem(settings, terminal);
  if (wrongSource) return wrongSource;
  const run = await runAnalysis(analysisSettings(settings), settings.inputs, terminal);
  if ('usage' in run) return run;
  const analysis = readingOnly(run.analysis);
  const before = [...run.diagnostics, ...nothingFound(run.analysis, settings.inputs.join(', '), settings)];
  if (own.list === true) {
    terminal.stdout(listing(run.analysis));
    return finish(analysis, before, settings, terminal);
  }
  // An input that holds nothing is a mistake, and would take every entry out of the lock.
  if (hasErrors(run.diagnostics) || holdsNothing(run.analysis)) return finish(analysis, before, settings, terminal, false);
  const request: LockRequest = {
    uses: imageUses(run.analysis),
    old: run.lock ?? emptyLock,
    from: settings.lockSources,
    platforms: [...new Set(platforms.flatMap((platform) => platform ?? []))],
    // What was not looked at may still use its images.
    keepUnused: own.keepUnused === true || settings.workloads.length > 0 || mayHideImages(run.analysis),
    noLayers: own.layers === false,
  };
  const progress = lockProgress(terminal, settings);
  const services = servicesOf(settings, terminal, progress.show);
  if (own.check === true) {
    const found = await checkLock({ ...request, file: settings.lockFile }, services);
    return finish(analysis, [...before, ...found], settings, terminal);
  }
  const { value, diagnostics } = await updateLock(request, services);
  progress.clear();
  const written = hasErrors(diagnostics) ? undefined : write(value.lock, value.changes.length > 0 || !run.lock, settings, terminal);
  const saved = written !== undefined && !hasErrors(written.diagnostics);
  const code = await finish(analysis, [...before, ...diagnostics, ...(written?.diagnostics ?? [])], settings, terminal, saved);
  if (!settings.quiet && settings.format === 'text' && saved) {
    terminal.stderr(renderLockChanges(settings.lockFile, value.lock, value.changes));
  }
  return written && !saved ? 3 : code;
}

function sourceProblem(settings: Settings, terminal: Terminal): UsageProblem | undefined {
  const services = servicesOf(settings, terminal, undefined);
  for (const text of settings.lockSources) {
    const problem = imageSourceProblem(text, services);
    if (problem !== undefined) return usageProblem(`--from is "${text}": ${problem}`, 'see podspec2linuxkit lock --help');
  }
  return undefined;
}

/** The lock is about images as they are written: nothing is pinned, refused or merged. */
function analysisSettings(settings: Settings): Settings {
  const translate = { ...settings.translate, pin: false, locked: false };
  return { ...settings, lockNamed: false, base: [], standalone: false, translate };
}

/** Findings about the translation belong to generate and check; what hides images stays. */
function readingOnly(analysis: Analysis): Analysis {
  const workloads = analysis.workloads.map((result) =>
    result.workload
      ? {
          ...result,
          status: 'generated' as const,
          diagnostics: result.diagnostics.filter(({ code }) => code === 'image-invalid' || code === 'image-required'),
        }
      : result,
  );
  return { ...analysis, workloads };
}

function servicesOf(settings: Settings, terminal: Terminal, progress: LockServices['progress']): LockServices {
  return {
    cwd: terminal.cwd,
    env: terminal.env,
    home: terminal.env.HOME ?? terminal.env.USERPROFILE,
    readStdin: terminal.readStdin,
    registries: settings.registries,
    jobs: settings.jobs,
    ...(progress && { progress }),
  };
}

/** `file:line:column: image`, one line for each place. */
function listing(analysis: Analysis): string {
  const lines = imageUses(analysis).map(({ image, at }) => {
    const where = place(at);
    return where ? `${where.file}:${where.line}:${where.column}: ${image}\n` : `${image}\n`;
  });
  return [...new Set(lines)].join('');
}

function write(lock: ImageLock, changed: boolean, settings: Settings, terminal: Terminal): { readonly diagnostics: readonly Diagnostic[] } {
  const { diagnostics, report } = collector();
  const file = settings.lockFile;
  const failure = changed ? writeLock(resolve(terminal.cwd, file), lock) : undefined;
  if (failure !== undefined) report('write-failed', { kind: 'file', file }, { file, reason: failure });
  return { diagnostics };
}

async function finish(
  analysis: Analysis,
  findings: readonly Diagnostic[],
  settings: Settings,
  terminal: Terminal,
  done = true,
): Promise<ExitCode | UsageProblem> {
  const settled = settleDiagnostics(findings, { byCode: settings.severities, strict: settings.strict });
  const report = reportOf(analysis, settled, settings.namespace);
  const problem = await deliver(analysis, report, settings, terminal, {
    verb: done ? 'read' : 'read, lock left as it was',
    product: false,
  });
  return problem ?? exitCode(report.summary);
}
