import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatPath, generalPath } from '../src/model/field-path.ts';
import type { FieldPath } from '../src/model/source.ts';
import { ownerOf } from '../src/translate/field-table.ts';
import { findCases } from './fixture.ts';
import { type TestDiagnostic, type Translation, translate } from './kit.ts';

const root = join(import.meta.dirname, '..', 'fixtures');

function inputsOf(name: string): Readonly<Record<string, string>> {
  const directory = join(root, name, 'input');
  if (!existsSync(directory)) return {};
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(directory, path)).isFile());
  return Object.fromEntries(paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(join(directory, path), 'utf8')]));
}

/** Paths of everything below a value that says something; `false`, empty text and null are what leaving a field out means. */
function leavesBelow(value: unknown, path: FieldPath = []): readonly FieldPath[] {
  if (value === null || value === false || value === '') return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesBelow(item, [...path, index]));
  if (typeof value === 'object') return Object.entries(value).flatMap(([key, inner]) => leavesBelow(inner, [...path, key]));
  return [path];
}

function valueAt(value: unknown, path: FieldPath): unknown {
  let at = value;
  for (const step of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined;
  return at;
}

/** Findings that speak for several fields of one container at once. */
const forMany: Readonly<Record<string, RegExp>> = {
  'probe-ignored': /^(.*ontainers\[\d+\])\.(?:liveness|readiness|startup)Probe\b/,
  'lifecycle-hook-ignored': /^(.*ontainers\[\d+\])\.lifecycle\b/,
  'tty-ignored': /^(.*ontainers\[\d+\])\.(?:stdin|stdinOnce|tty)$/,
  // containerd confines no privileged container, whatever its profiles say.
  privileged: /^(.*ontainers\[\d+\])\.securityContext\.(?:seccompProfile|appArmorProfile|seLinuxOptions)\b/,
};

/** A finding at a whole pod, list of containers or container does not speak of its fields; one at all ephemeral containers does. */
const tooWide = /(?:^|\.)(?:spec|containers|initContainers)$|ontainers\[\d+\]$/;

/** A finding at the field, around it or below it. */
function isSpokenOf(path: string, said: readonly TestDiagnostic[]): boolean {
  return said.some(({ code, path: at = '' }) => {
    if (at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`)) return true;
    if ((path.startsWith(`${at}.`) || path.startsWith(`${at}[`)) && !tooWide.test(at)) return true;
    const container = forMany[code]?.exec(path)?.[1];
    return container !== undefined && at.startsWith(container);
  });
}

/** Fields whose usual values mean nothing here: only imagePullPolicy Never and a scheduler of one's own are worth a word. */
const ordinary = new Set(['imagePullPolicy', 'schedulerName']);

/** Leaves of the written pod specs that nobody translates, and of which nothing was said. */
function silentLeaves({ outputs, diagnostics }: Translation): readonly string[] {
  return outputs.flatMap(({ pod }) => {
    const { manifest } = pod.workload;
    const said = diagnostics.filter(({ file }) => file === manifest.document.file.path);
    return leavesBelow(valueAt(manifest.data, pod.specPath)).flatMap((leaf) => {
      const disposition = ownerOf(generalPath(leaf))?.disposition;
      if (disposition === 'translated' || disposition === 'approximated' || ordinary.has(String(leaf.at(-1)))) return [];
      const path = formatPath([...pod.specPath, ...leaf]);
      const aggregated = disposition === 'ignored' && said.some(({ code }) => code === 'scheduling-ignored' || code === 'field-ignored');
      return aggregated || isSpokenOf(path, said) ? [] : [path];
    });
  });
}

const plain = findCases().filter((name) => {
  const files = Object.keys(inputsOf(name));
  return files.length > 0 && !files.some((path) => /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path));
});

describe('no field of a workload is dropped in silence, and every finding has a place', () => {
  test.each(plain)('%s', async (name) => {
    const translation = await translate(inputsOf(name));
    expect(silentLeaves(translation)).toEqual([]);
    expect(translation.diagnostics.filter(({ path, line }) => path !== undefined && line === undefined)).toEqual([]);
  });
});

const noisy = `
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  activeDeadlineSeconds: 5
  nodeSelector: {a: b}
  containers:
    - name: c
      image: i:1
      command: [/x]
      imge: j
      livenessProbe: {tcpSocket: {port: 80}}
      lifecycle: {preStop: {exec: {command: [/y]}}}
`;

test('the walk itself notices what nobody speaks of', async () => {
  const translation = await translate(noisy);
  expect(silentLeaves(translation)).toEqual([]);
  expect(silentLeaves({ ...translation, diagnostics: [] })).toEqual([
    'spec.activeDeadlineSeconds',
    'spec.nodeSelector.a',
    'spec.containers[0].imge',
    'spec.containers[0].livenessProbe.tcpSocket.port',
    'spec.containers[0].lifecycle.preStop.exec.command[0]',
  ]);
});
