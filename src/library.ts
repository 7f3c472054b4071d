import { type AnalyseRequest, type Analysis, analyse } from './analyse.ts';
import type { ChangedFiles } from './changed-files.ts';
import { checkOutputs } from './check-outputs.ts';
import { type Collection, collectManifests } from './collect-manifests.ts';
import { collector, type Diagnostic, diagnostic, type Outcome } from './diagnostics/diagnostic.ts';
import type { SeverityRules } from './diagnostics/settle.ts';
import type { Drift } from './drift.ts';
import { parseLock } from './image/parse-lock.ts';
import { type FileHost, isFailure } from './load/host.ts';
import { nodeHost } from './load/node-host.ts';
import { shown } from './load/walk.ts';
import { defaultOptions, type TranslateOptions } from './model/options.ts';
import type { OutputFile } from './output/write-outputs.ts';
import { planOutputs } from './output-plan.ts';
import { outputState } from './output-state.ts';
import { readBases } from './read-bases.ts';
import { type Report, reportOf } from './report.ts';

/** What every function of the library is told. Only `inputs` is needed; the rest has the defaults of the command line. */
export interface LibraryRequest {
  /** Files, directories, patterns, kustomization directories, and `-` for `stdin`. */
  readonly inputs: readonly string[];
  /** Where relative paths start; default: the working directory of the process. */
  readonly cwd?: string;
  /** The files that may be read; default: the disk below `cwd`. `memoryHost` makes one from texts. */
  readonly host?: FileHost;
  readonly stdin?: Uint8Array;
  /** Patterns in gitignore syntax. */
  readonly ignore?: readonly string[];
  readonly kustomize?: 'native' | 'off';
  /** Of objects that name none; default: `default`. */
  readonly namespace?: string;
  /** Patterns of `--workload`; default: every workload. */
  readonly workloads?: readonly string[];
  /** Image lock; default: `podspec2lk.lock.json` when it exists. */
  readonly lock?: string;
  /** LinuxKit files to check against. */
  readonly base?: readonly string[];
  readonly standalone?: boolean;
  /** Where the generated files are or will be; never read as manifests. Default: `linuxkit`. */
  readonly out?: string;
  readonly translate?: Partial<TranslateOptions>;
  readonly severities?: Partial<SeverityRules>;
}

/** The objects that the inputs hold, and what is wrong with the files. Nothing is translated. */
export function load(request: LibraryRequest): Promise<Outcome<Collection>> {
  return collectManifests({ ...settled(request) }, hostOf(request));
}

/** What {@link generate} made. Nothing was written. */
export interface Generated {
  /** The LinuxKit files of every workload without an error, sorted; the command writes those with `secret` as mode 0600. */
  readonly files: readonly OutputFile[];
  /** Text of `index.json`. */
  readonly index: string;
  /** Counts, and every finding as `report.diagnostics[i].reported`: the JSON of `--format json`. */
  readonly report: Report;
}

/**
 * Translates every workload. The files are returned, not written. To write them as the command does (atomically, foreign files left
 * alone), `analyse` the input and give what `planOutputs` makes of it to `writePlan`.
 */
export async function generate(request: LibraryRequest): Promise<Generated> {
  const { analysis, lockFile, findings } = await run(request);
  const plan = planOutputs(analysis, lockFile);
  return {
    files: plan.images.map(({ image }) => ({ file: image.file, text: image.text, secret: image.containsSecrets })),
    index: plan.index,
    report: reportOf(analysis, findings, request.namespace ?? 'default'),
  };
}

export interface CheckRequest extends LibraryRequest {
  /** Compare with the files in `out`, when they hold an index; default: true. They are read from the disk below `cwd`. */
  readonly drift?: boolean;
  /** Look only at what these files may have altered. */
  readonly changed?: readonly string[];
}

export interface Checked {
  /** Counts, and every finding as `report.diagnostics[i].reported`: the JSON of `--format json`. */
  readonly report: Report;
  /** How files of an earlier run differ from what {@link generate} would give; each is a finding of the report too. */
  readonly drift: readonly Drift[];
}

/** Every finding, and what an earlier run left that would be written differently now. */
export async function check(request: CheckRequest): Promise<Checked> {
  const host = hostOf(request);
  const namespace = request.namespace ?? 'default';
  const out = shown(request.out ?? defaultOut, host);
  const directory = out.startsWith('/') ? out : `${host.cwd}/${out}`;
  const looks = request.drift !== false || request.changed !== undefined;
  const state = looks ? outputState(directory) : undefined;
  const exists = (file: string) => !isFailure(host.stat(file));
  const changed: ChangedFiles | undefined = request.changed && {
    files: request.changed.map((file) => shown(file, host)),
    decideAll: [...(request.base ?? []), request.lock ?? defaultLock].map((file) => shown(file, host)),
    out,
    namespace,
    lastRun: state?.index,
    exists,
  };
  const { analysis, lockFile, findings, severities } = await run(request, changed);
  const result = await checkOutputs(analysis, {
    out,
    state,
    lockFile,
    namespace,
    workloads: request.workloads ?? [],
    severities,
    changed,
    exists,
  });
  const drift = request.drift === false ? [] : result.drifts;
  const own = request.drift === false ? [] : result.diagnostics;
  return { report: reportOf(result.analysis, [...findings, ...own], namespace), drift };
}

const defaultOut = 'linuxkit';
const defaultLock = 'podspec2lk.lock.json';

function hostOf({ host, cwd = process.cwd() }: LibraryRequest): FileHost {
  return host ?? nodeHost(cwd.replaceAll('\\', '/'));
}

type Settled = Omit<AnalyseRequest, 'lock' | 'bases'>;

function settled(request: LibraryRequest): Settled {
  return {
    inputs: request.inputs,
    stdin: request.stdin,
    ignore: request.ignore ?? [],
    excluded: [request.out ?? defaultOut],
    kustomize: request.kustomize ?? 'native',
    namespace: request.namespace ?? 'default',
    workloads: request.workloads ?? [],
    translate: { ...defaultOptions, ...request.translate },
    standalone: request.standalone ?? false,
    severities: { byCode: {}, strict: false, ...request.severities },
  };
}

interface LibraryRun {
  readonly analysis: Analysis;
  readonly lockFile: string | undefined;
  readonly findings: readonly Diagnostic[];
  readonly severities: SeverityRules;
}

async function run(request: LibraryRequest, changed?: ChangedFiles): Promise<LibraryRun> {
  const host = hostOf(request);
  const { diagnostics, report } = collector();
  const file = shown(request.lock ?? defaultLock, host);
  const bytes = host.read(request.lock ?? defaultLock);
  const unreadable = isFailure(bytes) && (request.lock !== undefined || bytes.failure !== 'missing');
  if (unreadable) diagnostics.push(diagnostic('unreadable-file', { kind: 'file', file }, { file, reason: bytes.message }));
  const lock = isFailure(bytes) ? undefined : parseLock(new TextDecoder().decode(bytes), file, report);
  const lockUnusable = diagnostics.length > 0;
  const bases = await readBases(request.base ?? [], host, report);
  const base = settled(request);
  const analysis = await analyse({ ...base, lock: lock && { file, lock }, lockUnusable, bases, changed }, host);
  return { analysis, lockFile: lock && file, findings: diagnostics, severities: base.severities };
}
