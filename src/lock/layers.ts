import { byteReader } from './byte-reader.ts';
import { decompress } from './decompress.ts';
import { layerTree } from './layer-tree.ts';
import { isProblem, type Problem, problem } from './problem.ts';
import { tarEntries } from './tar.ts';
import { streamProblem, verify } from './verified.ts';

/** One layer of an image, not yet read. */
export interface Layer {
  /** `layer sha256:…`, or its name in the archive. */
  readonly name: string;
  /** Digest of the layer as it is stored; absent in archives that do not say. */
  readonly digest: string | undefined;
  /** Bytes as it is stored. */
  readonly size: number | undefined;
  /** Digest of the unpacked layer, from the image's configuration. */
  readonly diffID: string | undefined;
  readonly open: () => Promise<AsyncIterable<Uint8Array> | Problem>;
}

/** What the layers say. */
export interface LayerFacts {
  /** /etc/passwd; undefined when the image has none. */
  readonly passwd: string | undefined;
  readonly group: string | undefined;
  readonly unpackedSize: number;
}

/** Upper limits against archives made to fill a machine, bytes per layer. */
export interface LayerLimits {
  readonly stored: number;
  readonly unpacked: number;
}

export const defaultLimits: LayerLimits = { stored: 32 * 2 ** 30, unpacked: 128 * 2 ** 30 };

const databases = ['etc/passwd', 'etc/group'] as const;
/** How often layers are read again because a link leads to a path that was not looked at; one pass is the rule. */
const mostPasses = 8;

/** Reads all layers of an image, lowest first, checks their digests, and finds the user database. */
export async function readLayers(layers: readonly Layer[], limits: LayerLimits = defaultLimits): Promise<LayerFacts | Problem> {
  const paths = new Set<string>(databases);
  for (let pass = 0; pass < mostPasses; pass++) {
    const tree = layerTree(paths);
    let unpackedSize = 0;
    for (const layer of layers) {
      const size = await readLayer(layer, tree.apply, limits);
      if (isProblem(size)) return size;
      unpackedSize += size;
    }
    const [passwd = 'missing', group = 'missing'] = databases.map((path) => tree.read(path));
    if (isProblem(passwd)) return passwd;
    if (isProblem(group)) return group;
    const more = [passwd, group].flatMap((found) => (typeof found === 'object' && 'wanted' in found ? found.wanted : []));
    if (more.length === 0) return { passwd: textOf(passwd), group: textOf(group), unpackedSize };
    for (const path of more) paths.add(path);
  }
  return problem('image-link-loop', '/etc/passwd or /etc/group is a link with too many steps');
}

function textOf(found: { readonly contents: Uint8Array } | { readonly wanted: readonly string[] } | 'missing'): string | undefined {
  return typeof found === 'object' && 'contents' in found ? new TextDecoder().decode(found.contents) : undefined;
}

/** Reads one layer to its end and gives its unpacked size. */
async function readLayer(layer: Layer, apply: ReturnType<typeof layerTree>['apply'], limits: LayerLimits): Promise<number | Problem> {
  const source = await layer.open();
  if (isProblem(source)) return source;
  const stored = verify(source, { what: layer.name, digest: layer.digest, size: layer.size, limit: limits.stored });
  const unpacked = verify(decompress(stored.chunks), { what: `unpacked ${layer.name}`, digest: layer.diffID, limit: limits.unpacked });
  const inTar = await applyTar(layer.name, unpacked.chunks, apply);
  // A limit that was passed says more than the tar that ended early because of it.
  const whole = inTar ? undefined : await unpacked.finish();
  const tooLarge = inTar ? await limitPassed(unpacked) : undefined;
  const inStorage = tooLarge ? undefined : await stored.finish();
  if (isProblem(inStorage)) return inStorage;
  if (tooLarge) return tooLarge;
  if (inTar) return inTar;
  if (isProblem(whole)) return whole;
  return whole?.size ?? 0;
}

async function limitPassed(stream: ReturnType<typeof verify>): Promise<Problem | undefined> {
  const end = await stream.finish();
  return isProblem(end) && end.problemCode === 'image-too-large' ? end : undefined;
}

async function applyTar(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  apply: ReturnType<typeof layerTree>['apply'],
): Promise<Problem | undefined> {
  try {
    const found = await apply(tarEntries(byteReader(chunks)));
    return found && { ...found, text: `${name}: ${found.text}` };
  } catch (error) {
    return streamProblem(name, error);
  }
}
