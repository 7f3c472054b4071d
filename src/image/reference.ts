/**
 * Image references as container runtimes read them.
 * @see https://github.com/distribution/reference (the grammar of names, tags and digests, and Docker Hub's short names)
 */

/** A parsed reference in its normal form: the registry is always named, and a tag or a digest (or both) is always there. */
export interface ImageReference {
  /** `docker.io`, `localhost:5000`, `[::1]:5000`. */
  readonly registry: string;
  /** `library/nginx`. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:…`. */
  readonly digest: string | undefined;
}

/** The reference, or one clause that says what is wrong with the text (`it has an upper-case letter in the repository "Foo"`). */
export type ParsedReference =
  | { readonly reference: ImageReference; readonly problem?: never }
  | { readonly problem: string; readonly reference?: never };

const dockerHub = 'docker.io';
/** Upper limit of registries for `registry/repository`, characters. */
const longestName = 255;
const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const registryPattern = new RegExp(`^(?:${domainPart}(?:\\.${domainPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const componentPattern = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;
const digestLengths: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);

/** Whether the text is a digest whose algorithm we know, with as many lower-case hex digits as that algorithm gives. */
export function isDigest(text: string): boolean {
  return digestPattern.test(text) && digestProblem(text) === undefined;
}

function digestProblem(digest: string): string | undefined {
  const [algorithm = '', hex = ''] = digest.split(':');
  const length = digestLengths.get(algorithm);
  if (!digestPattern.test(digest) || length === undefined) return `the digest "${digest}" does not have the form sha256:<64 hex digits>`;
  if (hex.length !== length || !/^[a-f0-9]+$/.test(hex)) {
    return `the digest "${digest}" needs ${length} lower-case hex digits after "${algorithm}:"`;
  }
  return undefined;
}

/**
 * Reads a reference as Kubernetes does: `nginx` is `docker.io/library/nginx:latest`, `foo/bar` is on Docker Hub, and the first
 * component is a registry only if it has a `.`, a `:` or an upper-case letter, or is `localhost`.
 * A reference with tag and digest keeps both; one with a digest only gets no tag.
 */
export function parseReference(text: string): ParsedReference {
  const shape = shapeProblem(text);
  if (shape !== undefined) return { problem: shape };
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const named = at === -1 ? text : text.slice(0, at);
  const badDigest = digest === undefined ? undefined : digestProblem(digest);
  if (badDigest !== undefined) return { problem: badDigest };

  const { registry, rest } = splitRegistry(named);
  if (!registryPattern.test(registry)) return { problem: `"${registry}" is not a registry host` };
  const colon = rest.indexOf(':');
  const written = colon === -1 ? rest : rest.slice(0, colon);
  const tag = colon === -1 ? undefined : rest.slice(colon + 1);
  const repository = registry === dockerHub && !written.includes('/') ? `library/${written}` : written;
  const badName = repositoryProblem(written, `${registry}/${repository}`);
  if (badName !== undefined) return { problem: badName };
  if (tag !== undefined && !tagPattern.test(tag)) {
    return { problem: `the tag "${tag}" is not 1 to 128 letters, digits, "_", "." or "-" that begin with no "." or "-"` };
  }
  return { reference: { registry, repository, tag: tag ?? (digest === undefined ? 'latest' : undefined), digest } };
}

function shapeProblem(text: string): string | undefined {
  if (text === '') return 'it is empty';
  if (text !== text.trim()) return 'it begins or ends with white space';
  if (/\s/.test(text)) return 'it has white space inside';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'it is a URL; leave out the scheme';
  if (/^[a-f0-9]{64}$/.test(text)) return 'it is the 64 hex digits of an image ID, not a name';
  return undefined;
}

/** Docker's rule for what stands before the first slash. */
function splitRegistry(named: string): { readonly registry: string; readonly rest: string } {
  const slash = named.indexOf('/');
  const first = named.slice(0, Math.max(slash, 0));
  const isRegistry = slash !== -1 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  if (!isRegistry) return { registry: dockerHub, rest: named };
  return { registry: first === 'index.docker.io' ? dockerHub : first, rest: named.slice(slash + 1) };
}

function repositoryProblem(repository: string, name: string): string | undefined {
  if (repository === '') return 'it names no repository';
  if (name.length > longestName) return `its name is longer than ${longestName} characters`;
  if (repository !== repository.toLowerCase()) return `the repository "${repository}" has upper-case letters`;
  const bad = repository.split('/').find((component) => !componentPattern.test(component));
  if (bad === undefined) return undefined;
  return bad === '' ? `the repository "${repository}" has an empty component` : `"${bad}" is not a component of a repository name`;
}

/** The normal form, which is the key of the lock: `docker.io/library/nginx:1.27`, `name:tag@sha256:…`. */
export function formatReference({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${suffix(tag, digest)}`;
}

/** The normal form of a text, or undefined when it is no reference. */
export function normaliseReference(text: string): string | undefined {
  const { reference } = parseReference(text);
  return reference && formatReference(reference);
}

/** Registry and repository: what stays the same when the tag changes. */
export function repositoryName({ registry, repository }: ImageReference): string {
  return `${registry}/${repository}`;
}

/** What `--pin` writes: the image by its digest alone. */
export function withDigest({ registry, repository }: ImageReference, digest: string): ImageReference {
  return { registry, repository, tag: undefined, digest };
}

/**
 * Whether the reference can name another image tomorrow by custom, not by accident: there is no digest, and the tag is not that
 * of one release (`1.27.3`, `v2.0.1-alpine`), one commit (`git-3f2a9c1`, 7 to 64 hex digits) or one day (`20240115`, `2024-01-15`).
 * `latest`, `stable`, `1`, `1.27` and `alpine` float.
 */
export function isFloating({ tag, digest }: ImageReference): boolean {
  if (digest !== undefined || tag === undefined) return false;
  const release = /(?:^|[._-])v?\d+\.\d+\.\d+/i.test(tag);
  const day = /(?:^|[._-])(?:19|20)\d\d[._-]?\d\d[._-]?\d\d/.test(tag);
  const commit = /(?:^|[._-])(?=[a-f]*\d)[a-f0-9]{7,64}(?:$|[._-])/.test(tag);
  return !(release || day || commit);
}

function suffix(tag: string | undefined, digest: string | undefined): string {
  return (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}
