import { defineRule } from '../rule.ts';

/** Annotations by which runtimes and their tools know a container and its pod; containerd sets the same. */
export const identity = defineRule({
  name: 'identity',
  owns: {
    'containers[].name': {
      disposition: 'translated',
      doc: 'Becomes the name of the LinuxKit entry, behind a prefix that says what it is, and an annotation.',
    },
    nodeName: { disposition: 'translated', doc: 'Becomes the value of `fieldRef: spec.nodeName`; nothing is scheduled.' },
  },
  quiet: true,
  writes: ['annotations'],
  container({ spec }, pod) {
    return {
      annotations: {
        'io.kubernetes.cri.container-name': spec.name ?? '',
        'io.kubernetes.cri.container-type': 'container',
        'io.kubernetes.cri.sandbox-name': pod.name,
        'io.kubernetes.cri.sandbox-namespace': pod.namespace,
      },
    };
  },
});
