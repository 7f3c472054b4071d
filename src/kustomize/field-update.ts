import type { Origin } from '../model/source.ts';
import { isNull, type ScalarTree, type Tree } from '../yaml/tree.ts';
import type { FieldUpdate } from './field-spec.ts';
import { entryOf, inPlaceOf, withField } from './tree.ts';

type Fail = FieldUpdate['fail'];

/** Sets a scalar field to a text; `tag` empty: its type is found from the text, unless the old value was quoted. */
export function setScalar(text: string, tag: string, at: Origin, fail: Fail): FieldUpdate {
  return {
    create: 'scalar',
    at,
    fail,
    set: (old) => {
      if (old.kind === 'scalar') return inPlaceOf(old, { kind: 'scalar', text, tag, style: 'plain', at });
      fail(old.at, `expected a scalar, found a ${old.kind}`);
      return old;
    },
  };
}

/** Sets an entry of a mapping field, such as one label. New entries get `scalar` itself, existing ones a copy. */
export function setEntry(name: string, scalar: ScalarTree, fail: Fail): FieldUpdate {
  return {
    create: 'mapping',
    at: scalar.at,
    fail,
    set: (old: Tree) => {
      if (old.kind === 'mapping') return withField(old, name, entryOf(old, name) ? { ...scalar } : scalar, scalar.at);
      if (!isNull(old)) fail(old.at, `expected a mapping, found a ${old.kind}`);
      return old;
    },
  };
}
