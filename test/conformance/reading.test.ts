import { expect, test } from 'vitest';
import { decodeText } from '../../src/yaml/decode-text.ts';
import { translate } from '../kit.ts';

const pod = (name: string, container = 'image: busybox:1.37.0'): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
  - name: c
    ${container}
`;

const jsonPod = (name: string): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'c', image: 'busybox:1.37.0' }] } });

/** The workloads that came out, and the codes of errors and of findings about reading. */
async function outcome(input: string | Readonly<Record<string, string>>): Promise<{ names: string[]; codes: string[] }> {
  const { outputs, diagnostics } = await translate(input);
  const codes = diagnostics.filter(({ severity, code }) => severity === 'error' || code === 'duplicate-key').map(({ code }) => code);
  return { names: outputs.map(({ pod: { name } }) => name), codes };
}

test('case 20: a key that is written twice is reported, and the last one counts', async () => {
  const { outputs, diagnostics } = await translate(pod('p', 'image: busybox:1.36.0\n    image: busybox:1.37.0'));
  expect(diagnostics.filter(({ code }) => code === 'duplicate-key')).toMatchObject([{ severity: 'warning', line: 8, column: 5 }]);
  expect(outputs[0]?.text).toContain('busybox:1.37.0');
  expect(outputs[0]?.text).not.toContain('busybox:1.36.0');
});

test('case 21: documents that --- separates are all read', async () => {
  expect(await outcome(`${pod('a')}---\n${pod('b')}`)).toEqual({ names: ['a', 'b'], codes: [] });
});

test('case 22: a comment may follow ---', async () => {
  expect(await outcome(`${pod('a')}--- # comment\n${pod('b')}`)).toEqual({ names: ['a', 'b'], codes: [] });
});

test('case 23: text may not follow ---', async () => {
  expect(await outcome(`${pod('a')}---foo\n${pod('b')}`)).toEqual({ names: ['a'], codes: ['invalid-document-separator'] });
});

test('case 24: a --- at the end makes no empty document', async () => {
  expect(await outcome(`${pod('a')}---\n\n`)).toEqual({ names: ['a'], codes: [] });
});

test('case 25: JSON objects may follow one another', async () => {
  expect(await outcome(`${jsonPod('a')}${jsonPod('b')}\n`)).toEqual({ names: ['a', 'b'], codes: [] });
});

test('case 31: UTF-16 with a byte order mark is read, a byte that is no UTF-8 is refused', async () => {
  const text = pod('p');
  const decoded = decodeText(Buffer.from(`\ufeff${text}`, 'utf16le'));
  expect(decoded).toEqual({ text });
  expect(decodeText(Buffer.concat([Buffer.from(text), Buffer.from([0xff])]))).toEqual({ problem: 'invalid-utf8', offset: text.length });
});

test('case 32: anchors, aliases and merges are followed', async () => {
  const { outputs, diagnostics } = await translate(`apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - &base
    name: a
    image: busybox:1.37.0
    env: [{name: X, value: "1"}]
  - <<: *base
    name: b
`);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(outputs[0]?.config.services?.map(({ name, image, env }) => [name, image, env?.includes('X=1')])).toEqual([
    ['container-a', 'docker.io/library/busybox:1.37.0', true],
    ['container-b', 'docker.io/library/busybox:1.37.0', true],
  ]);
});
