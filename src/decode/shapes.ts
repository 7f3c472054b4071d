import type { KubernetesType } from '../model/kubernetes.ts';
import { kubernetesTypes } from '../model/kubernetes-types.ts';

/** Types without parts, as the table of Kubernetes types writes them. */
export type ScalarKind = 'string' | 'bool' | 'int32' | 'int64' | 'float' | 'quantity' | 'intOrString' | 'time' | 'bytes' | 'any';

/** A type expression, parsed. The same expression gives the same object. */
export type Shape =
  | { readonly kind: 'struct'; readonly name: KubernetesType; readonly fields: ReadonlyMap<string, Shape> }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'map'; readonly item: Shape }
  | { readonly kind: ScalarKind };

const shapes = new Map<string, Shape>();

/** The shape of a type expression such as `{}quantity`; everything that it mentions is parsed once per process. */
export function shapeOf(expression: string): Shape {
  const known = shapes.get(expression);
  if (known) return known;
  const shape = parseExpression(expression);
  // A struct enters itself before its fields are parsed.
  shapes.set(expression, shape);
  return shape;
}

function parseExpression(expression: string): Shape {
  if (expression.startsWith('[]')) return { kind: 'list', item: shapeOf(expression.slice(2)) };
  if (expression.startsWith('{}')) return { kind: 'map', item: shapeOf(expression.slice(2)) };
  if (!isTypeName(expression)) return { kind: expression as ScalarKind };
  const fields = new Map<string, Shape>();
  const struct: Shape = { kind: 'struct', name: expression, fields };
  shapes.set(expression, struct);
  for (const [field, type] of Object.entries(kubernetesTypes[expression])) fields.set(field, shapeOf(type));
  return struct;
}

function isTypeName(expression: string): expression is KubernetesType {
  return Object.hasOwn(kubernetesTypes, expression);
}

/** The type as a message names it: `string`, `[]EnvVar`, `map[string]string`. */
export function describeShape(shape: Shape): string {
  if (shape.kind === 'struct') return shape.name;
  if (shape.kind === 'list') return `[]${describeShape(shape.item)}`;
  if (shape.kind === 'map') return `map[string]${describeShape(shape.item)}`;
  return scalarNames[shape.kind];
}

const scalarNames: Readonly<Record<ScalarKind, string>> = {
  string: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  float: 'float64',
  quantity: 'Quantity',
  intOrString: 'int or string',
  time: 'RFC 3339 time',
  bytes: 'base64 string',
  any: 'any',
};
