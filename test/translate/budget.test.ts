import { describe, expect, test } from 'vitest';
import { collector } from '../../src/diagnostics/diagnostic.ts';
import type { LockedPlatform } from '../../src/model/image-lock.ts';
import type { LinuxKitConfig } from '../../src/model/linuxkit.ts';
import type { ResolvedPod } from '../../src/model/resolved-pod.ts';
import { checkBudget, imageBudget } from '../../src/translate/budget.ts';
import { samplePod } from './sample-pod.ts';

const MiB = 2 ** 20;
const config = (): LinuxKitConfig => ({
  onboot: [],
  onshutdown: [],
  services: [],
  volumes: [],
  files: [{ path: 'f', contents: 'üx', mode: '0644' }],
});

/** A pod whose containers have images of these sizes in the lock. */
function podOf(images: readonly { name: string; size?: number; unpackedSize?: number }[], nodeMemory = '1Gi'): ResolvedPod {
  const pod = samplePod({
    spec: { containers: images.map(({ name }, index) => ({ name: `c${index}`, image: name })) },
    options: { nodeMemory },
  });
  const containers = pod.containers.map((container, index) => {
    const { name = '', size, unpackedSize } = images[index] ?? {};
    const locked: LockedPlatform = {
      entrypoint: [],
      cmd: [],
      env: [],
      workingDir: '',
      user: '',
      volumes: [],
      labels: {},
      ...(size !== undefined && { size }),
      ...(unpackedSize !== undefined && { unpackedSize }),
    };
    return { ...container, image: { reference: name, normalised: name, emitted: name, config: locked } };
  });
  return { ...pod, containers };
}

function warnings(pod: ResolvedPod): readonly string[] {
  const { diagnostics, report } = collector();
  checkBudget(imageBudget(pod, config), pod, report);
  return diagnostics.map(({ code }) => code);
}

describe('the sum', () => {
  test('counts an image once, however many containers use it', () => {
    expect(
      imageBudget(
        podOf([
          { name: 'a', size: 10 },
          { name: 'a', size: 10 },
          { name: 'b', size: 5 },
        ]),
        config,
      ),
    ).toEqual({ compressedBytes: 15, unknown: [] });
  });

  test('adds baked files to what is unpacked, in bytes', () => {
    expect(imageBudget(podOf([{ name: 'a', size: 10, unpackedSize: 30 }]), config)).toEqual({
      compressedBytes: 10,
      unpackedBytes: 33,
      unknown: [],
    });
  });

  test('names images whose size is not known', () => {
    expect(imageBudget(podOf([{ name: 'b' }, { name: 'a' }, { name: 'c', size: 1 }]), config)).toEqual({
      compressedBytes: 1,
      unknown: ['a', 'b'],
    });
  });

  test('does not exist when nothing is known', () => {
    expect(imageBudget(podOf([{ name: 'a' }]), config)).toBeUndefined();
    expect(warnings(podOf([{ name: 'a' }]))).toEqual([]);
  });
});

describe('the limits of an initrd', () => {
  test.each<[string, { size: number; unpackedSize?: number }, string, readonly string[]]>([
    ['half of the memory compressed', { size: 512 * MiB }, '1Gi', []],
    ['a byte more', { size: 512 * MiB + 1 }, '1Gi', ['image-exceeds-memory']],
    ['more when unpacked', { size: 200 * MiB, unpackedSize: 600 * MiB }, '1Gi', ['image-exceeds-memory']],
    ['a machine with more memory', { size: 200 * MiB, unpackedSize: 600 * MiB }, '2Gi', []],
    ['4 GiB on a large machine', { size: 4096 * MiB }, '64Gi', []],
    ['more than 4 GiB on a large machine', { size: 4096 * MiB + 1 }, '64Gi', ['image-exceeds-initrd']],
    ['a memory that is no quantity', { size: 600 * MiB }, 'much', ['image-exceeds-memory']],
  ])('%s', (_name, sizes, memory, expected) => {
    expect(warnings(podOf([{ name: 'a', ...sizes }], memory))).toEqual(expected);
  });

  test('the message says how much memory is needed', () => {
    const { diagnostics, report } = collector();
    // The numbers of LinuxKit issue 3490.
    const pod = podOf([{ name: 'a', size: 723_265_846 }]);
    checkBudget(imageBudget(pod, config), pod, report);
    expect(diagnostics[0]?.message).toBe(
      'the images have 690 MiB compressed, more than the 512 MiB that a machine with 1 GiB of memory can boot from an initrd; it needs 1.4 GiB',
    );
  });
});
