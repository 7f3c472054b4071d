import type { Report } from '../diagnostics/diagnostic.ts';
import type { Container } from '../model/kubernetes.ts';
import { integerValueOf, parseQuantity } from '../model/quantity.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import { bytesOf } from './amounts.ts';
import { atVolume, type DeclaredVolume, fsGroupOf, unusable, volumeBase } from './declared-volume.ts';
import { resourcesOf } from './resources.ts';

/** An emptyDir, or a volume without a source, which Kubernetes takes for one (`SetDefaults_Volume`). */
export function resolveEmptyDir(volume: DeclaredVolume, pod: PodContext, report: Report): ResolvedVolume {
  const { medium = '', sizeLimit } = volume.spec.emptyDir ?? {};
  const limitBytes = sizeLimit === undefined ? undefined : sizeOf(sizeLimit);
  if (sizeLimit !== undefined && limitBytes === undefined) {
    report('invalid-size-limit', atVolume(volume, pod, 'emptyDir', 'sizeLimit'), { volume: volume.name, size: String(sizeLimit) });
  }
  const base = { ...volumeBase(volume, pod), kind: 'empty-dir', ...fsGroupOf(pod) } as const;
  const inMemory = `/run/podspec/empty/${volume.name}`;
  if (medium === '' && pod.options.emptyDir === 'disk') {
    return { ...base, medium: 'disk', path: `/var/lib/podspec/empty/${volume.name}` };
  }
  if (medium === '') return { ...base, medium: 'tmpfs', path: inMemory, ...size(limitBytes) };
  if (medium === 'Memory') return { ...base, medium: 'tmpfs', path: inMemory, ...size(smallest(limitBytes, podMemoryLimit(pod))) };
  const pageSize = pageSizeOf(medium, volume, pod, report);
  if (pageSize === undefined) return unusable(volume, pod);
  return { ...base, medium: 'hugetlbfs', path: inMemory, pageSize, ...size(limitBytes) };
}

/** Bytes; undefined for what is no size. A limit of zero means no limit (`calculateEmptyDirMemorySize`). */
function sizeOf(quantity: string | number): bigint | undefined {
  const parsed = parseQuantity(quantity);
  return parsed === undefined || parsed.nano < 0n ? undefined : integerValueOf(parsed);
}

function size(bytes: bigint | undefined): { readonly sizeBytes?: bigint } {
  return bytes === undefined || bytes === 0n ? {} : { sizeBytes: bytes };
}

function smallest(left: bigint | undefined, right: bigint | undefined): bigint | undefined {
  if (!left) return right;
  if (!right) return left;
  return left < right ? left : right;
}

/**
 * The memory limit of the pod's cgroup in bytes, which bounds its tmpfs volumes: known when every container has a limit
 * (kubelet `ResourceConfigForPod`, component-helpers `PodLimits`). Sidecars count on top of the containers and of later init containers.
 */
function podMemoryLimit(pod: PodContext): bigint | undefined {
  const resources = resourcesOf(pod);
  const ofPod = bytesOf(resources.pod?.limits.get('memory')?.milli ?? 0n);
  if (ofPod > 0n) return ofPod;
  const limitOf = (container: Container): bigint => bytesOf(resources.containers.get(container)?.limits.get('memory')?.milli ?? 0n);
  const { initContainers = [], containers = [] } = pod.spec;
  const isUnlimited = (container: Container) => limitOf(container) === 0n;
  if (initContainers.some(isUnlimited) || containers.some(isUnlimited)) return undefined;
  let sidecars = 0n;
  let largestInit = 0n;
  for (const container of initContainers) {
    const together = sidecars + limitOf(container);
    if (container.restartPolicy === 'Always') sidecars = together;
    if (together > largestInit) largestInit = together;
  }
  const running = containers.reduce((sum, container) => sum + limitOf(container), sidecars);
  return running > largestInit ? running : largestInit;
}

/** `2M` for medium `HugePages-2Mi`; for `HugePages` the one size that the pod asks for (kubelet `getPageSizeMountOption`). */
function pageSizeOf(medium: string, volume: DeclaredVolume, pod: PodContext, report: Report): string | undefined {
  const at = atVolume(volume, pod, 'emptyDir', 'medium');
  const written = /^HugePages(?:-(.+))?$/.exec(medium);
  if (!written || (written[1] !== undefined && !sizeOf(written[1]))) {
    report('invalid-empty-dir-medium', at, { volume: volume.name, medium });
    return undefined;
  }
  if (written[1] !== undefined) return written[1].replace(/i$/, '');
  const sizes = hugePageSizes(pod);
  const [only] = sizes;
  if (sizes.length === 1 && only !== undefined) return only.replace(/i$/, '');
  report('huge-pages-ambiguous', at, { volume: volume.name, sizes });
  return undefined;
}

function hugePageSizes({ spec }: PodContext): readonly string[] {
  const containers: readonly Container[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const names = containers.flatMap(({ resources }) => [...Object.keys(resources?.limits ?? {}), ...Object.keys(resources?.requests ?? {})]);
  const sizes = names.flatMap((name) => (name.startsWith('hugepages-') ? [name.slice('hugepages-'.length)] : []));
  return [...new Set(sizes)].sort();
}
