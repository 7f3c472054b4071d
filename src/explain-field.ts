import { kubernetesTypes } from './model/kubernetes-types.ts';
import { similarName } from './model/similar-name.ts';
import { ownerOf } from './translate/field-table.ts';
import { objectFieldOf, objectFields } from './translate/object-fields.ts';
import type { Disposition } from './translate/rule.ts';

/** What the tables say about one field, or about the nearest field above it that has an entry. */
export interface FieldAnswer {
  readonly disposition: Disposition;
  readonly doc: string;
  /** The field that the answer is written for: itself or one above it. */
  readonly path: string;
  /** Rule that translates it; absent for fields outside of a pod spec. */
  readonly rule?: string;
}

/** A field directly below a group. */
export interface FieldChild {
  readonly path: string;
  readonly type: string;
  /** Absent when the fields below it differ. */
  readonly answer?: FieldAnswer;
}

/** A field as `explain` shows it. */
export interface ExplainedField {
  /** `PodSpec`, or the kinds whose objects have the field. */
  readonly of: readonly string[];
  /** General path: `containers[].image`, `spec.replicas`; empty for the whole. */
  readonly path: string;
  /** As in the Kubernetes API: `string`, `[]Container`, `{}string`. */
  readonly type: string;
  readonly answer?: FieldAnswer;
  readonly children: readonly FieldChild[];
}

const types: Readonly<Record<string, Readonly<Record<string, string>>>> = kubernetesTypes;
const kinds = Object.keys(objectFields);

/** A field of a type of the table: `of` is PodSpec as soon as the path has entered one. */
interface Position {
  readonly of: string;
  readonly path: string;
  readonly type: string;
}

/**
 * The fields that a text may mean: `containers[].image`, `spec.template.spec.containers[0].image`, `Deployment.spec.replicas`, and paths
 * without brackets as `kubectl explain` takes them. Several when kinds have a field of that path; empty when there is none.
 */
export function explainField(text: string): readonly ExplainedField[] {
  const tokens = tokensOf(text);
  if (!tokens) return [];
  const merged = new Map<string, ExplainedField>();
  for (const start of startsOf(tokens)) {
    const position = walk(start.position, start.tokens);
    if (!position) continue;
    const field = describe(position);
    const key = JSON.stringify([field.path, field.type, field.answer, field.of[0] === 'PodSpec']);
    const known = merged.get(key);
    merged.set(key, known ? { ...known, of: [...new Set([...known.of, ...field.of])] } : field);
  }
  return [...merged.values()];
}

/** Fields that were probably meant, best first, at most ten: a corrected spelling, else every field that ends so. */
export function similarFields(text: string): readonly string[] {
  const tokens = tokensOf(text);
  if (!tokens) return [];
  const corrected = startsOf(tokens).flatMap(({ position, tokens: rest }) => walk(position, rest, true) ?? []);
  const found = corrected.map(written).filter((path) => path !== text);
  const ending = `.${bare(text)}`;
  const suffixes = podPaths().filter((path) => `.${bare(path)}`.endsWith(ending));
  return [...new Set([...found, ...suffixes])].slice(0, 10);
}

/** Whether a text can only mean a field: names of workloads have no capitals and no brackets. */
export function looksLikeField(text: string): boolean {
  return !text.includes('/') && /[A-Z[\]]|\..*\./.test(text);
}

/** `a[0].b['c.d']` → `a`, `b`, `c.d`; undefined when it is no path. `{}` at the end says that the field is a map. */
function tokensOf(text: string): readonly string[] | undefined {
  const form =
    /^\.?(?:[A-Za-z_$][\w$-]*|\[(?:\d+|\*)?\]|\['[^']*'\]|\["[^"]*"\])(?:\.[A-Za-z_$][\w$-]*|\[(?:\d+|\*)?\]|\['[^']*'\]|\["[^"]*"\])*(?:\{\})?$/;
  if (!form.test(text)) return undefined;
  return [...text.matchAll(/\['([^']*)'\]|\["([^"]*)"\]|([A-Za-z_$][\w$-]*)/g)].map(
    ([, single, double, word]) => single ?? double ?? word ?? '',
  );
}

interface Start {
  readonly position: Position;
  readonly tokens: readonly string[];
}

/** A path starts in a named kind, or in a pod spec, or in any kind: the strongest reading first. */
function startsOf(tokens: readonly string[]): readonly Start[] {
  const [first = '', ...rest] = tokens;
  const at = (of: string): Position => ({ of, path: '', type: of });
  const named = ['PodSpec', ...kinds].filter((kind) => (rest.length > 0 ? kind.toLowerCase() === first.toLowerCase() : kind === first));
  if (named.length > 0) return named.map((kind) => ({ position: at(kind), tokens: rest }));
  if (types['PodSpec']?.[first] !== undefined) return [{ position: at('PodSpec'), tokens }];
  const having = kinds.filter((kind) => types[kind]?.[first] !== undefined);
  return (having.length > 0 ? having : ['PodSpec', ...kinds]).map((kind) => ({ position: at(kind), tokens }));
}

/** Follows names through the types. With `correct`, a name that a type has not becomes the similar one that it has. */
function walk(start: Position, tokens: readonly string[], correct = false): Position | undefined {
  let position = start;
  for (const token of tokens) {
    if (position.type.startsWith('{}')) {
      position = { ...position, type: position.type.slice(2) };
      continue;
    }
    const inside = position.type.startsWith('[]');
    const fields = types[inside ? position.type.slice(2) : position.type];
    if (!fields) return position.type === 'any' ? position : undefined;
    const name = Object.hasOwn(fields, token) ? token : correct ? similarName(token, Object.keys(fields)) : undefined;
    const type = name === undefined ? undefined : fields[name];
    if (name === undefined || type === undefined) return undefined;
    position = type === 'PodSpec' ? { of: 'PodSpec', path: '', type } : { of: position.of, path: join(position.path, inside, name), type };
  }
  return position;
}

function join(path: string, inside: boolean, name: string): string {
  const parent = inside ? `${path}[]` : path;
  return parent === '' ? name : `${parent}.${name}`;
}

function describe({ of, path, type }: Position): ExplainedField {
  const answer = answerOf(of, path);
  return { of: [of], path, type, ...(answer && { answer }), children: childrenOf({ of, path, type }) };
}

function answerOf(of: string, path: string): FieldAnswer | undefined {
  if (of === 'PodSpec') {
    const owned = ownerOf(path);
    return owned && { disposition: owned.disposition, doc: owned.doc, path: owned.path, rule: owned.rule };
  }
  const entry = objectFieldOf(of, path);
  return entry && { disposition: entry.disposition, doc: entry.doc, path: entry.path };
}

/** Fields below a group. An entry that covers everything below it has no children of its own. */
function childrenOf({ of, path, type }: Position): readonly FieldChild[] {
  const inside = type.startsWith('[]');
  const fields = types[type.replace(/^(?:\[\]|\{\})/, '')];
  if (!fields || type === 'ObjectMeta') return [];
  const children = Object.entries(fields).map(([name, fieldType]): FieldChild => {
    if (fieldType === 'PodSpec') return { path: join(path, inside, name), type: fieldType };
    const child = join(path, inside, name);
    const answer = answerOf(of, child);
    return { path: child, type: fieldType, ...(answer && { answer }) };
  });
  const own = answerOf(of, path)?.path;
  return children.every(({ answer }) => answer !== undefined && answer.path === own) ? [] : children;
}

function written({ of, path }: Position): string {
  return of === 'PodSpec' ? path : `${of}.${path}`;
}

function bare(path: string): string {
  return path.replace(/\[[^\]]*\]/g, '');
}

/** Every field of a pod spec without brackets, as `kubectl explain` writes it: `containers.image`. */
export function fieldNames(): readonly string[] {
  return podPaths().map(bare);
}

let known: readonly string[] | undefined;

/** Every path of a pod spec, those of `containers[]` standing for the other lists of containers. */
function podPaths(): readonly string[] {
  known ??= pathsBelow({ of: 'PodSpec', path: '', type: 'PodSpec' });
  return known;
}

function pathsBelow({ of, path, type }: Position): readonly string[] {
  const fields = types[type.replace(/^(?:\[\]|\{\})/, '')];
  if (!fields || type === 'ObjectMeta' || /^(?:init|ephemeral)Containers$/.test(path)) return [];
  return Object.entries(fields).flatMap(([name, fieldType]) => {
    const below = join(path, type.startsWith('[]'), name);
    return [below, ...pathsBelow({ of, path: below, type: fieldType })];
  });
}
