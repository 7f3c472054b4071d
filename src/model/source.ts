/** A text that was read. `path` is what messages show: relative to the working directory, with `/`; `<stdin>` for standard input. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A point in a file. `offset` counts UTF-16 code units of `file.text`. */
export interface Origin {
  readonly file: SourceFile;
  readonly offset: number;
}

/** A place as people read it. `line` and `column` start at 1; `column` counts UTF-16 code units. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A field inside an object: `['spec', 'containers', 0, 'image']`. */
export type FieldPath = readonly (string | number)[];

/**
 * Where the entries of a parsed tree were written. Keys are the mappings and sequences of the tree themselves
 * (compared by identity), so that a tree put together from several files keeps its places.
 */
export interface Places {
  /** Where the whole tree begins. */
  readonly root: Origin;
  /** The written key (`key`) or value (`value`) of one entry; for items of a sequence both are the item. */
  find(container: object, entry: string | number, part: 'key' | 'value'): Origin | undefined;
  /** Where the values stood that this one replaced (base, then patch …), oldest first; absent for what is written once. */
  readonly replaced?: (container: object, entry: string | number) => readonly Origin[];
}

const lineStarts = new WeakMap<SourceFile, readonly number[]>();

function startsOf(file: SourceFile): readonly number[] {
  const known = lineStarts.get(file);
  if (known) return known;
  const starts = [0];
  for (let at = file.text.indexOf('\n'); at !== -1; at = file.text.indexOf('\n', at + 1)) starts.push(at + 1);
  lineStarts.set(file, starts);
  return starts;
}

/** Line and column of an origin. Lines are found once per file. */
export function locationOf({ file, offset }: Origin): SourceLocation {
  const starts = startsOf(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file: file.path, line: low + 1, column: offset - (starts[low] as number) + 1 };
}

/** Where a line (1-based) begins; the end of the text for lines that are not there. */
export function lineStart(file: SourceFile, line: number): number {
  return startsOf(file)[line - 1] ?? file.text.length;
}

/** The text of one line (1-based), without its line break. */
export function lineText(file: SourceFile, line: number): string {
  const starts = startsOf(file);
  const start = starts[line - 1];
  if (start === undefined) return '';
  return file.text.slice(start, starts[line] ?? file.text.length).replace(/\r?\n$/, '');
}

/**
 * The origin of the field at `path` below `value`, or of its nearest ancestor that was written.
 * `auto` points at the value when it stands on the line of its key, and at the key otherwise.
 */
export function originOf(value: unknown, places: Places, path: FieldPath, part: 'key' | 'value' | 'auto' = 'auto'): Origin {
  let node = value;
  let found = places.root;
  for (let index = 0; index < path.length; index++) {
    if (typeof node !== 'object' || node === null) return found;
    const entry = path[index] as string | number;
    const wanted = index < path.length - 1 ? 'key' : part;
    const at = wanted === 'auto' ? sameLineValue(places, node, entry) : places.find(node, entry, wanted);
    if (!at) return found;
    found = at;
    node = (node as Record<string | number, unknown>)[entry];
  }
  return found;
}

function sameLineValue(places: Places, container: object, entry: string | number): Origin | undefined {
  const key = places.find(container, entry, 'key');
  const value = places.find(container, entry, 'value');
  if (!key || !value || key.file !== value.file) return value ?? key;
  const lineBreak = key.file.text.indexOf('\n', key.offset);
  return lineBreak !== -1 && value.offset > lineBreak ? key : value;
}

/** Where the values stood that the one at `path` replaced, oldest first; mostly none. */
export function replacedAt(value: unknown, places: Places, path: FieldPath): readonly Origin[] {
  const last = path.at(-1);
  if (!places.replaced || last === undefined) return [];
  let node = value;
  for (const entry of path.slice(0, -1)) {
    if (typeof node !== 'object' || node === null) return [];
    node = (node as Record<string | number, unknown>)[entry];
  }
  return typeof node === 'object' && node !== null ? places.replaced(node, last) : [];
}
