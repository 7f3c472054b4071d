import { atContainer, describeContainer } from '../field-anchor.ts';
import { defineRule } from '../rule.ts';

/** Input, terminal and the last words of a container. */
export const terminal = defineRule({
  name: 'terminal',
  owns: {
    'containers[].stdin': { disposition: 'unsupported', doc: 'Standard input is /dev/null.', reported: true },
    'containers[].stdinOnce': { disposition: 'unsupported', doc: 'Standard input is /dev/null.', reported: true },
    'containers[].tty': { disposition: 'unsupported', doc: 'LinuxKit gives containers no terminal.', reported: true },
    'containers[].terminationMessagePath': { disposition: 'approximated', doc: 'The container may write the file, but nothing reads it.' },
    'containers[].terminationMessagePolicy': { disposition: 'approximated', doc: 'Nothing reads termination messages.' },
  },
  writes: [],
  container(container, pod, report) {
    const wanted = (['stdin', 'tty'] as const).filter((field) => container.spec[field]);
    const [first] = wanted;
    if (first)
      report('tty-ignored', atContainer(container, pod, first), { container: describeContainer(container), fields: wanted.join(' and ') });
    const policy = container.spec.terminationMessagePolicy;
    if (policy !== undefined && policy !== 'File' && policy !== 'FallbackToLogsOnError') {
      report('invalid-termination-message', atContainer(container, pod, 'terminationMessagePolicy'), { value: policy });
    }
    return {};
  },
  pod(pod, report) {
    const fields = ['terminationMessagePath', 'terminationMessagePolicy'] as const;
    const users = pod.containers.filter(({ spec }) => fields.some((field) => spec[field] !== undefined));
    const [first] = users;
    if (!first) return {};
    const field = fields.find((name) => first.spec[name] !== undefined) ?? fields[0];
    report('termination-message-unread', atContainer(first, pod, field), { containers: users.map(describeContainer).join(', ') });
    return {};
  },
});
