import { describe, expect, test } from 'vitest';
import type { PodSpec, SecurityContext } from '../../../src/model/kubernetes.ts';
import { confinement } from '../../../src/translate/rules/confinement.ts';
import { found, runRule, samplePod } from '../sample-pod.ts';

const containers = (...contexts: readonly (SecurityContext | undefined)[]) =>
  contexts.map((securityContext, index) => ({ name: `c${index}`, ...(securityContext && { securityContext }) }));

function run(spec: PodSpec, annotations: Record<string, string> = {}) {
  const pod = samplePod({ spec });
  const template = { spec, metadata: { annotations } };
  return runRule(confinement, { ...pod, workload: { ...pod.workload, template } }).diagnostics;
}

const runtime = { type: 'RuntimeDefault' };
const unconfined = { type: 'Unconfined' };
const podAt = 'spec.securityContext';
const at = 'spec.containers.0.securityContext';

describe('findings', () => {
  const cases: readonly (readonly [string, PodSpec, readonly string[]])[] = [
    ['nothing said', { containers: containers(undefined) }, []],
    [
      'seccomp of the pod',
      { securityContext: { seccompProfile: runtime }, containers: containers({}) },
      [`seccomp-unsupported ${podAt}.seccompProfile`],
    ],
    [
      'unconfined is exact',
      { securityContext: { seccompProfile: unconfined, appArmorProfile: unconfined }, containers: containers({}) },
      [],
    ],
    [
      'a container overrides the pod',
      { securityContext: { seccompProfile: runtime }, containers: containers({ seccompProfile: unconfined }) },
      [],
    ],
    ['seccomp of a container', { containers: containers({ seccompProfile: runtime }) }, [`seccomp-unsupported ${at}.seccompProfile`]],
    [
      'one finding for many containers',
      { containers: containers({ seccompProfile: runtime }, { seccompProfile: runtime }) },
      [`seccomp-unsupported ${at}.seccompProfile`],
    ],
    [
      'a privileged container has no profile in a cluster either',
      { securityContext: { seccompProfile: runtime }, containers: containers({ privileged: true }) },
      [],
    ],
    [
      'AppArmor',
      { containers: containers({ appArmorProfile: { type: 'Localhost', localhostProfile: 'x' } }) },
      [`apparmor-unsupported ${at}.appArmorProfile`],
    ],
    [
      'SELinux',
      { securityContext: { seLinuxOptions: { level: 's0' } }, containers: containers({}) },
      [`selinux-unsupported ${podAt}.seLinuxOptions`],
    ],
    [
      'the SELinux policy alone',
      { securityContext: { seLinuxChangePolicy: 'MountOption' }, containers: containers({}) },
      [`selinux-unsupported ${podAt}.seLinuxChangePolicy`],
    ],
    [
      'Windows options',
      { containers: containers({ windowsOptions: { hostProcess: false } }) },
      [`windows-options-ignored ${at}.windowsOptions`],
    ],
    ['no type', { containers: containers({ seccompProfile: {} }) }, [`profile-invalid ${at}.seccompProfile.type`]],
    [
      'an unknown type',
      { containers: containers({ appArmorProfile: { type: 'x' } }) },
      [`profile-invalid ${at}.appArmorProfile.type`, `apparmor-unsupported ${at}.appArmorProfile`],
    ],
    [
      'Localhost without a profile',
      { containers: containers({ seccompProfile: { type: 'Localhost' } }) },
      [`profile-invalid ${at}.seccompProfile.localhostProfile`, `seccomp-unsupported ${at}.seccompProfile`],
    ],
    [
      'a profile that leaves the directory',
      { containers: containers({ seccompProfile: { type: 'Localhost', localhostProfile: '../x' } }) },
      [`profile-invalid ${at}.seccompProfile.localhostProfile`, `seccomp-unsupported ${at}.seccompProfile`],
    ],
    [
      'a profile for another type',
      { containers: containers({ seccompProfile: { ...unconfined, localhostProfile: 'x' } }) },
      [`profile-invalid ${at}.seccompProfile.localhostProfile`],
    ],
  ];
  for (const [name, spec, codes] of cases) test(name, () => expect(found(run(spec))).toEqual(codes));
});

test('lost confinement is a matter of security', () => {
  const spec = { containers: containers({ seccompProfile: runtime, appArmorProfile: runtime, seLinuxOptions: { user: 'u' } }) };
  expect(run(spec).map(({ code, security }) => [code, security])).toEqual([
    ['seccomp-unsupported', true],
    ['apparmor-unsupported', true],
    ['selinux-unsupported', true],
  ]);
});

test('a finding names its containers and points at each', () => {
  const [finding] = run({
    securityContext: { seccompProfile: runtime },
    containers: containers(
      undefined,
      { seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } },
      { seccompProfile: unconfined },
    ),
  });
  expect(finding?.message).toBe('seccomp profile "RuntimeDefault", "Localhost" (a.json) is not applied to containers "c0", "c1"');
  expect(finding?.related).toHaveLength(1);
});

test('annotations of old clusters are reported unless they ask for nothing', () => {
  const annotations = {
    'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default',
    'container.seccomp.security.alpha.kubernetes.io/c0': 'unconfined',
    'container.apparmor.security.beta.kubernetes.io/c0': 'localhost/x',
    other: 'x',
  };
  expect(found(run({ containers: containers({}) }, annotations))).toEqual([
    'security-annotation-ignored metadata.annotations.seccomp.security.alpha.kubernetes.io/pod',
    'security-annotation-ignored metadata.annotations.container.apparmor.security.beta.kubernetes.io/c0',
  ]);
});
