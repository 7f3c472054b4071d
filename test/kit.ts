import { analyse } from '../src/analyse.ts';
import { memoryHost } from '../src/load/memory-host.ts';
import type { ImageLock } from '../src/model/image-lock.ts';
import type { LinuxKitConfig, LinuxKitImage } from '../src/model/linuxkit.ts';
import { defaultOptions, type TranslateOptions } from '../src/model/options.ts';
import type { ResolvedPod } from '../src/model/resolved-pod.ts';
import { planOutputs } from '../src/output-plan.ts';
import { type ReportedDiagnostic, reportOf, type Summary } from '../src/report.ts';

/** What a run over texts in memory gave. */
export interface Translation {
  readonly reported: readonly ReportedDiagnostic[];
  readonly outputs: readonly { readonly file: string; readonly text: string; readonly config: LinuxKitConfig; readonly pod: ResolvedPod }[];
  readonly diagnostics: readonly TestDiagnostic[];
  readonly summary: Summary;
  readonly index: string;
}

export interface TestDiagnostic {
  readonly code: string;
  readonly severity: string;
  readonly security: boolean;
  readonly message: string;
  readonly help: string;
  readonly path: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

export interface KitOptions {
  readonly lock?: ImageLock | undefined;
  readonly options?: Partial<TranslateOptions>;
  readonly namespace?: string;
  readonly inputs?: readonly string[];
  readonly strict?: boolean;
}

/**
 * Runs the whole program in memory. A text alone is one stream; several files by path are a directory load unless `inputs` says otherwise.
 */
export async function translate(input: string | Readonly<Record<string, string | Uint8Array>>, kit: KitOptions = {}): Promise<Translation> {
  const files = typeof input === 'string' ? { 'in.yaml': input } : input;
  const inputs = kit.inputs ?? (typeof input === 'string' ? ['in.yaml'] : ['.']);
  const namespace = kit.namespace ?? 'default';
  const request = {
    inputs,
    ignore: [],
    excluded: ['linuxkit'],
    kustomize: 'native' as const,
    namespace,
    workloads: [],
    lock: kit.lock ? { file: 'podspec2lk.lock.json', lock: kit.lock } : undefined,
    translate: { ...defaultOptions, ...kit.options },
    bases: [],
    standalone: false,
    severities: { byCode: {}, strict: kit.strict ?? false },
  };
  const analysis = await analyse(request, memoryHost(files));
  const plan = planOutputs(analysis, 'podspec2lk.lock.json');
  const report = reportOf(analysis, [], namespace);
  return {
    reported: report.diagnostics.map(({ reported }) => reported),
    outputs: plan.images.map(({ image: { file, text, config, pod } }) => ({ file, text, config, pod })),
    diagnostics: report.diagnostics.map(({ reported: { code, severity, security, message, help, path, location } }) => ({
      code,
      severity,
      security,
      message,
      help,
      path,
      file: location?.file,
      line: location?.line,
      column: location?.column,
    })),
    summary: report.summary,
    index: plan.index,
  };
}

/** The first output; fails with the findings when there is none. */
export async function translateOne(
  input: string | Readonly<Record<string, string>>,
  kit: KitOptions = {},
): Promise<Translation & Translation['outputs'][number]> {
  const translation = await translate(input, kit);
  const first = translation.outputs[0];
  if (!first)
    throw new Error(`nothing was generated:\n${translation.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n')}`);
  return { ...translation, ...first };
}

/** The codes of a severity, sorted, each once. */
export function codes({ diagnostics }: Pick<Translation, 'diagnostics'>, severity?: string): readonly string[] {
  const wanted = diagnostics.filter((found) => severity === undefined || found.severity === severity);
  return [...new Set(wanted.map(({ code }) => code))].sort();
}

/** A service or onboot entry by its name. */
export function imageNamed({ config }: { readonly config: LinuxKitConfig }, name: string): LinuxKitImage {
  const found = [...config.onboot, ...config.services].find((image) => image.name === name);
  if (!found) throw new Error(`no ${name} among ${[...config.onboot, ...config.services].map((image) => image.name).join(', ')}`);
  return found;
}
