import type { Diagnostic, Outcome } from '../../src/diagnostics/diagnostic.ts';
import { emptyLock } from '../../src/image/lock.ts';
import type { LockServices } from '../../src/lock/services.ts';
import { type LockRequest, type LockUpdate, updateLock } from '../../src/lock/update-lock.ts';

/** Services of a lock run that wait for nothing and know no home directory. */
export function services(changes: Partial<LockServices> = {}): LockServices {
  return {
    cwd: '/',
    env: { PATH: process.env.PATH },
    home: undefined,
    readStdin: async () => new Uint8Array(0),
    registries: {},
    jobs: 4,
    delay: async () => undefined,
    ...changes,
  };
}

export function request(images: readonly string[], from: readonly string[], changes: Partial<LockRequest> = {}): LockRequest {
  const uses = images.map((image) => ({ image, at: { kind: 'invocation' as const } }));
  return { uses, from, old: emptyLock, platforms: ['linux/amd64'], keepUnused: false, noLayers: false, ...changes };
}

/** Locks images from sources. */
export function lockImages(
  images: readonly string[],
  from: readonly string[],
  changes: Partial<LockRequest> = {},
  outside: Partial<LockServices> = {},
): Promise<Outcome<LockUpdate>> {
  return updateLock(request(images, from, changes), services(outside));
}

export function codes(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code }) => code);
}
