import { defaultOptions, type IgnorePattern, type Severity, type TranslateOptions } from '../index.ts';
import type { optionTable } from './options.ts';

/** Everything that a command can be told, from the command line over the configuration over the defaults. */
export interface Settings {
  /** Of this program. */
  readonly version: string;
  readonly inputs: readonly string[];
  readonly out: string;
  readonly namespace: string;
  readonly workloads: readonly string[];
  readonly ignore: readonly IgnorePattern[];
  readonly kustomize: 'native' | 'kubectl' | 'kustomize' | 'off';
  readonly lockFile: string;
  /** The command line names the lock, so it must exist. One that the configuration names is made by the first `lock`. */
  readonly lockNamed: boolean;
  readonly lockSources: readonly string[];
  /** Registry host → how to reach it. */
  readonly registries: Readonly<Record<string, { readonly plainHttp?: boolean; readonly mirrors?: readonly string[] }>>;
  readonly platforms: readonly string[];
  readonly prune: boolean;
  readonly allOrNothing: boolean;
  readonly base: readonly string[];
  readonly standalone: boolean;
  readonly strict: boolean;
  readonly format: ReportFormat;
  readonly reportFile: string | undefined;
  /** `FORMAT:FILE`. */
  readonly reports: readonly string[];
  readonly summary: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly jobs: number;
  readonly drift: boolean;
  readonly diff: boolean;
  readonly changed: readonly string[];
  readonly translate: TranslateOptions;
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}

export type ReportFormat = (typeof optionTable.format.choices)[number];

/** Values by configuration key (`hostPathRoot`), checked against the tables already. */
export type Values = Readonly<Record<string, unknown>>;

/** The command line's values over the configuration's; lists of `ignore` are joined, other lists replaced. */
export function settle(line: Values, config: Values, paths: readonly string[], version: string): Settings {
  const pick = <T>(key: string, fallback: T): T => (line[key] ?? config[key] ?? fallback) as T;
  const lock = config.lock;
  const lockConfig = (typeof lock === 'object' && lock !== null ? lock : { file: lock }) as Values;
  const platforms = pick<readonly string[]>('platform', ['linux/amd64']).flatMap((text) => text.split(','));
  return {
    version,
    inputs: paths.length > 0 ? paths : ((config.inputs as readonly string[] | undefined) ?? ['.']),
    out: pick('out', 'linuxkit'),
    namespace: pick('namespace', 'default'),
    workloads: pick('workload', []),
    ignore: [...((config.ignore as readonly IgnorePattern[] | undefined) ?? []), ...((line.ignore as readonly string[] | undefined) ?? [])],
    kustomize: pick('kustomize', 'native'),
    lockFile: (line.lock ?? lockConfig.file ?? 'podspec2lk.lock.json') as string,
    lockNamed: line.lock !== undefined,
    lockSources: (line.from ?? lockConfig.from ?? []) as readonly string[],
    registries: (lockConfig.registries ?? {}) as Settings['registries'],
    platforms,
    prune: pick('prune', false),
    allOrNothing: pick('allOrNothing', false),
    base: pick('base', []),
    standalone: pick('standalone', false),
    strict: pick('strict', false),
    format: pick('format', 'text'),
    reportFile: pick('reportFile', undefined),
    reports: pick('report', []),
    summary: pick('summary', false),
    color: pick('color', 'auto'),
    quiet: pick('quiet', false),
    verbose: pick('verbose', false),
    jobs: pick('jobs', 8),
    drift: pick('drift', true),
    diff: pick('diff', false),
    changed: pick('changed', []),
    translate: translateOptions(pick, (config.translate ?? {}) as Values, (line.set ?? {}) as Values, platforms),
    severities: (config.rules ?? {}) as Settings['severities'],
  };
}

function translateOptions(
  pick: <T>(key: string, fallback: T) => T,
  knobs: Values,
  set: Values,
  platforms: readonly string[],
): TranslateOptions {
  const defaults = defaultOptions;
  return {
    ...defaults,
    secrets: pick('secrets', defaults.secrets),
    firewall: pick('firewall', defaults.firewall),
    firewallAllow: pick('firewallAllow', defaults.firewallAllow),
    runtimeFields: pick('runtimeFields', defaults.runtimeFields),
    podIPs: pick<readonly string[]>('podIp', defaults.podIPs).flatMap((text) => text.split(',')),
    nodeName: pick('nodeName', defaults.nodeName),
    ordinal: pick('ordinal', defaults.ordinal),
    allOrdinals: pick('allOrdinals', defaults.allOrdinals),
    index: pick('index', defaults.index),
    jobMode: pick('jobMode', defaults.jobMode),
    emptyDir: pick('emptyDir', defaults.emptyDir),
    volumes: pick('volume', defaults.volumes),
    hostPathRoot: pick('hostPathRoot', defaults.hostPathRoot),
    platform: platforms[0] ?? defaults.platform,
    locked: pick('locked', defaults.locked),
    pin: pick('pin', defaults.pin),
    ...knobs,
    ...set,
  };
}
