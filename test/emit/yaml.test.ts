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
