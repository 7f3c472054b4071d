import { type Analysis, collector, type Diagnostic } from '../index.ts';

/** A load that holds no Kubernetes object, and no file that failed to be read, is pointed at the wrong place. */
export function nothingFound({ collection }: Analysis, inputs: string): readonly Diagnostic[] {
  const { diagnostics, report } = collector();
  if (collection.manifests.length + collection.unreadObjects + collection.failedFiles === 0)
    report('nothing-to-read', { kind: 'invocation' }, { inputs });
  return diagnostics;
}
