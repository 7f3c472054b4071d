import { describe, expect, test } from 'vitest';
import { collector } from '../../../src/diagnostics/diagnostic.ts';
import type { PodSpec, SecurityContext } from '../../../src/model/kubernetes.ts';
import { defaultMaskedPaths, defaultReadonlyPaths } from '../../../src/resolve/kernel-paths.ts';
import { privilege } from '../../../src/translate/rules/privilege.ts';
import { found, samplePod } from '../sample-pod.ts';

function translated(securityContext: SecurityContext, more: PodSpec = {}) {
  const pod = samplePod({ spec: { ...more, containers: [{ name: 'c', securityContext }] } });
  const { diagnostics, report } = collector();
  const [config] = pod.containers.map((container) => privilege.container?.(container, pod, report));
  return { config, found: found(diagnostics) };
}

const masked = { maskedPaths: defaultMaskedPaths, readonlyPaths: defaultReadonlyPaths };
const unmasked = { maskedPaths: [], readonlyPaths: [] };

describe('allowPrivilegeEscalation is inverted, and paths are masked', () => {
  const cases: readonly (readonly [string, SecurityContext, PodSpec, object])[] = [
    ['nothing said', {}, {}, { noNewPrivileges: false, ...masked }],
    ['allowed', { allowPrivilegeEscalation: true }, {}, { noNewPrivileges: false, ...masked }],
    ['forbidden', { allowPrivilegeEscalation: false }, {}, { noNewPrivileges: true, ...masked }],
    ['privileged', { privileged: true }, {}, { noNewPrivileges: false, ...unmasked }],
    ['procMount Default', { procMount: 'Default' }, {}, { noNewPrivileges: false, ...masked }],
    ['procMount Unmasked', { procMount: 'Unmasked' }, { hostUsers: false }, { noNewPrivileges: false, ...unmasked }],
  ];
  for (const [name, context, pod, expected] of cases) {
    test(name, () => expect(translated(context, pod)).toEqual({ config: expected, found: [] }));
  }
});

describe('what the API server rejects is an error', () => {
  const at = 'spec.containers.0.securityContext';
  const cases: readonly (readonly [string, SecurityContext, readonly string[]])[] = [
    [
      'privileged without escalation',
      { privileged: true, allowPrivilegeEscalation: false },
      [`privilege-escalation-conflict ${at}.allowPrivilegeEscalation`],
    ],
    [
      'CAP_SYS_ADMIN without escalation',
      { capabilities: { add: ['CAP_SYS_ADMIN'] }, allowPrivilegeEscalation: false },
      [`privilege-escalation-conflict ${at}.allowPrivilegeEscalation`],
    ],
    [
      'SYS_ADMIN passes, as the API server compares the literal',
      { capabilities: { add: ['SYS_ADMIN'] }, allowPrivilegeEscalation: false },
      [],
    ],
    ['Unmasked in the user namespace of the machine', { procMount: 'Unmasked' }, [`proc-mount-needs-user-namespace ${at}.procMount`]],
    ['an unknown procMount', { procMount: 'Partial' }, [`proc-mount-invalid ${at}.procMount`]],
  ];
  for (const [name, context, codes] of cases) test(name, () => expect(translated(context).found).toEqual(codes));
});
