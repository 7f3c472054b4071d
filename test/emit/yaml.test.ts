import { expect, test } from 'vitest';
import { translateOne } from '../kit.ts';

test('numbers above 2^53 are written digit by digit', async () => {
  const { text } = await translateOne(`
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
    - {name: c, image: "i:1", command: [/x], resources: {limits: {memory: 1Ei}}}
`);
  expect(text).toContain('memory: {limit: 1152921504606846976}');
});

test('a text with NUL is written as bytes', async () => {
  const { text } = await translateOne(`
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
    - {name: c, image: "i:1", command: [/x], volumeMounts: [{name: v, mountPath: /v}]}
  volumes: [{name: v, configMap: {name: m}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: m}
data: {nul: "a\\0b", lines: "1\\n2\\n\\0\\n", at: "@a"}
`);
  for (const bytes of ['YQBi', 'MQoyCgAK', 'QGE=']) expect(text).toContain(`contents: !!binary "${bytes}"`);
});
