import { atField, type Report } from '../diagnostics/diagnostic.ts';
import { formatPath } from '../model/field-path.ts';
import type { Kubernetes, KubernetesType } from '../model/kubernetes.ts';
import { describeObject, type Manifest } from '../model/manifest.ts';
import { isMapping } from '../model/mapping.ts';
import { similarName } from '../model/similar-name.ts';
import { checkQuantity } from './check-quantity.ts';
import { describeKind, describeValue, isBase64, readScalar, zeroScalar } from './scalars.ts';
import { describeShape, type ScalarKind, type Shape, shapeOf } from './shapes.ts';
import { isOctal, isWrittenAsFloat, writtenScalar } from './written.ts';

/** The object being read and where the reader stands. `at` is one array for the whole walk and copied only for reports. */
export interface Walk {
  readonly manifest: Manifest;
  readonly report: Report;
  readonly root: Shape;
  readonly at: (string | number)[];
  /** Values must not be quoted. */
  readonly secret: boolean;
  /** SOPS is reported once for an object. */
  sopsReported: boolean;
}

/**
 * Reads an object as kubectl does: field by field against the table of Kubernetes types, strictly. The result is a fresh copy
 * that holds only known fields of the right type, without `null` (dropped in objects, the zero value in lists and maps). Reports
 * what does not fit; such a field is left out, while indices of lists stay those of the input.
 */
export function decodeObject<K extends KubernetesType>(kind: K, manifest: Manifest, report: Report): Kubernetes<K> {
  const root = shapeOf(kind);
  const walk: Walk = { manifest, report, root, at: [], secret: manifest.kind === 'Secret', sopsReported: false };
  return readValue(manifest.data, root, manifest, 'data', walk) as Kubernetes<K>;
}

/** `container[entry]` is where `value` stands in the raw tree. Undefined: the value does not fit, which was reported. */
function readValue(value: unknown, shape: Shape, container: object, entry: string | number, walk: Walk): unknown {
  switch (shape.kind) {
    case 'struct':
      return isMapping(value) ? readStruct(value, shape, walk) : mismatch(value, shape, container, entry, walk);
    case 'map':
      return isMapping(value) ? readMap(value, shape, walk) : mismatch(value, shape, container, entry, walk);
    case 'list':
      return Array.isArray(value) ? readList(value, shape, walk) : mismatch(value, shape, container, entry, walk);
    default:
      return readLeaf(value, shape.kind, container, entry, walk);
  }
}

type Struct = Extract<Shape, { kind: 'struct' }>;

function readStruct(value: Readonly<Record<string, unknown>>, shape: Struct, walk: Walk): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const field of Object.keys(value)) {
    const type = shape.fields.get(field);
    if (!type) {
      reportUnknown(field, value, shape, walk);
      continue;
    }
    const part = value[field];
    if (part === null || part === undefined) continue;
    walk.at.push(field);
    const read = readValue(part, type, value, field, walk);
    walk.at.pop();
    if (read !== undefined) result[field] = read;
  }
  return result;
}

function readMap(value: Readonly<Record<string, unknown>>, shape: Extract<Shape, { kind: 'map' }>, walk: Walk): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = value[key];
    walk.at.push(key);
    const read = part === null ? zeroOf(shape.item) : readValue(part, shape.item, value, key, walk);
    walk.at.pop();
    if (read === undefined) continue;
    // A plain assignment would set the prototype.
    if (key === '__proto__') Object.defineProperty(result, key, { value: read, enumerable: true, configurable: true, writable: true });
    else result[key] = read;
  }
  return result;
}

function readList(value: readonly unknown[], shape: Extract<Shape, { kind: 'list' }>, walk: Walk): readonly unknown[] {
  return value.map((item, index) => {
    walk.at.push(index);
    const read = item === null ? undefined : readValue(item, shape.item, value, index, walk);
    walk.at.pop();
    return read === undefined ? zeroOf(shape.item) : read;
  });
}

function zeroOf(shape: Shape): unknown {
  if (shape.kind === 'list') return [];
  return shape.kind === 'struct' || shape.kind === 'map' ? {} : zeroScalar(shape.kind);
}

function readLeaf(value: unknown, kind: ScalarKind, container: object, entry: string | number, walk: Walk): unknown {
  if (kind === 'any') return value;
  if (typeof value === 'string' && value.startsWith('ENC[') && isSopsValue(value)) {
    reportSops(walk);
    return value;
  }
  const read = readScalar(kind, value);
  if (read === undefined) return mismatch(value, shapeOf(kind), container, entry, walk);
  if (kind === 'bytes' && !isBase64(value as string)) {
    reportBase64(walk);
    return undefined;
  }
  if (typeof value === 'number' && isNumberKind(kind)) return checkWrittenNumber(read, value, kind, container, entry, walk);
  if (kind === 'quantity') checkQuantity(read as string, walk);
  return read;
}

function isNumberKind(kind: ScalarKind): boolean {
  return kind === 'int32' || kind === 'int64' || kind === 'intOrString' || kind === 'quantity';
}

/** What only the text of a number shows: JSON floats in place of integers, and octal numbers. */
function checkWrittenNumber(
  read: unknown,
  value: number,
  kind: ScalarKind,
  container: object,
  entry: string | number,
  walk: Walk,
): unknown {
  const { document } = walk.manifest;
  if (kind === 'quantity') checkQuantity(value, walk);
  else if (document.origin === 'json' && isWrittenAsFloat(document, container, entry))
    return mismatch(value, shapeOf(kind), container, entry, walk);
  // Modes are meant to be octal.
  if (value > 7 && entry !== 'mode' && entry !== 'defaultMode') {
    const found = writtenScalar(document, container, entry);
    if (isOctal(found)) walk.report('number-octal', here(walk), { found, value: String(value) });
  }
  return read;
}

function mismatch(value: unknown, shape: Shape, container: object, entry: string | number, walk: Walk): undefined {
  // A number shows what is wrong with it only as it was written: 80.0 in JSON.
  const number = typeof value === 'number' && shape.kind !== 'string' ? writtenScalar(walk.manifest.document, container, entry) : '';
  const described = number ? `number ${number}` : describeValue(value);
  const found = walk.secret ? describeKind(value) : described;
  const args = { found, field: fieldLabel(walk), expected: describeShape(shape) };
  walk.report('wrong-type', here(walk), args, { help: helpFor(value, shape, container, entry, walk) });
  return undefined;
}

function helpFor(value: unknown, shape: Shape, container: object, entry: string | number, walk: Walk): string | undefined {
  if (shape.kind === 'string' && (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')) {
    return walk.secret ? 'put it in quotes' : `put it in quotes: "${writtenScalar(walk.manifest.document, container, entry) || value}"`;
  }
  if (typeof value === 'string' && !walk.secret) {
    const needsNumber = (shape.kind === 'int32' || shape.kind === 'int64') && /^[+-]?\d+$/.test(value);
    const needsBool = shape.kind === 'bool' && /^(?:true|false)$/i.test(value);
    if (needsNumber || needsBool) return `remove the quotes: ${value.toLowerCase()}`;
  }
  return shape.kind === 'list' && !Array.isArray(value) ? 'write a list: one entry behind a dash' : undefined;
}

/** The field as Go's errors name it: the struct and its field, `EnvVar.value`. */
function fieldLabel({ root, at, manifest }: Walk): string {
  let label = manifest.kind;
  let shape: Shape | undefined = root;
  for (const entry of at) {
    if (shape?.kind === 'struct') {
      label = `${shape.name}.${entry}`;
      shape = shape.fields.get(String(entry));
    } else if (shape?.kind === 'list' || shape?.kind === 'map') shape = shape.item;
  }
  return label;
}

function here(walk: Walk): ReturnType<typeof atField> {
  return atField(walk.manifest, [...walk.at]);
}

function reportUnknown(field: string, value: Readonly<Record<string, unknown>>, shape: Struct, walk: Walk): void {
  // SOPS adds its metadata beside the fields of the object.
  if (field === 'sops' && walk.at.length === 0) return;
  const where = walk.at.length === 0 ? walk.manifest.kind : formatPath(walk.at);
  const beside = emptyBeside(field, value, shape);
  const similar = beside === undefined ? (similarName(field, shape.fields.keys()) ?? fieldBelow(field, shape)) : `${beside}.${field}`;
  const above = similar === undefined ? structAbove(field, walk) : undefined;
  const help =
    beside !== undefined
      ? `indent ${field}, so that it stands below ${beside}`
      : above && `${field} is a field of ${above}: check the indentation`;
  walk.report('unknown-field', atField(walk.manifest, [...walk.at, field], 'key'), { field, in: where, similar }, { help });
}

/** The one field beside it that was left empty and has such a field: it was meant to stand below. */
function emptyBeside(field: string, value: Readonly<Record<string, unknown>>, shape: Struct): string | undefined {
  const found = Object.keys(value).filter((name) => {
    const beside = shape.fields.get(name);
    return value[name] === null && beside?.kind === 'struct' && beside.fields.has(field);
  });
  return found.length === 1 ? found[0] : undefined;
}

/** The one place a level deeper where the field does exist: `securityContext.runAsUser`. */
function fieldBelow(field: string, shape: Struct): string | undefined {
  const found = [...shape.fields].filter(([, below]) => below.kind === 'struct' && below.fields.has(field));
  return found.length === 1 ? `${found[0]?.[0]}.${field}` : undefined;
}

/** The nearest enclosing struct that has the field. */
function structAbove(field: string, { root, at }: Walk): string | undefined {
  let found: string | undefined;
  let shape: Shape | undefined = root;
  for (const entry of at) {
    if (shape?.kind === 'struct') {
      if (shape.fields.has(field)) found = shape.name;
      shape = shape.fields.get(String(entry));
    } else if (shape?.kind === 'list' || shape?.kind === 'map') shape = shape.item;
  }
  return found;
}

/** What SOPS writes in place of a value: `ENC[AES256_GCM,data:…,iv:…,tag:…,type:str]`. */
function isSopsValue(value: string): boolean {
  return /^ENC\[[A-Z0-9_]+,data:[^\]]*\]\s*$/.test(value);
}

function reportSops(walk: Walk): void {
  if (walk.sopsReported) return;
  walk.sopsReported = true;
  walk.report('sops-encrypted', here(walk), { object: describeObject(walk.manifest), field: formatPath(walk.at) });
}

function reportBase64(walk: Walk): void {
  const key = String(walk.at.at(-1));
  const object = describeObject(walk.manifest);
  if (walk.secret) walk.report('secret-base64', here(walk), { secret: object, key });
  else walk.report('binary-data-base64', here(walk), { configMap: object, key });
}
