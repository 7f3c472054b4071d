import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asObject, asText, type JsonObject, parseJsonObject } from '../json.ts';
import { errorCode, isProblem, type Problem, problem, systemReason } from '../problem.ts';

/** How to prove to a registry who one is. */
export type Credentials =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** An OAuth refresh token. */
  | { readonly kind: 'identity'; readonly token: string }
  /** Sent to the registry as it is. */
  | { readonly kind: 'bearer'; readonly token: string };

export const anonymous: Credentials = { kind: 'anonymous' };

/** What a config.json of Docker or an auth.json of Podman says about credentials. */
export interface DockerConfig {
  /** As messages show it. */
  readonly file: string;
  readonly auths: ReadonlyMap<string, JsonObject>;
  readonly credHelpers: ReadonlyMap<string, string>;
  readonly credsStore: string | undefined;
}

/**
 * The file with credentials: `REGISTRY_AUTH_FILE`, else config.json in `DOCKER_CONFIG` or ~/.docker. Undefined when there is none;
 * a file that was named must exist.
 */
export async function readDockerConfig(
  env: Readonly<Record<string, string | undefined>>,
  home: string | undefined,
): Promise<DockerConfig | Problem | undefined> {
  const named = env.REGISTRY_AUTH_FILE || undefined;
  const directory = env.DOCKER_CONFIG || (home === undefined ? undefined : join(home, '.docker'));
  const path = named ?? (directory === undefined ? undefined : join(directory, 'config.json'));
  if (path === undefined) return undefined;
  const file = named === undefined ? "Docker's config.json" : 'the file of REGISTRY_AUTH_FILE';
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (named === undefined && errorCode(error) === 'ENOENT') return undefined;
    return problem('registry-credentials', `cannot read ${file}: ${systemReason(error)}`);
  }
  const document = parseJsonObject(bytes, file);
  if (isProblem(document)) return problem('registry-credentials', document.text);
  const entries = (value: unknown) => Object.entries(asObject(value) ?? {});
  return {
    file,
    auths: new Map(entries(document.auths).flatMap(([key, value]) => asEntry(normaliseKey(key), asObject(value)))),
    credHelpers: new Map(entries(document.credHelpers).flatMap(([key, value]) => asEntry(normaliseKey(key), asText(value)))),
    credsStore: asText(document.credsStore) || undefined,
  };
}

function asEntry<T>(key: string, value: T | undefined): readonly (readonly [string, T])[] {
  return value === undefined ? [] : [[key, value]];
}

const dockerHubNames = ['index.docker.io', 'registry-1.docker.io'];

/** `https://index.docker.io/v1/` → `docker.io`; `registry.example.com/team` stays, since Podman has credentials per path. */
function normaliseKey(key: string): string {
  const bare = key
    .replace(/^https?:\/\//, '')
    .replace(/\/v[12]\/?$/, '')
    .replace(/\/+$/, '');
  const [host = '', ...path] = bare.split('/');
  return [dockerHubNames.includes(host) ? 'docker.io' : host, ...path].join('/');
}

/** The keys under which credentials for a repository may stand, the most special first: `host/a/b`, `host/a`, `host`. */
export function keysFor(host: string, repository: string): readonly string[] {
  const parts = [dockerHubNames.includes(host) ? 'docker.io' : host, ...repository.split('/')];
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

/** Reads one entry of `auths`; undefined when it holds nothing to log in with. */
export function credentialsOf(entry: JsonObject, file: string): Credentials | Problem | undefined {
  const identity = asText(entry.identitytoken);
  if (identity) return { kind: 'identity', token: identity };
  const bearer = asText(entry.registrytoken);
  if (bearer) return { kind: 'bearer', token: bearer };
  const auth = asText(entry.auth);
  if (auth) {
    const text = Buffer.from(auth, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    if (colon < 1) return problem('registry-credentials', `an auth entry of ${file} is not the base64 form of user:password`);
    return { kind: 'basic', username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') };
  }
  const username = asText(entry.username);
  return username ? { kind: 'basic', username, password: asText(entry.password) ?? '' } : undefined;
}
