import type { Report } from '../diagnostics/diagnostic.ts';
import type {
  ImageConfig,
  LinuxKitDevice,
  LinuxKitFile,
  LinuxKitImage,
  LinuxKitMount,
  LinuxKitRuntime,
  LinuxKitVolume,
} from '../model/linuxkit.ts';
import type { ResolvedContainer, ResolvedPod } from '../model/resolved-pod.ts';

/**
 * What happens to a PodSpec field.
 * - `translated`: same meaning in LinuxKit.
 * - `approximated`: close, and `doc` says how it differs.
 * - `ignored`: means nothing outside a cluster (scheduling, for example); one info per workload.
 * - `unsupported`: dropping it changes how the pod runs; always reported.
 */
export type Disposition = 'translated' | 'approximated' | 'ignored' | 'unsupported';

export interface FieldEntry {
  readonly disposition: Disposition;
  /** One sentence for users: what the field becomes, or why it does not. */
  readonly doc: string;
  /** The rule says itself what is lost, with a code of its own; unhandled-fields.ts stays out of it. */
  readonly reported?: true;
}

/** Keys that several rules add to; lists are joined and `mounts` merged by destination. */
export interface AdditiveKeys {
  readonly mounts?: readonly LinuxKitMount[];
  readonly devices?: readonly LinuxKitDevice[];
  readonly runtime?: LinuxKitRuntime | undefined;
}

/** Keys that exactly one rule writes. */
export type ExclusiveKey = Exclude<keyof ImageConfig, keyof AdditiveKeys>;

/** Settings of an image that exactly one rule writes; what is undefined is not written. */
export type ExclusiveKeys<W extends ExclusiveKey = ExclusiveKey> = { readonly [K in W]?: ImageConfig[K] | undefined };

/** Image settings limited to the keys in `W`; any other exclusive key is a type error. */
type OnlyKeys<W extends ExclusiveKey> = ExclusiveKeys<W> & { readonly [K in Exclude<ExclusiveKey, W>]?: never } & AdditiveKeys;

/** What a rule adds to the machine beside the containers. */
export interface PodParts {
  /** Helpers named `podspec-…`; their order is that of {@link helperOrder}. */
  readonly onboot?: readonly LinuxKitImage[];
  /** Runs after the init containers. */
  readonly lateOnboot?: readonly LinuxKitImage[];
  readonly services?: readonly LinuxKitImage[];
  readonly volumes?: readonly LinuxKitVolume[];
  /** Parent directories are added by the assembler. */
  readonly files?: readonly LinuxKitFile[];
}

/** One unit of translation: answers for PodSpec fields, writes LinuxKit keys. */
export interface Rule<W extends ExclusiveKey = ExclusiveKey> {
  /** The file's base name; `explain` and docs/fields.md print it. */
  readonly name: string;
  /**
   * PodSpec paths this rule answers for, `[]` for list items; an entry covers everything below it.
   * `containers[]` stands for init and ephemeral containers too, unless those have their own entry.
   */
  readonly owns: Readonly<Record<string, FieldEntry>>;
  /** Exclusive keys this rule sets, so results merge without order or conflict. */
  readonly writes: readonly W[];
  /** Reports nothing, so it is asked only when the output is wanted; a check goes without. */
  readonly quiet?: true;
  readonly container?: (container: ResolvedContainer, pod: ResolvedPod, report: Report) => OnlyKeys<NoInfer<W>>;
  readonly pod?: (pod: ResolvedPod, report: Report) => PodParts;
}

/** For rules with nothing to add, which most rules have for most containers; known by identity. */
export const nothing = {};

export const defineRule = <const W extends ExclusiveKey = never>(rule: Rule<W>): Rule<W> => rule;

/** Order of the onboot helpers before the init containers. */
export const helperOrder = [
  'podspec-firewall',
  'podspec-sysctl',
  'podspec-volumes',
  'podspec-net',
  'podspec-dns',
  'podspec-patch',
] as const;
