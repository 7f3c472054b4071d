import { type ImageReference, isDigest } from '../../image/reference.ts';
import type { FoundImage, ImageSource } from '../found-image.ts';
import { type BlobStore, type Descriptor, largestManifest, mediaTypes, ociImage } from '../oci-image.ts';
import { isProblem, type Problem, problem } from '../problem.ts';
import { digestOf } from '../verified.ts';
import { type Endpoint, sendAuthorized } from './authorize.ts';
import type { CredentialFinder } from './credentials.ts';
import { type HttpAnswer, type HttpServices, readAll } from './http.ts';

/** How to reach registries, from the configuration only (`lock.registries`). */
export type RegistryConfig = Readonly<Record<string, { readonly plainHttp?: boolean; readonly mirrors?: readonly string[] }>>;

interface Client {
  readonly endpoints: (registry: string) => readonly Endpoint[];
  readonly credentials: CredentialFinder;
  readonly services: HttpServices;
}

/** Any type that we read, and schema 1 so that such an image can be named as what it is. */
const accept = [...mediaTypes.indexes, ...mediaTypes.manifests, 'application/vnd.docker.distribution.manifest.v1+prettyjws;q=0.1'].join(
  ', ',
);
/** How often the download of a layer goes on after a broken connection. */
const mostResumptions = 3;

/**
 * Registries that speak the OCI distribution API. Mirrors are asked first; whatever is wrong with them, the registry itself has the
 * last word.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export function registrySource(config: RegistryConfig, credentials: CredentialFinder, services: HttpServices): ImageSource {
  const client: Client = { endpoints: endpointsOf(config), credentials, services };
  const ask = async <T>(reference: ImageReference, question: (endpoint: Endpoint) => Promise<T | Problem | undefined>) => {
    let last: T | Problem | undefined;
    for (const endpoint of client.endpoints(reference.registry)) {
      last = await question(endpoint);
      if (last !== undefined && !isProblem(last)) return last;
    }
    return last;
  };
  return {
    name: 'registry',
    find: (reference) => ask(reference, (endpoint) => findAt(endpoint, reference, client)),
    digest: (reference) => ask(reference, (endpoint) => digestAt(endpoint, reference, client)),
  };
}

/** Whether a host may be spoken to without TLS. */
export function plainHttpOf(config: RegistryConfig): (host: string) => boolean {
  const plain = new Set(Object.entries(config).flatMap(([host, { plainHttp }]) => (plainHttp ? [host] : [])));
  for (const { mirrors = [] } of Object.values(config)) {
    for (const mirror of mirrors) if (mirror.startsWith('http://')) plain.add(new URL(mirror).host);
  }
  return (host) => plain.has(host);
}

function endpointsOf(config: RegistryConfig): Client['endpoints'] {
  const isPlainHttp = plainHttpOf(config);
  const known = new Map<string, readonly Endpoint[]>();
  const endpoint = (address: string): Endpoint => {
    const host = address.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    const base = /^https?:/.test(address) ? address : `${isPlainHttp(host) ? 'http' : 'https'}://${address}`;
    return { host, base: base.replace(/\/+$/, ''), tokens: new Map() };
  };
  return (registry) => {
    const mirrors = (Object.hasOwn(config, registry) ? config[registry]?.mirrors : undefined) ?? [];
    const found = known.get(registry) ?? [...mirrors, registry === 'docker.io' ? 'registry-1.docker.io' : registry].map(endpoint);
    known.set(registry, found);
    return found;
  };
}

async function findAt(endpoint: Endpoint, reference: ImageReference, client: Client): Promise<FoundImage | Problem | undefined> {
  const answer = await getManifest(endpoint, reference, reference.digest ?? reference.tag ?? 'latest', 'GET', client);
  if (isProblem(answer) || !answer) return answer;
  const bytes = await readAll(answer, endpoint.host, largestManifest);
  if (isProblem(bytes)) return bytes;
  const announced = answer.headers.get('docker-content-digest') ?? undefined;
  const expected = reference.digest ?? (announced !== undefined && isDigest(announced) ? announced : undefined);
  const digest = digestOf(bytes, expected);
  if (expected !== undefined && digest !== expected) {
    return problem('image-digest-mismatch', `the manifest ${expected} has the digest ${digest}`);
  }
  const mediaType = (answer.headers.get('content-type') ?? '').split(';', 1)[0]?.trim() ?? '';
  if (/^text\/|^application\/xhtml/.test(mediaType)) {
    return problem('registry-answer', `${endpoint.host} answers with ${mediaType}, expected a manifest`);
  }
  const root: Descriptor = {
    mediaType: mediaType === 'application/json' ? '' : mediaType,
    digest,
    size: bytes.length,
    platform: undefined,
    annotations: {},
  };
  const store = blobStore(endpoint, reference, client, new Map([[digest, bytes]]));
  return { ...ociImage(endpoint.host, digest, [root], store), isRegistry: true };
}

/** Digest of a tag, from the head of the answer alone where the registry gives it. */
async function digestAt(endpoint: Endpoint, reference: ImageReference, client: Client): Promise<string | Problem | undefined> {
  const answer = await getManifest(endpoint, reference, reference.digest ?? reference.tag ?? 'latest', 'HEAD', client);
  if (isProblem(answer) || !answer) return answer;
  await answer.discard();
  const digest = answer.headers.get('docker-content-digest');
  if (digest !== null && isDigest(digest)) return digest;
  const image = await findAt(endpoint, reference, client);
  return isProblem(image) || !image ? image : image.digest;
}

async function getManifest(
  endpoint: Endpoint,
  { registry, repository }: ImageReference,
  name: string,
  method: 'GET' | 'HEAD',
  client: Client,
): Promise<HttpAnswer | Problem | undefined> {
  const answer = await request(endpoint, registry, repository, `manifests/${name}`, { accept }, client, method);
  if (isProblem(answer) || answer.status === 200) return answer;
  await answer.discard();
  if (answer.status === 404) return undefined;
  return problem('registry-answer', `${endpoint.host} answers ${answer.status} to the request for a manifest`);
}

function request(
  endpoint: Endpoint,
  registry: string,
  repository: string,
  rest: string,
  headers: Readonly<Record<string, string>>,
  { credentials, services }: Client,
  method: 'GET' | 'HEAD' = 'GET',
): Promise<HttpAnswer | Problem> {
  const url = new URL(`${endpoint.base}/v2/${repository}/${rest}`);
  // Mirrors for several registries tell them apart by this parameter, as containerd sends it.
  const own = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  if (endpoint.host !== own) url.searchParams.set('ns', registry);
  return sendAuthorized({ url, method, headers }, endpoint, repository, credentials, services);
}

function blobStore(
  endpoint: Endpoint,
  { registry, repository }: ImageReference,
  client: Client,
  known: ReadonlyMap<string, Uint8Array>,
): BlobStore {
  const get = async (path: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer | Problem> => {
    const answer = await request(endpoint, registry, repository, path, headers, client);
    if (isProblem(answer) || answer.status === 200 || answer.status === 206) return answer;
    await answer.discard();
    return problem('registry-answer', `${endpoint.host} answers ${answer.status} to the request for ${path}`);
  };
  return {
    bytes: async ({ digest }, kind, limit) => {
      const seen = known.get(digest);
      if (seen) return seen;
      const answer = await get(kind === 'manifest' ? `manifests/${digest}` : `blobs/${digest}`, kind === 'manifest' ? { accept } : {});
      return isProblem(answer) ? answer : readAll(answer, endpoint.host, limit);
    },
    open: async ({ digest }) => {
      const answer = await get(`blobs/${digest}`, {});
      if (isProblem(answer)) return answer;
      return resumed(answer, (from) => get(`blobs/${digest}`, { range: `bytes=${from}-` }), client.services);
    },
  };
}

/** A download that goes on where a broken connection ended it. */
async function* resumed(
  first: HttpAnswer,
  goOn: (from: number) => Promise<HttpAnswer | Problem>,
  services: HttpServices,
): AsyncGenerator<Uint8Array, void> {
  let answer = first;
  let given = 0;
  for (let resumptions = 0; ; resumptions++) {
    // A registry that ignores ranges sends everything again.
    let repeated = resumptions > 0 && answer.status === 200 ? given : 0;
    try {
      for await (const chunk of answer.chunks) {
        const fresh = chunk.subarray(Math.min(repeated, chunk.length));
        repeated -= chunk.length - fresh.length;
        given += fresh.length;
        if (fresh.length > 0) yield fresh;
      }
      return;
    } catch (error) {
      if (resumptions === mostResumptions) throw error;
    }
    await services.delay(1000 * 2 ** resumptions);
    const next = await goOn(given);
    if (isProblem(next)) throw new Error(next.text);
    answer = next;
  }
}
