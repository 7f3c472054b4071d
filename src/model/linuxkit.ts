/** Text, or bytes that are no text; the emitter writes bytes, and text that LinuxKit would spoil, as `!!binary`. */
export type Text = string | Uint8Array;

/** Label of an image with LinuxKit settings; LinuxKit puts them below what is written. */
export const linuxkitLabel = 'org.mobyproject.config';

/** Long-form mount of a container, as OCI spells it. */
export interface LinuxKitMount {
  readonly type: string;
  readonly source: string;
  readonly destination: string;
  readonly options: readonly string[];
}

export interface LinuxKitDevice {
  readonly path: string;
  readonly type?: string;
  readonly major?: number;
  readonly minor?: number;
  /** Octal in quotes, e.g. `0666`. */
  readonly mode?: string;
}

export interface LinuxKitRuntime {
  readonly mkdir?: readonly string[];
  readonly mounts?: readonly LinuxKitMount[];
  readonly bindNS?: Readonly<Record<string, string>>;
}

export interface LinuxKitResources {
  readonly cpu?: { readonly shares?: number; readonly quota?: number; readonly period?: number };
  /** Bytes. */
  readonly memory?: { readonly limit?: number | bigint; readonly reservation?: number; readonly swap?: number };
}

/** Settings of one image in a LinuxKit file; spelt as LinuxKit spells them. */
export interface ImageConfig {
  readonly command?: readonly Text[];
  readonly env?: readonly Text[];
  readonly cwd?: Text;
  readonly uid?: number;
  readonly gid?: number;
  readonly additionalGids?: readonly number[];
  readonly capabilities?: readonly string[];
  readonly ambient?: readonly string[];
  readonly noNewPrivileges?: boolean;
  readonly readonly?: boolean;
  readonly maskedPaths?: readonly string[];
  readonly readonlyPaths?: readonly string[];
  readonly oomScoreAdj?: number;
  readonly resources?: LinuxKitResources;
  readonly pid?: string;
  readonly ipc?: string;
  readonly net?: string;
  readonly rootfsPropagation?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly binds?: readonly string[];
  readonly mounts?: readonly LinuxKitMount[];
  readonly devices?: readonly LinuxKitDevice[];
  readonly runtime?: LinuxKitRuntime;
}

export interface LinuxKitImage extends ImageConfig {
  readonly name: string;
  readonly image: string;
}

export interface LinuxKitFile {
  /** Without a leading `/`. */
  readonly path: string;
  readonly directory?: true;
  readonly symlink?: string;
  readonly contents?: Text;
  /** Octal digits, e.g. `0644`. */
  readonly mode: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** A LinuxKit volume made from an image; only for image volumes. */
export interface LinuxKitVolume {
  readonly name: string;
  readonly image: string;
  readonly readonly: boolean;
}

/** What one workload becomes. No kernel, init or cmdline: those are the base file's. */
export interface LinuxKitConfig {
  readonly onboot: readonly LinuxKitImage[];
  readonly onshutdown: readonly LinuxKitImage[];
  readonly services: readonly LinuxKitImage[];
  readonly volumes: readonly LinuxKitVolume[];
  readonly files: readonly LinuxKitFile[];
}
