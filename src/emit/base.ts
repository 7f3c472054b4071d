/** An entry of a section, with whatever keys LinuxKit knows. */
export type BaseEntry = Readonly<Record<string, unknown>>;

/** An image of a base file. */
export type BaseImage = BaseEntry & { readonly name: string; readonly image: string };

/** A LinuxKit file as its author wrote it. */
export interface BaseFile {
  readonly path: string;
  readonly kernel: BaseEntry;
  readonly init: readonly string[];
  readonly onboot: readonly BaseImage[];
  readonly onshutdown: readonly BaseImage[];
  readonly services: readonly BaseImage[];
  readonly volumes: readonly BaseEntry[];
  readonly files: readonly BaseEntry[];
}

/** The sections of all base files together, in LinuxKit's order. */
export interface MergedBase {
  readonly kernel: BaseEntry;
  readonly init: readonly string[];
  readonly onboot: readonly BaseEntry[];
  readonly onshutdown: readonly BaseEntry[];
  readonly services: readonly BaseEntry[];
  readonly volumes: readonly BaseEntry[];
  readonly files: readonly BaseEntry[];
}

/** No base at all. */
export const emptyBase: MergedBase = { kernel: {}, init: [], onboot: [], onshutdown: [], services: [], volumes: [], files: [] };

/**
 * Merges as `linuxkit build BASE… APP` does (AppendConfig in src/cmd/linuxkit/moby/config.go): of the kernel each
 * non-empty field of a later file wins, all lists are joined in the order of the files.
 */
export function mergeBases(bases: readonly BaseFile[]): MergedBase {
  const kernel: Record<string, unknown> = {};
  for (const base of bases) {
    // LinuxKit overrides with an empty tar and ucode too: those are pointers in Go.
    for (const [key, value] of Object.entries(base.kernel)) if (value !== '' || key === 'tar' || key === 'ucode') kernel[key] = value;
  }
  return {
    kernel,
    init: bases.flatMap(({ init }) => init),
    onboot: bases.flatMap(({ onboot }) => onboot),
    onshutdown: bases.flatMap(({ onshutdown }) => onshutdown),
    services: bases.flatMap(({ services }) => services),
    volumes: bases.flatMap(({ volumes }) => volumes),
    files: bases.flatMap(({ files }) => files),
  };
}
