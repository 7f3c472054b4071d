import { parseGroup, parsePasswd, resolveAccounts } from '../image/accounts.ts';
import type { LockedPlatform } from '../model/image-lock.ts';
import type { PlatformImage } from './found-image.ts';
import { type LayerFacts, readLayers } from './layers.ts';
import { isProblem, type Problem, problem } from './problem.ts';

export interface ReadPlatform {
  readonly platform: LockedPlatform;
  /** The image can be locked, but something about it is worth saying. */
  readonly warning?: Problem;
}

/**
 * The lock's entry for one platform.
 * @param withLayers - read the layers, for users and the unpacked size
 * @param seen - called with the bytes of layers that were read
 */
export async function readPlatform(
  image: PlatformImage,
  withLayers: boolean,
  seen: (bytes: number) => void,
): Promise<ReadPlatform | Problem> {
  const layers = withLayers ? image.layers : undefined;
  const counted = layers?.map((layer) => ({
    ...layer,
    open: async () => {
      const chunks = await layer.open();
      return isProblem(chunks) ? chunks : counting(chunks, seen);
    },
  }));
  const facts = counted && (await readLayers(counted));
  return isProblem(facts) ? facts : assemble(image, facts);
}

async function* counting(chunks: AsyncIterable<Uint8Array>, seen: (bytes: number) => void): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    seen(chunk.length);
    yield chunk;
  }
}

function assemble({ manifest, config, facts, size, unpackedSize: known }: PlatformImage, layers: LayerFacts | undefined): ReadPlatform {
  const accounts = layers && resolveAccounts(facts.user, parsePasswd(layers.passwd ?? ''), parseGroup(layers.group ?? ''));
  const unpackedSize = layers?.unpackedSize ?? known;
  const platform: LockedPlatform = {
    ...(manifest !== undefined && { manifest }),
    ...(config !== undefined && { config }),
    entrypoint: facts.entrypoint,
    cmd: facts.cmd,
    env: facts.env,
    workingDir: facts.workingDir,
    user: facts.user,
    volumes: facts.volumes,
    ...(facts.exposedPorts.length > 0 && { exposedPorts: facts.exposedPorts }),
    ...(facts.stopSignal !== '' && { stopSignal: facts.stopSignal }),
    labels: facts.labels,
    ...(accounts?.resolvedUser && { resolvedUser: accounts.resolvedUser }),
    ...(accounts && { users: accounts.users }),
    ...(size !== undefined && { size }),
    ...(unpackedSize !== undefined && { unpackedSize }),
  };
  if (!accounts || accounts.resolvedUser) return { platform };
  const where = layers?.passwd === undefined ? 'it has no /etc/passwd' : '/etc/passwd has no such user';
  return { platform, warning: problem('image-user-unresolved', `its user is "${facts.user}", but ${where}`) };
}
