import { describe, expect, test } from 'vitest';
import type { Container, PodSpec } from '../../../src/model/kubernetes.ts';
import { lifecycle } from '../../../src/translate/rules/lifecycle.ts';
import { found, runRule, samplePod } from '../sample-pod.ts';

const run = (settings: Container['lifecycle'], spec: PodSpec = {}) =>
  found(
    runRule(lifecycle, samplePod({ spec: { containers: [{ name: 'a', ...(settings && { lifecycle: settings }) }], ...spec } })).diagnostics,
  );
const at = 'spec.containers.0.lifecycle';

describe('hooks', () => {
  test.each<[string, Container['lifecycle'], readonly string[]]>([
    ['postStart', { postStart: { exec: { command: ['x'] } } }, [`lifecycle-hook-ignored ${at}.postStart`]],
    ['preStop', { preStop: { httpGet: { port: 80 } } }, [`lifecycle-hook-ignored ${at}.preStop`]],
    ['a pause before the stop', { preStop: { sleep: { seconds: 5 } } }, [`pre-stop-sleep-ignored ${at}.preStop`]],
    ['a pause after the start', { postStart: { sleep: { seconds: 5 } } }, [`lifecycle-hook-ignored ${at}.postStart`]],
    ['an empty hook', { preStop: {} }, [`invalid-lifecycle-hook ${at}.preStop`, `lifecycle-hook-ignored ${at}.preStop`]],
    [
      'a pause longer than the grace period',
      { preStop: { sleep: { seconds: 31 } } },
      [`invalid-lifecycle-hook ${at}.preStop.sleep.seconds`, `pre-stop-sleep-ignored ${at}.preStop`],
    ],
    [
      'a port that is not declared',
      { preStop: { tcpSocket: { port: 'web' } } },
      [`invalid-lifecycle-hook ${at}.preStop.tcpSocket.port`, `lifecycle-hook-ignored ${at}.preStop`],
    ],
  ])('%s', (_name, settings, expected) => {
    expect(run(settings)).toEqual(expected);
  });

  test('are refused on init containers', () => {
    const spec = { containers: [], initContainers: [{ name: 'i', lifecycle: { stopSignal: 'SIGINT' } }] };
    expect(run(undefined, spec)).toEqual(['init-container-field spec.initContainers.0.lifecycle']);
  });
});

describe('stop signal', () => {
  const os = { name: 'linux' };
  test.each<[string, PodSpec, readonly string[]]>([
    ['SIGTERM', { os }, []],
    ['SIGQUIT', { os }, [`stop-signal-ignored ${at}.stopSignal`]],
    ['SIGRTMIN+15', { os }, [`stop-signal-ignored ${at}.stopSignal`]],
    ['SIGRTMIN+16', { os }, [`invalid-lifecycle-hook ${at}.stopSignal`]],
    ['QUIT', { os }, [`invalid-lifecycle-hook ${at}.stopSignal`]],
    ['SIGQUIT', {}, [`invalid-lifecycle-hook ${at}.stopSignal`]],
  ])('%s with %j', (stopSignal, spec, expected) => {
    expect(run({ stopSignal }, spec)).toEqual(expected);
  });
});

describe('grace period', () => {
  test.each<[number | undefined, readonly string[]]>([
    [undefined, []],
    [30, []],
    [5, []],
    [0, []],
    [6, ['grace-period-shortened spec.terminationGracePeriodSeconds']],
    [60, ['grace-period-shortened spec.terminationGracePeriodSeconds']],
    [-1, ['invalid-duration spec.terminationGracePeriodSeconds']],
  ])('%s', (seconds, expected) => {
    expect(run(undefined, seconds === undefined ? {} : { terminationGracePeriodSeconds: seconds })).toEqual(expected);
  });
});
