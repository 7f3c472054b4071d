import { atContainer, describeContainer } from '../field-anchor.ts';
import { defineRule, nothing } from '../rule.ts';

const inputs = ['stdin', 'stdinOnce', 'tty'] as const;

/** Input, terminal and the last words of a container. */
export const terminal = defineRule({
  name: 'terminal',
  owns: {
    'containers[].stdin': { disposition: 'unsupported', doc: 'Standard input is /dev/null.', reported: true },
    'containers[].stdinOnce': { disposition: 'unsupported', doc: 'Standard input is /dev/null.', reported: true },
    'containers[].tty': {
      disposition: 'unsupported',
      doc: 'LinuxKit gives containers no terminal; `TERM=xterm` is set where the environment is known.',
      reported: true,
    },
    'containers[].terminationMessagePath': { disposition: 'approximated', doc: 'The container may write the file, but nothing reads it.' },
    'containers[].terminationMessagePolicy': { disposition: 'approximated', doc: 'Nothing reads termination messages.' },
  },
  writes: [],
  container(container, pod, report) {
    const policy = container.spec.terminationMessagePolicy;
    const asked = inputs.filter((field) => container.spec[field]);
    const [first] = asked;
    if (first)
      report('tty-ignored', atContainer(container, pod, first), { container: describeContainer(container), fields: asked.join(' and ') });
    if (policy !== undefined && policy !== 'File' && policy !== 'FallbackToLogsOnError') {
      report('invalid-termination-message', atContainer(container, pod, 'terminationMessagePolicy'), { value: policy });
    }
    return nothing;
  },
  pod(pod, report) {
    const users = pod.containers.filter(
      ({ spec }) => spec.terminationMessagePath !== undefined || spec.terminationMessagePolicy !== undefined,
    );
    const first = users[0];
    if (!first) return nothing;
    const field = first.spec.terminationMessagePath === undefined ? 'terminationMessagePolicy' : 'terminationMessagePath';
    report('termination-message-unread', atContainer(first, pod, field), { containers: users.map(describeContainer).join(', ') });
    return nothing;
  },
});
