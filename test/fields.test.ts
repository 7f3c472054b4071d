import { describe, expect, test } from 'vitest';
import { ownerOf, rules } from '../src/translate/field-table.ts';
import type { Disposition } from '../src/translate/rule.ts';
import { leavesOf, pinnedLeaves } from './field-paths.ts';
import { fixturePodSpecPaths } from './fixture-fields.ts';

const leaves = pinnedLeaves();
const leafPaths = leaves.map(({ path }) => path);
const entries = rules.flatMap((rule) => Object.entries(rule.owns).map(([path, entry]) => ({ path, rule: rule.name, ...entry })));

describe('the table of fields', () => {
  test('the types that are decoded have exactly the leaves of API v1.36', () => {
    expect(leavesOf('PodSpec').toSorted()).toEqual(leafPaths.toSorted());
  });

  test('every field has an owner', () => expect(leafPaths.filter((path) => !ownerOf(path))).toEqual([]));

  test('no field has two owners', () => {
    const paths = entries.map(({ path }) => path);
    expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
  });

  test('every owned path is a field or stands above fields', () => {
    const known = new Set(leafPaths.flatMap(withAncestors));
    expect(entries.filter(({ path }) => !known.has(path)).map(({ path }) => path)).toEqual([]);
  });

  test('every entry decides about some field', () => {
    const used = new Set(leafPaths.map((path) => ownerOf(path)?.path));
    expect(entries.filter(({ path }) => !used.has(path)).map(({ path }) => path)).toEqual([]);
  });

  test('a LinuxKit key has one writer', () => {
    const written = rules.flatMap(({ writes }) => writes);
    expect(written.filter((key, index) => written.indexOf(key) !== index)).toEqual([]);
  });

  test('rules have different names', () => expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length));

  test('a quiet rule takes nothing to report with', () => {
    const loud = rules.filter(({ quiet, container, pod }) => quiet && ((container?.length ?? 0) > 2 || (pod?.length ?? 0) > 1));
    expect(loud.map(({ name }) => name)).toEqual([]);
  });

  test('what a rule says is one sentence', () => {
    expect(entries.filter(({ doc }) => !/^\S.*\.$/.test(doc)).map(({ path, doc }) => `${path}: ${doc}`)).toEqual([]);
  });
});

/** What a class allows a rule to say. Leaves of several classes are what the rule makes of them. */
const allowed: Readonly<Record<string, readonly Disposition[]>> = {
  E: ['translated'],
  A: ['approximated', 'translated'],
  N: ['ignored'],
  U: ['unsupported'],
};

test('dispositions agree with the classes of the specification', () => {
  const wrong = leaves.filter(({ path, classes }) => {
    const disposition = ownerOf(path)?.disposition;
    if (path.startsWith('ephemeralContainers[].')) return disposition !== 'ignored';
    if (exceptions.has(withoutAlias(path))) return false;
    return ![...classes].some((name) => disposition && allowed[name]?.includes(disposition));
  });
  expect(wrong.map(({ path, classes }) => `${[...classes].join('/')} ${path}: ${ownerOf(path)?.disposition}`)).toEqual([]);
});

/** Fields that turned out better, or other, than their class says, and why. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['containers[].env[].valueFrom.fileKeyRef.key', 'known when the file comes from a ConfigMap, Secret or projected volume'],
  ['containers[].env[].valueFrom.fileKeyRef.optional', 'as above'],
  ['containers[].env[].valueFrom.fileKeyRef.path', 'as above'],
  ['containers[].env[].valueFrom.fileKeyRef.volumeName', 'as above'],
  ['containers[].ports[].hostIP', 'exact with the firewall, without effect otherwise: between exact and unsupported'],
  ['volumes[].image.pullPolicy', 'images are pulled when the machine image is built'],
]);

test('every exception is about a field', () => expect([...exceptions.keys()].filter((path) => !leafPaths.includes(path))).toEqual([]));

test('every field that is translated or approximated occurs in the input of a fixture', () => {
  const seen = new Set(fixturePodSpecPaths().flatMap((path) => withAncestors(withoutAlias(path))));
  const wanted = entries.filter(({ disposition }) => disposition === 'translated' || disposition === 'approximated');
  expect(wanted.map(({ path }) => path).filter((path) => !seen.has(withoutAlias(path)))).toEqual([]);
});

function withoutAlias(path: string): string {
  return path.replace(/^(init|ephemeral)Containers\[\]/, 'containers[]');
}

/** `a.b[].c` → `a`, `a.b`, `a.b[]`, `a.b[].c`. */
function withAncestors(path: string): readonly string[] {
  return [...path.matchAll(/\[\]|\.|$/g)].flatMap(({ 0: separator, index }) =>
    separator === '[]' ? [path.slice(0, index), path.slice(0, index + 2)] : [path.slice(0, index)],
  );
}
