import type { Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { atContainer, atPod, describeContainer } from '../field-anchor.ts';
import { handlerProblems } from '../handlers.ts';
import { defineRule, type FieldEntry, nothing } from '../rule.ts';

/** Seconds between SIGTERM and SIGKILL at shutdown, fixed in LinuxKit's rc.init (doShutdown). */
const linuxKitGrace = 5;
/** Seconds that Kubernetes gives when the field is absent. */
const defaultGrace = 30;

const hook: FieldEntry = {
  disposition: 'unsupported',
  doc: 'LinuxKit runs nothing inside a container after its start or before its stop.',
  reported: true,
};

/** How containers stop. */
export const lifecycle = defineRule({
  name: 'lifecycle',
  owns: {
    terminationGracePeriodSeconds: {
      disposition: 'approximated',
      doc: 'Always five seconds: LinuxKit sends SIGTERM to all processes, waits that long and kills the rest.',
    },
    'containers[].lifecycle.postStart': hook,
    'containers[].lifecycle.preStop': hook,
    'containers[].lifecycle.stopSignal': { disposition: 'unsupported', doc: 'LinuxKit always sends SIGTERM.', reported: true },
  },
  writes: [],
  container(container, pod, report) {
    checkHooks(container, pod, report);
    return nothing;
  },
  pod(pod, report) {
    const seconds = pod.spec.terminationGracePeriodSeconds ?? defaultGrace;
    const at = () => atPod(pod, 'terminationGracePeriodSeconds');
    if (seconds < 0) report('invalid-duration', at(), { field: 'terminationGracePeriodSeconds', value: seconds, expected: 'at least 0' });
    else if (seconds > linuxKitGrace && seconds !== defaultGrace) report('grace-period-shortened', at(), { seconds });
    return nothing;
  },
});

function checkHooks(container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  const settings = container.spec.lifecycle;
  if (!settings) return;
  const name = describeContainer(container);
  if (container.role === 'init') {
    report('init-container-field', atContainer(container, pod, 'lifecycle'), { field: 'lifecycle', container: name });
    return;
  }
  for (const kind of ['postStart', 'preStop'] as const) {
    const handler = settings[kind];
    if (!handler) continue;
    const at = (...path: readonly (string | number)[]) => atContainer(container, pod, 'lifecycle', kind, ...path);
    for (const { path, problem } of handlerProblems(handler, container.spec)) {
      report('invalid-lifecycle-hook', at(...path), { hook: `${kind} of ${name}`, problem });
    }
    const pause = handler.sleep && (handler.sleep.seconds ?? 0);
    const longest = pod.spec.terminationGracePeriodSeconds ?? defaultGrace;
    if (pause !== undefined && (pause < 0 || pause > longest)) {
      const problem = `sleeps ${pause} seconds; expected 0 to ${longest}, the grace period of the pod`;
      report('invalid-lifecycle-hook', at('sleep', 'seconds'), { hook: `${kind} of ${name}`, problem });
    }
    if (kind === 'preStop' && handler.sleep) report('pre-stop-sleep-ignored', at(), { container: name });
    else report('lifecycle-hook-ignored', at(), { container: name, hook: kind });
  }
  checkStopSignal(container, pod, report);
}

/** Signals by name, as the API server lists them for Linux; real-time signals count from both ends. */
const signal =
  /^SIG(?:ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ|RTMIN(?:\+(?:[1-9]|1[0-5]))?|RTMAX(?:-(?:[1-9]|1[0-4]))?)$/;

function checkStopSignal(container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  const wanted = container.spec.lifecycle?.stopSignal;
  if (wanted === undefined || wanted === '') return;
  const at = atContainer(container, pod, 'lifecycle', 'stopSignal');
  const name = describeContainer(container);
  if (!signal.test(wanted)) report('invalid-lifecycle-hook', at, { hook: `stopSignal of ${name}`, problem: `"${wanted}" is not a signal` });
  else if (!pod.spec.os)
    report('invalid-lifecycle-hook', at, { hook: `stopSignal of ${name}`, problem: 'may be set only when os.name of the pod is set' });
  else if (wanted !== 'SIGTERM') report('stop-signal-ignored', at, { container: name, signal: wanted });
}
