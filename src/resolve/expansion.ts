import type { Text } from '../model/linuxkit.ts';
import { byteLength, concatText } from './text.ts';

/** Most bytes that Linux takes for one variable (`NAME=value`) or argument, without the NUL at its end (`MAX_ARG_STRLEN`). */
export const longestArgument = 131071;

/** What `$(NAME)` in one text became. */
export interface Expansion {
  /** When it exceeds {@link longestArgument}, what was expanded until then. */
  readonly text: Text;
  /** Names that were replaced by a value, in order, with repetitions. */
  readonly used: readonly string[];
  /** Names for which there was no value; their `$(NAME)` stays in the text. */
  readonly unresolved: readonly string[];
  /** A single `$` stands before a character that is not ASCII: a kubelet would spoil that character. */
  readonly spoilt: boolean;
}

/**
 * Replaces `$(NAME)` as the kubelet does. `$$` is `$`; a name is everything up to the first `)`; values are not expanded again;
 * an unknown name, a `$(` without `)` and any other `$` stay as they are.
 * Kubernetes copies the byte after such a `$` as if it were a character of its own, which spoils everything beyond ASCII; that
 * is not repeated here.
 * @see https://github.com/kubernetes/kubernetes/blob/master/third_party/forked/golang/expansion/expand.go
 */
export function expand(input: string, lookup: (name: string) => Text | undefined): Expansion {
  const parts: Text[] = [];
  const used: string[] = [];
  const unresolved: string[] = [];
  let spoilt = false;
  let copied = 0;
  let inserted = 0;
  // After the last `)` no reference can be complete; known once, so that many `$(` cost one search.
  const lastCloser = input.lastIndexOf(')');
  for (let at = input.indexOf('$'); at !== -1 && at + 1 < input.length; at = input.indexOf('$', at)) {
    const next = input[at + 1];
    if (next === '$') {
      parts.push(input.slice(copied, at + 1));
      at += 2;
      copied = at;
    } else if (next === '(' && at < lastCloser) {
      const closer = input.indexOf(')', at + 2);
      const name = input.slice(at + 2, closer);
      const value = lookup(name);
      if (value === undefined) {
        unresolved.push(name);
      } else {
        used.push(name);
        parts.push(input.slice(copied, at), value);
        copied = closer + 1;
        inserted += byteLength(value);
        // Variables that double each other would fill the memory long before the kernel refuses them.
        if (inserted > longestArgument) break;
      }
      at = closer + 1;
    } else {
      spoilt ||= input.charCodeAt(at + 1) > 0x7f;
      at += 2;
    }
  }
  parts.push(input.slice(copied));
  return { text: concatText(parts), used, unresolved, spoilt };
}
