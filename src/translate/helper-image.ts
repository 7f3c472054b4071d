import type { LinuxKitImage, LinuxKitMount, LinuxKitRuntime, Text } from '../model/linuxkit.ts';
import { defaultPath } from '../resolve/env.ts';

/** What differs between helpers. */
export interface HelperSettings {
  /** `podspec-…`. */
  readonly name: string;
  readonly image: string;
  readonly command: readonly Text[];
  readonly capabilities: readonly string[];
  readonly mounts: readonly LinuxKitMount[];
  readonly pid?: string;
  readonly rootfsPropagation?: string;
  readonly runtime?: LinuxKitRuntime;
}

/**
 * A helper that runs as root with just the capabilities it needs. Every key that a label of the image could set is set here,
 * so that the result does not depend on the label.
 */
export function helperImage({ name, image, command, capabilities, mounts, ...optional }: HelperSettings): LinuxKitImage {
  return {
    name,
    image,
    command,
    env: [`PATH=${defaultPath}`],
    cwd: '/',
    uid: 0,
    gid: 0,
    capabilities,
    ambient: [],
    noNewPrivileges: true,
    readonly: false,
    binds: [],
    mounts,
    ...optional,
  };
}

/** Binds one path of the machine into a helper at the same place. */
export function bindSame(path: string, access: 'ro' | 'rw'): LinuxKitMount {
  return { type: 'bind', source: path, destination: path, options: ['rbind', 'rprivate', access] };
}
