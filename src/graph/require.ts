import { isClusterScoped } from '../decode/kinds.ts';
import type { Anchor, Report } from '../diagnostics/diagnostic.ts';
import { place } from '../diagnostics/diagnostic.ts';
import { describeObject, type Manifest } from '../model/manifest.ts';
import type { DecodedObject, Lookup, ObjectLookup, ReferencedKind } from '../model/reference.ts';

/** What a reference asks for. */
export interface Requirement {
  /** Namespace of the object when it is not the workload's. */
  readonly namespace?: string | undefined;
  /** Nothing is reported when the object does not exist. */
  readonly optional: boolean;
  /** The workload that refers. */
  readonly owner: { readonly namespace: string };
}

/**
 * The object that a reference names, or undefined. Reports why there is none at `at`, the place of the reference: it is missing
 * (unless optional), or there are several that differ. An object that is found in spite of different ways to state
 * its namespace gives an info.
 */
export function requireObject<K extends ReferencedKind>(
  lookup: ObjectLookup,
  kind: K,
  name: string,
  at: Anchor,
  requirement: Requirement,
  report: Report,
): DecodedObject<K> | undefined {
  const namespace = requirement.namespace ?? requirement.owner.namespace;
  const result = lookup.find(kind, name, namespace);
  const object = describeObject({ kind, namespace: isClusterScoped(kind) ? undefined : namespace, name });
  switch (result.status) {
    case 'found':
      if (result.namespaceAssumed) reportAssumed(object, namespace, result.object.manifest, at, report);
      return result.object;
    case 'ambiguous':
      reportAmbiguous(object, result.candidates, at, report);
      return undefined;
    case 'missing':
      if (isClusterMade(kind, name)) report('cluster-made-object', at, { object });
      else if (!requirement.optional || result.broken) reportMissing(kind, object, result, at, report);
      return undefined;
  }
}

/** ConfigMaps that controllers put into every namespace. */
const clusterMadeConfigMaps = new Set(['kube-root-ca.crt', 'openshift-service-ca.crt']);

/** Whether a cluster makes the object by itself: trust bundles, and tokens of service accounts by the pattern of their names. */
export function isClusterMade(kind: ReferencedKind, name: string): boolean {
  if (kind === 'ConfigMap') return clusterMadeConfigMaps.has(name);
  return kind === 'Secret' && /-(?:token|dockercfg)-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(name);
}

function reportAssumed(object: string, namespace: string, found: Manifest, at: Anchor, report: Report): void {
  report('namespace-assumed', at, { object, namespace }, { related: [definedHere(found)] });
}

function reportAmbiguous(object: string, candidates: readonly DecodedObject[], at: Anchor, report: Report): void {
  const related = candidates.map(({ manifest }) => definedHere(manifest));
  const places = candidates.map(({ manifest }) => placeText(manifest));
  report('ambiguous-reference', at, { object, places }, { related });
}

type Missing = Extract<Lookup<ReferencedKind>, { status: 'missing' }>;

const missingCodes = {
  ConfigMap: 'missing-configmap',
  Secret: 'missing-secret',
  PersistentVolumeClaim: 'missing-pvc',
} as const;

function reportMissing(kind: ReferencedKind, object: string, missing: Missing, at: Anchor, report: Report): void {
  if (missing.broken) {
    const [cause] = missing.broken.diagnostics;
    const related = cause ? [{ message: cause.message, at: cause.at }] : [];
    report('broken-object', at, { object }, { related });
    return;
  }
  const code = kind === 'ConfigMap' || kind === 'Secret' || kind === 'PersistentVolumeClaim' ? missingCodes[kind] : 'missing-object';
  const related = missing.madeBy ?? missing.otherNamespace;
  const because = explainMissing(missing);
  const args = because === undefined ? { object } : { object, because };
  report(code, at, args, { help: helpFor(kind, missing, at), related: related ? [definedHere(related)] : [] });
}

/** What is known about an object that does not exist, as a clause; undefined when nothing is. */
export function explainMissing({ broken, madeBy, similar, otherNamespace, outside }: Missing): string | undefined {
  const cause = broken?.diagnostics[0];
  if (cause) return cause.message;
  if (madeBy) return `${describeObject(madeBy)} would make it in a cluster`;
  if (otherNamespace) {
    const stated = otherNamespace.namespace !== undefined;
    return `${describeObject(otherNamespace)} ${stated ? 'is in another namespace' : 'names no namespace and is in another directory'}`;
  }
  if (outside) return `${placeText(outside)} defines one, and the kustomization does not use that file`;
  return similar === undefined ? undefined : `did you mean "${similar}"?`;
}

const addToStdin =
  'Name standard input and the file that holds the object: `podspec2linuxkit - FILE` (with --out - for standard output), correct the name or the namespace';
const backClaim = 'back it with a directory or disk of the machine: `--volume pvc:<namespace>/<name>=/path`';

function helpFor(kind: ReferencedKind, { madeBy }: Missing, at: Anchor): string | undefined {
  // Standard input is not read beside a path, unless it is named too.
  if (place(at)?.file === '<stdin>')
    return `${addToStdin}, or ${kind === 'PersistentVolumeClaim' ? backClaim : 'mark the reference as optional'}.`;
  if (!madeBy) return undefined;
  const named = `name a file with the finished ${kind} on the command line as well: its objects are visible to every workload`;
  return kind === 'PersistentVolumeClaim' ? `${named}; or ${backClaim}` : named;
}

/** The note that shows where an object is. */
export function definedHere(manifest: Manifest): { readonly message: string; readonly at: Anchor } {
  return { message: `${describeObject(manifest)} is defined here`, at: { kind: 'field', manifest, path: [] } };
}

function placeText(manifest: Manifest): string {
  const location = place({ kind: 'field', manifest, path: [] });
  return location ? `${location.file}:${location.line}` : manifest.document.file.path;
}
