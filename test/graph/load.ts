import { collectManifests } from '../../src/collect-manifests.ts';
import { decodeWorkload } from '../../src/decode/workload.ts';
import { collector } from '../../src/diagnostics/diagnostic.ts';
import { indexObjects, type ObjectIndex } from '../../src/graph/index-objects.ts';
import { lookupFor, type RecordingLookup } from '../../src/graph/lookup.ts';
import { memoryHost } from '../../src/load/memory-host.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { Workload } from '../../src/model/workload.ts';

/** Texts in memory, loaded and indexed. */
export interface Loaded {
  readonly manifests: readonly Manifest[];
  readonly index: ObjectIndex;
  /** The workload of a file; the first one without a file. */
  workload(file?: string): Workload;
  /** How the workload of a file sees the rest. */
  lookup(file?: string): RecordingLookup;
}

/** Loads files as the command line would; `inputs` defaults to the whole directory. */
export async function load(
  files: Readonly<Record<string, string>>,
  inputs: readonly string[] = ['.'],
  namespace = 'default',
): Promise<Loaded> {
  const { value } = await collectManifests({ inputs, ignore: [], excluded: [] }, memoryHost(files));
  const index = indexObjects(value.manifests, { namespace, broken: value.broken });
  const workload = (file?: string): Workload => {
    for (const manifest of value.manifests) {
      if (file !== undefined && manifest.document.file.path !== file) continue;
      const decoded = decodeWorkload(manifest, { namespace }, collector().report);
      if (decoded) return decoded;
    }
    throw new Error(`no workload in ${file ?? 'the input'}`);
  };
  return { manifests: value.manifests, index, workload, lookup: (file) => lookupFor(workload(file), index) };
}

/** A Pod `p` with a container and what else is given as flow YAML of its spec. */
export function podText(spec = '', metadata = ''): string {
  const body = spec === '' ? '' : `, ${spec}`;
  return `{apiVersion: v1, kind: Pod, metadata: {name: p${metadata === '' ? '' : `, ${metadata}`}}, spec: {containers: [{name: c, image: nginx}]${body}}}\n`;
}

export function configMapText(name: string, data: string, metadata = ''): string {
  return `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}${metadata === '' ? '' : `, ${metadata}`}}, data: ${data}}\n`;
}
