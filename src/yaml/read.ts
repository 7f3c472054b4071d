import * as yaml from 'js-yaml';
import type { EntryOffsets } from './places.ts';
import { type Resolve, resolveKubectl } from './scalar.ts';

export interface ReadDocument {
  readonly value: unknown;
  readonly root: number;
  readonly table: ReadonlyMap<object, EntryOffsets>;
}

interface Frame {
  readonly start: number;
  readonly children: unknown[];
}

interface State {
  readonly input: string;
  readonly position: number;
  readonly kind: string | null;
  readonly result: unknown;
}

const schemas = new Map<Resolve, yaml.Schema>();

function schemaFor(resolve: Resolve): yaml.Schema {
  let schema = schemas.get(resolve);
  if (!schema) {
    const plain = new yaml.Type('tag:yaml.org,2002:plain', { kind: 'scalar', resolve: () => true, construct: resolve });
    const merge = new yaml.Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (data) => data === '<<' });
    const binary = new yaml.Type('tag:yaml.org,2002:binary', {
      kind: 'scalar',
      construct: (data) => Buffer.from(String(data), 'base64').toString(),
    });
    schema = yaml.FAILSAFE_SCHEMA.extend({ implicit: [merge, plain], explicit: [binary] });
    schemas.set(resolve, schema);
  }
  return schema;
}

/** Reads `text.slice(start, end)`. */
export function readDocument(text: string, resolve: Resolve = resolveKubectl): ReadDocument {
  const table = new Map<object, EntryOffsets>();
  const stack: Frame[] = [{ start: 0, children: [] }];
  const listener = (event: 'open' | 'close', state: State): void => {
    if (event === 'open') {
      stack.push({ start: skipBlank(state.input, state.position), children: [] });
      return;
    }
    const frame = stack.pop() as Frame;
    const { kind, result } = state;
    if (typeof result === 'object' && result !== null && !table.has(result)) enter(table, kind, result, frame.children);
    stack[stack.length - 1]?.children.push(frame.start, result);
  };
  const options = { schema: schemaFor(resolve), json: true, listener, maxDepth: 1000, maxTotalMergeKeys: -1 } as yaml.LoadOptions;
  const value = yaml.loadAll(text, null, options)[0];
  return { value, root: skipBlank(`${text}\0`, 0), table };
}

function enter(table: Map<object, EntryOffsets>, kind: string | null, result: object, children: readonly unknown[]): void {
  const entries: EntryOffsets = [];
  if (kind === 'sequence') for (let at = 0; at < children.length; at += 2) entries.push(children[at] as number);
  else if (kind === 'mapping') {
    for (let at = 0; at + 3 < children.length; at += 4) {
      entries.push(String(children[at + 1]), children[at] as number, children[at + 2] as number);
    }
  }
  table.set(result, entries);
}

function skipBlank(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d) at += 1;
    else if (code === 0x23) {
      const end = text.indexOf('\n', at);
      if (end === -1) return at;
      at = end;
    } else return at;
  }
}
