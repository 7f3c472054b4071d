import type { Text } from './decode-shape.ts';
import { parseLabelQuery } from './label-query.ts';
import { atOrigin, type Log } from './log.ts';
import { effectiveNamespace, idOf } from './object-id.ts';
import { originalId, type Resource } from './resource.ts';
import type { Selector } from './shapes.ts';
import { fieldOf } from './tree.ts';

/**
 * A test for the objects that a patch's target selects: names, namespaces and types by anchored regular expressions,
 * the original or the present name, labels and annotations by selectors.
 *
 * @returns undefined when a pattern is not valid, which is reported.
 */
export function compileSelector(selector: Selector, log: Log): ((resource: Resource) => boolean) | undefined {
  const [group, version, kind, name, namespace] = [selector.group, selector.version, selector.kind, selector.name, selector.namespace].map(
    (text) => compilePattern(text, log),
  );
  const labels = compileQuery(selector.labelSelector, log);
  const annotations = compileQuery(selector.annotationSelector, log);
  if (!group || !version || !kind || !name || !namespace || !labels || !annotations) return undefined;
  return (resource) => {
    const now = idOf(resource.tree);
    const first = originalId(resource);
    return (
      (namespace(effectiveNamespace(first)) || namespace(effectiveNamespace(now))) &&
      (name(first.name) || name(now.name)) &&
      group(now.group) &&
      version(now.version) &&
      kind(now.kind) &&
      labels(fieldOf(resource.tree, 'metadata', 'labels')) &&
      annotations(fieldOf(resource.tree, 'metadata', 'annotations'))
    );
  };
}

function compilePattern(pattern: Text | undefined, log: Log): ((text: string) => boolean) | undefined {
  if (!pattern || pattern.value === '') return () => true;
  const expression = goPattern(`^(?:${pattern.value})$`);
  if (expression) return (text) => expression.test(text);
  log.report('kustomize-invalid-option', atOrigin(pattern.at), { field: 'target', value: pattern.value, expected: 'a regular expression' });
  return undefined;
}

const compiled = new Map<string, RegExp | null>();

/**
 * A pattern of Go's regexp as a RegExp; undefined when it is not valid there. Look-around and references to groups do
 * not exist in Go.
 */
export function goPattern(pattern: string): RegExp | undefined {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = translatePattern(pattern) ?? null;
    compiled.set(pattern, expression);
  }
  return expression ?? undefined;
}

/** @see the Go documentation of regexp/syntax, "ASCII character classes" */
const classes: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['ascii', '\\x00-\\x7f'],
  ['blank', '\\t '],
  ['cntrl', '\\x00-\\x1f\\x7f'],
  ['digit', '0-9'],
  ['graph', '!-~'],
  ['lower', 'a-z'],
  ['print', ' -~'],
  ['punct', '!-\\/:-@\\[-`{-~'],
  ['space', '\\t-\\r '],
  ['upper', 'A-Z'],
  ['word', '\\w'],
  ['xdigit', '0-9A-Fa-f'],
]);

/** No pattern of JavaScript: what Go refuses, and negated classes, which cannot be written within another class. */
const unknownClass = '[z-a]';

/** `[[:alpha:]_]` → `[A-Za-z_]`; outside of brackets the same characters are a plain set. */
function namedClasses(set: string): string {
  return set.charAt(0) + set.slice(1).replace(/\[:(\^?\w+):\]/g, (_, name: string) => classes.get(name) ?? unknownClass);
}

function translatePattern(pattern: string): RegExp | undefined {
  if (/\(\?(?:[=!]|<[=!])/.test(pattern) || /(?:^|[^\\])(?:\\\\)*\\[1-9]/.test(pattern)) return undefined;
  let flags = '';
  const body = pattern
    .replace(/\(\?([is]+)\)/g, (_, letters: string) => {
      flags += letters;
      return '';
    })
    .replaceAll('(?P<', '(?<')
    .replace(/\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\\\]])*\]/g, namedClasses)
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$');
  try {
    return new RegExp(body, [...new Set(flags)].join(''));
  } catch {
    return undefined;
  }
}

function compileQuery(query: Text | undefined, log: Log): ReturnType<typeof parseLabelQuery> {
  if (!query || query.value === '') return () => true;
  const test = parseLabelQuery(query.value);
  if (!test)
    log.report('kustomize-invalid-option', atOrigin(query.at), { field: 'selector', value: query.value, expected: 'a label selector' });
  return test;
}
