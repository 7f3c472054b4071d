import { type Analysis, collector, type Diagnostic, hasErrors } from '../index.ts';
import type { Settings } from './settings.ts';

/** What is left to do where everything that was passed over is listed already. */
const nameAnother = 'Name the folder, kustomization or file that holds the manifests.';

/** Whether a load holds no Kubernetes object at all. */
export function holdsNothing({ collection }: Analysis): boolean {
  return collection.manifests.length + collection.unreadObjects === 0;
}

/** A load that holds no Kubernetes object, without an error that says why, is pointed at the wrong place. */
export function nothingFound(analysis: Analysis, inputs: string, { verbose }: Pick<Settings, 'verbose'>): readonly Diagnostic[] {
  const { diagnostics, report } = collector();
  if (holdsNothing(analysis) && analysis.collection.failedFiles === 0 && !hasErrors(analysis.loadDiagnostics))
    report('nothing-to-read', { kind: 'invocation' }, { inputs }, verbose ? { help: nameAnother } : {});
  return diagnostics;
}

/** Nothing to print, without an error that says why. */
export function noWorkload(analysis: Analysis, inputs: string): readonly Diagnostic[] {
  const { diagnostics, report } = collector();
  if (!hasErrors(analysis.loadDiagnostics)) report('no-workload', { kind: 'invocation' }, { inputs });
  return diagnostics;
}
