import { findImage } from './image/lock.ts';
import { formatReference, parseReference, withDigest } from './image/reference.ts';
import type { ImageLock } from './model/image-lock.ts';
import type { LinuxKitConfig } from './model/linuxkit.ts';

/**
 * Gives the images that stand beside the containers (helpers, image volumes) the digest of the lock, as `--pin` does for containers.
 * An image that the lock does not hold for the platform stays as it is: the digest may be that of another platform, and a helper is our
 * own choice, whose default names one commit or release.
 */
export function pinImages(config: LinuxKitConfig, lock: ImageLock, platform: string): LinuxKitConfig {
  const pin = <T extends { readonly image: string }>(entry: T): T => {
    const { reference } = parseReference(entry.image);
    if (!reference || reference.digest !== undefined) return entry;
    const found = findImage(lock, formatReference(reference), platform);
    const digest = found.status === 'found' ? found.image.digest : undefined;
    return digest === undefined ? entry : { ...entry, image: formatReference(withDigest(reference, digest)) };
  };
  return {
    ...config,
    onboot: config.onboot.map(pin),
    onshutdown: config.onshutdown.map(pin),
    services: config.services.map(pin),
    volumes: config.volumes.map(pin),
  };
}
