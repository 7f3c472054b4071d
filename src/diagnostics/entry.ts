import type { Severity } from './diagnostic.ts';

/** What the catalogue knows of one code. Texts are plain sentences; `message` names the thing, quotes what was found, says what was expected. */
export interface Entry<Args> {
  readonly severity: Severity;
  /** A warning about lost protection; `--strict` and reports single these out. */
  readonly security?: boolean;
  /** An error that the configuration may lower, since the output is still right for some users. Other errors cannot be switched off. */
  readonly adjustable?: boolean;
  /** One line, as in a list of codes. */
  readonly title: string;
  /** Why this is reported: what Kubernetes does and what LinuxKit does instead. */
  readonly why: string;
  /** What to do about it. */
  readonly help: string;
  readonly message: (args: Args) => string;
}

/** Gives an entry its argument type: `entry<{ name: string }>({…})`. */
export function entry<Args>(value: Entry<Args>): Entry<Args> {
  return value;
}
