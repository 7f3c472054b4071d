import type { Text } from '../../model/linuxkit.ts';
import type { ResolvedContainer, ResolvedEnv, ResolvedPod } from '../../model/resolved-pod.ts';
import { concatText } from '../../resolve/text.ts';
import { atContainer } from '../field-anchor.ts';
import { defineRule, nothing } from '../rule.ts';

/** The environment. LinuxKit replaces the image's by what is written, so the list is complete. */
export const env = defineRule({
  name: 'env',
  owns: {
    'containers[].env': {
      disposition: 'translated',
      doc: 'Joins `env`, after the variables of the image and of `envFrom`; `$(NAME)` is expanded as the kubelet does.',
    },
    'containers[].env[].valueFrom.fieldRef': {
      disposition: 'approximated',
      doc: 'Names and labels are known; addresses and the node name are filled in when the machine boots, or with `--pod-ip` and `--node-name`.',
    },
    'containers[].env[].valueFrom.resourceFieldRef': {
      disposition: 'approximated',
      doc: 'The limit or request of the container; without a limit the size of the machine is assumed (`translate.nodeCPUs` …).',
    },
    'containers[].env[].valueFrom.fileKeyRef': {
      disposition: 'approximated',
      doc: 'Known for files of ConfigMaps, Secrets and projected volumes only; a file that a container writes cannot be read offline.',
    },
    'containers[].envFrom': { disposition: 'translated', doc: 'Every key of the ConfigMap or Secret joins `env`, in order.' },
  },
  writes: ['env'],
  container(container) {
    return container.env ? { env: container.env.map(assignment) } : nothing;
  },
  pod(pod, report) {
    const lost = pod.containers.filter(({ image, env: list }) => !image.config && list !== undefined);
    const first = lost[0];
    if (first) report('image-env-unknown', atContainer(first, pod, 'image'), { containers: names(lost) });
    const kept = pod.containers.filter(({ image, env: list }) => !image.config && list === undefined);
    const other = kept[0];
    if (other) report('hostname-env-missing', atContainer(other, pod, 'image'), { containers: names(kept) });
    return nothing;
  },
});

function names(containers: ResolvedPod['containers']): readonly string[] {
  return containers.map(({ spec }: ResolvedContainer) => spec.name ?? '');
}

function assignment({ name, value }: ResolvedEnv): Text {
  return typeof value === 'string' ? `${name}=${value}` : concatText([`${name}=`, value]);
}
