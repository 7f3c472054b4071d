import type { Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { atContainer, describeContainer } from '../field-anchor.ts';
import { handlerProblems } from '../handlers.ts';
import { defineRule, type FieldEntry, nothing } from '../rule.ts';

const kinds = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
type ProbeKind = (typeof kinds)[number];

const entry = (doc: string): FieldEntry => ({ disposition: 'unsupported', doc, reported: true });

/** Nothing on a LinuxKit machine runs probes; they are checked all the same, since the API server would. */
export const probes = defineRule({
  name: 'probes',
  owns: {
    'containers[].livenessProbe': entry('Nothing runs probes, and nothing restarts a container.'),
    'containers[].readinessProbe': entry('Nothing runs probes, and no Service waits for readiness.'),
    'containers[].startupProbe': entry('Nothing runs probes.'),
  },
  writes: [],
  container(container, pod, report) {
    const present = kinds.filter((kind) => container.spec[kind] !== undefined);
    const first = present[0];
    if (first === undefined) return nothing;
    const name = describeContainer(container);
    if (container.role === 'init') {
      for (const field of present) report('init-container-field', atContainer(container, pod, field), { field, container: name });
      return nothing;
    }
    for (const kind of present) checkProbe(kind, container, pod, report);
    const list = present.map((kind) => kind.replace('Probe', '')).join(', ');
    const words = `${list} ${present.length === 1 ? 'probe' : 'probes'}`;
    report('probe-ignored', atContainer(container, pod, first), { container: name, kinds: words });
    return nothing;
  },
});

const counts = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const;

/** validateProbe of the API server; zero stands for the default of a field. */
function checkProbe(kind: ProbeKind, container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  const probe = container.spec[kind];
  if (!probe) return;
  const wrong = (path: readonly (string | number)[], problem: string) =>
    report('invalid-probe', atContainer(container, pod, kind, ...path), { probe: `${kind} of ${describeContainer(container)}`, problem });
  for (const { path, problem } of handlerProblems(probe, container.spec)) wrong(path, problem);
  for (const field of counts) {
    const value = probe[field] ?? 0;
    if (value < 0) wrong([field], `has ${field} ${value}, which must not be negative`);
  }
  const { successThreshold = 1, terminationGracePeriodSeconds: grace } = probe;
  if (kind !== 'readinessProbe' && successThreshold > 1)
    wrong(['successThreshold'], `has successThreshold ${successThreshold}, which must be 1`);
  if (grace === undefined) return;
  if (kind === 'readinessProbe') wrong(['terminationGracePeriodSeconds'], 'must not set terminationGracePeriodSeconds');
  else if (grace <= 0) wrong(['terminationGracePeriodSeconds'], `has terminationGracePeriodSeconds ${grace}, which must be greater than 0`);
}
