import type { Text } from '../model/linuxkit.ts';
import type { Provenance, ResolvedEnv } from '../model/resolved-pod.ts';
import { type Expansion, expand, longestArgument } from './expansion.ts';
import { byteLength, hasNul } from './text.ts';

/** A variable that the pod declares. */
export interface Variable extends ResolvedEnv {
  /** The value is left out because it comes out of a Secret (`--secrets omit`); `value` is empty. */
  readonly omitted: boolean;
}

export interface VariableSource {
  readonly value: Text;
  readonly from: Provenance;
  readonly secret: boolean;
  readonly omitted: boolean;
}

/** Variables in the order of their first declaration, as they are collected. */
export interface VariableList {
  readonly all: ReadonlyMap<string, Variable>;
  /** Sets a variable; one that exists keeps its position and is remembered as overridden. */
  readonly set: (name: string, source: VariableSource) => void;
}

export function variableList(): VariableList {
  const all = new Map<string, Variable>();
  // Shared by the successive values of a name, so that many declarations of one name cost no copies.
  const histories = new Map<string, Provenance[]>();
  const nothing: readonly Provenance[] = [];
  return {
    all,
    set(name, source) {
      const { value, from, secret, omitted } = source;
      const before = all.get(name);
      if (!before) {
        all.set(name, { name, value, from, secret, overrode: nothing, omitted });
        return;
      }
      const history = histories.get(name) ?? [];
      history.push(before.from);
      histories.set(name, history);
      all.set(name, { name, value, from, secret, overrode: history, omitted });
    },
  };
}

/** A text after expansion, and what became of its references. */
export interface ExpandedText extends Expansion {
  /** A value out of a Secret went into the text. */
  readonly secret: boolean;
  /** References to variables whose values are left out; they stay in the text. */
  readonly omitted: readonly string[];
}

const none: readonly string[] = [];

/** Expands a text with the variables declared so far, then those of Services. */
export function expandWith(
  text: string,
  variables: ReadonlyMap<string, Variable>,
  services: ReadonlyMap<string, ResolvedEnv>,
): ExpandedText {
  if (!text.includes('$')) return { text, used: none, unresolved: none, omitted: none, spoilt: false, secret: false };
  const expansion = expand(text, (name) => {
    const variable = variables.get(name);
    if (variable) return variable.omitted ? undefined : variable.value;
    return services.get(name)?.value;
  });
  return {
    ...expansion,
    secret: expansion.used.some((name) => variables.get(name)?.secret),
    omitted: expansion.unresolved.filter((name) => variables.get(name)?.omitted),
    unresolved: expansion.unresolved.filter((name) => !variables.has(name)),
  };
}

/** Why the kernel would refuse a variable (`NAME=value`) or an argument. */
export function kernelProblem(text: Text, nameLength: number): 'nul' | 'too-long' | undefined {
  if (hasNul(text)) return 'nul';
  return byteLength(text) + nameLength > longestArgument ? 'too-long' : undefined;
}
