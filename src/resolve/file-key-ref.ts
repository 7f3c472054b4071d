import type { Anchor } from '../diagnostics/diagnostic.ts';
import type { Kubernetes } from '../model/kubernetes.ts';
import { describeObject } from '../model/manifest.ts';
import type { Provenance, ResolvedFile } from '../model/resolved-pod.ts';
import type { ContainerScope } from './container-scope.ts';
import { readEnvFile } from './env-file.ts';
import type { VariableSource } from './variables.ts';

/**
 * The value of a `fileKeyRef`: a key of a file with variables in a volume. The kubelet reads the file when it makes the container;
 * here files are known when they come out of a ConfigMap, a Secret or a projected volume.
 * Undefined when an optional one is not there, or something was reported. An empty value counts as missing, as for the kubelet.
 */
export function fileKeyValue(
  name: string,
  ref: Kubernetes<'FileKeySelector'>,
  at: (field: keyof Kubernetes<'FileKeySelector'>) => Anchor,
  { volumes, pod, report }: ContainerScope,
): VariableSource | undefined {
  const { volumeName = '', path = '', key = '', optional = false } = ref;
  const volume = volumes.get(volumeName);
  const missing = (what: keyof typeof asking): undefined => {
    report('file-key-ref-missing', at(asking[what]), { name, volume: volumeName, path, key, what });
  };
  if (!volume) return missing('volume');
  if (volume.kind === 'unusable') return undefined;
  if (volume.kind !== 'files') {
    report(optional ? 'file-key-ref-skipped' : 'file-key-ref-runtime', at('volumeName'), { name, volume: volumeName });
    return undefined;
  }
  const file = filesByPath(volume.files).get(path);
  if (!file) return optional ? undefined : missing('file');
  const value = variablesOf(file).get(key);
  if (!value) return optional ? undefined : missing('key');
  const omitted = file.secret && pod.options.secrets === 'omit';
  return { value: omitted ? '' : value, from: described(file), secret: file.secret, omitted };
}

/** Where the file comes from; a Secret is named, since it is what the machine must be given. */
function described({ from, secret }: ResolvedFile): Provenance {
  if (!secret || from.kind !== 'field' || from.at.kind !== 'field') return from;
  return { ...from, description: describeObject(from.at.manifest) };
}

/** What is missing, and the field that asks for it. */
const asking = { volume: 'volumeName', file: 'path', key: 'key' } as const;

/** Many variables may come from one file, which is read once. */
const readFiles = new WeakMap<ResolvedFile, ReadonlyMap<string, string>>();
const readVolumes = new WeakMap<readonly ResolvedFile[], ReadonlyMap<string, ResolvedFile>>();

function variablesOf(file: ResolvedFile): ReadonlyMap<string, string> {
  const before = readFiles.get(file);
  if (before) return before;
  const variables = readEnvFile(typeof file.contents === 'string' ? file.contents : new TextDecoder().decode(file.contents));
  readFiles.set(file, variables);
  return variables;
}

function filesByPath(files: readonly ResolvedFile[]): ReadonlyMap<string, ResolvedFile> {
  const before = readVolumes.get(files);
  if (before) return before;
  const byPath = new Map(files.map((file) => [file.path, file]));
  readVolumes.set(files, byPath);
  return byPath;
}
