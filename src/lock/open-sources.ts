import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Report } from '../diagnostics/diagnostic.ts';
import type { ImageSource } from './found-image.ts';
import { type Problem, problem, systemReason } from './problem.ts';
import { credentialFinder } from './registry/credentials.ts';
import { plainHttpOf, registrySource } from './registry/registry-source.ts';
import type { LockServices } from './services.ts';
import { dockerArchive } from './sources/docker-archive.ts';
import { dockerInspect } from './sources/docker-inspect.ts';
import { ociLayout } from './sources/oci-layout.ts';

const requestTimeout = 30_000;
const helperTimeout = 30_000;

/** The sources that `--from` names, in that order. A value that is none is reported. */
export function openSources(texts: readonly string[], services: LockServices, report: Report): readonly ImageSource[] {
  return texts.flatMap((text) => {
    const source = openSource(text, services);
    if (typeof source !== 'string') return [source];
    report('invalid-image-source', { kind: 'invocation' }, { source: text, problem: source });
    return [];
  });
}

/** What is wrong with a value of `--from`, as the rest of a sentence; undefined: nothing. Nothing is opened. */
export function imageSourceProblem(text: string, services: LockServices): string | undefined {
  const source = openSource(text, services);
  return typeof source === 'string' ? source : undefined;
}

function openSource(text: string, services: LockServices): ImageSource | string {
  const colon = text.indexOf(':');
  const kind = colon === -1 ? text : text.slice(0, colon);
  const rest = colon === -1 ? '' : text.slice(colon + 1);
  const path = resolve(services.cwd, rest);
  switch (kind) {
    case 'oci':
      return rest === '' ? 'expected oci:DIR or oci:FILE.tar' : ociLayout(text, path);
    case 'docker-archive':
      return rest === '' ? 'expected docker-archive:FILE.tar' : dockerArchive(text, path);
    case 'linuxkit-cache':
      if (rest !== '') return ociLayout(text, path);
      if (services.home === undefined) return 'the home directory is not known';
      return ociLayout(`${text} (~/.linuxkit/cache)`, join(services.home, '.linuxkit', 'cache'));
    case 'docker-inspect':
      return rest === '' ? 'expected docker-inspect:FILE or docker-inspect:-' : dockerInspect(text, () => readInput(rest, path, services));
    case 'registry':
      return rest === '' ? openRegistry(services) : 'expected registry alone; the reference of an image names its registry';
    default:
      return `"${kind}" is not a kind of source`;
  }
}

async function readInput(name: string, path: string, services: LockServices): Promise<Uint8Array | Problem> {
  try {
    return name === '-' ? await services.readStdin() : await readFile(path);
  } catch (error) {
    return problem('unreadable-image-source', systemReason(error));
  }
}

function openRegistry({ env, home, registries, ...services }: LockServices): ImageSource {
  const credentials = credentialFinder(env, home, services.helperTimeout ?? helperTimeout);
  return registrySource(registries, credentials, {
    fetch: services.fetch ?? fetch,
    delay: services.delay ?? (async (milliseconds) => void (await wait(milliseconds))),
    timeout: services.requestTimeout ?? requestTimeout,
    isPlainHttp: plainHttpOf(registries),
  });
}
