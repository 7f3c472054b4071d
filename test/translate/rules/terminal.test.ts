import { expect, test } from 'vitest';
import type { Container } from '../../../src/model/kubernetes.ts';
import { terminal } from '../../../src/translate/rules/terminal.ts';
import { found, runRule, samplePod } from '../sample-pod.ts';

test.each<[Container, readonly string[]]>([
  [{}, []],
  [{ stdin: false, tty: false, stdinOnce: true }, ['tty-ignored spec.containers.0.stdinOnce']],
  [{ stdin: false, tty: false, stdinOnce: false }, []],
  [{ tty: true, stdin: true }, ['tty-ignored spec.containers.0.stdin']],
  [{ tty: true }, ['tty-ignored spec.containers.0.tty']],
  [{ terminationMessagePath: '/dev/termination-log' }, ['termination-message-unread spec.containers.0.terminationMessagePath']],
  [{ terminationMessagePolicy: 'File' }, ['termination-message-unread spec.containers.0.terminationMessagePolicy']],
  [
    { terminationMessagePolicy: 'Logs' },
    [
      'invalid-termination-message spec.containers.0.terminationMessagePolicy',
      'termination-message-unread spec.containers.0.terminationMessagePolicy',
    ],
  ],
])('%j', (container, expected) => {
  expect(found(runRule(terminal, samplePod({ spec: { containers: [{ name: 'a', ...container }] } })).diagnostics)).toEqual(expected);
});
