import { describe, expect, test } from 'vitest';
import type { Container } from '../../../src/model/kubernetes.ts';
import { probes } from '../../../src/translate/rules/probes.ts';
import { found, runRule, samplePod } from '../sample-pod.ts';

const ports = [{ containerPort: 80, name: 'http' }];
const run = (container: Container) =>
  found(runRule(probes, samplePod({ spec: { containers: [{ name: 'a', ports, ...container }] } })).diagnostics);
const at = 'spec.containers.0';
const tcp = { tcpSocket: { port: 80 } };

describe('probes', () => {
  test('of one container give one warning', () => {
    const { diagnostics } = runRule(probes, samplePod({ spec: { containers: [{ name: 'a', readinessProbe: tcp, livenessProbe: tcp }] } }));
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['probe-ignored', 'nothing runs the liveness, readiness probes of container "a"'],
    ]);
  });

  test.each<[string, Container, string]>([
    ['no handler', { livenessProbe: {} }, 'livenessProbe'],
    ['two handlers', { livenessProbe: { ...tcp, exec: { command: ['x'] } } }, 'livenessProbe'],
    ['an empty command', { livenessProbe: { exec: {} } }, 'livenessProbe.exec.command'],
    ['port 0', { livenessProbe: { httpGet: { path: '/', port: 0 } } }, 'livenessProbe.httpGet.port'],
    ['no port', { livenessProbe: { httpGet: { path: '/' } } }, 'livenessProbe.httpGet.port'],
    ['a number in quotes', { livenessProbe: { httpGet: { port: '80' } } }, 'livenessProbe.httpGet.port'],
    ['a port that is not declared', { readinessProbe: { tcpSocket: { port: 'https' } } }, 'readinessProbe.tcpSocket.port'],
    ['an unknown scheme', { livenessProbe: { httpGet: { port: 80, scheme: 'https' } } }, 'livenessProbe.httpGet.scheme'],
    [
      'a bad header',
      { livenessProbe: { httpGet: { port: 80, httpHeaders: [{ name: 'X Y', value: '' }] } } },
      'livenessProbe.httpGet.httpHeaders.0.name',
    ],
    ['a grpc port out of range', { livenessProbe: { grpc: { port: 70000 } } }, 'livenessProbe.grpc.port'],
    ['a negative number', { startupProbe: { ...tcp, failureThreshold: -1 } }, 'startupProbe.failureThreshold'],
    ['successThreshold of liveness', { livenessProbe: { ...tcp, successThreshold: 2 } }, 'livenessProbe.successThreshold'],
    [
      'a grace period of readiness',
      { readinessProbe: { ...tcp, terminationGracePeriodSeconds: 5 } },
      'readinessProbe.terminationGracePeriodSeconds',
    ],
    [
      'a grace period of nothing',
      { livenessProbe: { ...tcp, terminationGracePeriodSeconds: 0 } },
      'livenessProbe.terminationGracePeriodSeconds',
    ],
  ])('are refused: %s', (_name, container, path) => {
    expect(run(container)).toContain(`invalid-probe ${at}.${path}`);
  });

  test.each<[string, Container]>([
    [
      'a declared port by name',
      { livenessProbe: { httpGet: { port: 'http', scheme: 'HTTPS', httpHeaders: [{ name: 'X-Y', value: '' }] } } },
    ],
    ['successThreshold of readiness', { readinessProbe: { ...tcp, successThreshold: 3 } }],
    ['zero for a default', { livenessProbe: { ...tcp, successThreshold: 0, initialDelaySeconds: 0 } }],
    ['grpc', { livenessProbe: { grpc: { port: 9000, service: 'x' } } }],
  ])('are accepted: %s', (_name, container) => {
    expect(run(container).filter((line) => line.startsWith('invalid'))).toEqual([]);
  });

  test('belong to sidecars but not to other init containers', () => {
    const initContainers = [
      { name: 'i', livenessProbe: tcp },
      { name: 's', restartPolicy: 'Always', startupProbe: tcp },
    ];
    expect(found(runRule(probes, samplePod({ spec: { initContainers, containers: [] } })).diagnostics)).toEqual([
      'init-container-field spec.initContainers.0.livenessProbe',
      'probe-ignored spec.initContainers.1.startupProbe',
    ]);
  });
});
