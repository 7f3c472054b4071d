import type { Container } from '../../model/kubernetes.ts';
import type { FieldPath } from '../../model/source.ts';
import { atContainer, atPod } from '../field-anchor.ts';
import { defineRule, nothing } from '../rule.ts';

/** Where a cluster mounts the token of the service account, and the variables that lead to its API server. */
const apiServer = /\/var\/run\/secrets\/kubernetes\.io\/serviceaccount|\bKUBERNETES_(?:SERVICE_HOST|SERVICE_PORT|PORT)/;

/** Service accounts are identities at an API server, and there is none. */
export const serviceAccount = defineRule({
  name: 'service-account',
  owns: {
    serviceAccountName: { disposition: 'translated', doc: 'Becomes the value of `fieldRef: spec.serviceAccountName`; there is no token.' },
    serviceAccount: { disposition: 'translated', doc: 'The old name of `serviceAccountName`.' },
    automountServiceAccountToken: { disposition: 'ignored', doc: 'There is no API server, so no token is mounted.' },
  },
  writes: [],
  pod(pod, report) {
    if (pod.spec.automountServiceAccountToken === true) {
      report('no-api-server', atPod(pod, 'automountServiceAccountToken'), { what: 'automountServiceAccountToken' });
      return nothing;
    }
    for (const container of pod.containers) {
      const use = firstUse(container.spec);
      if (!use) continue;
      report('no-api-server', atContainer(container, pod, ...use), { what: `container ${container.spec.name ?? ''}` });
      break;
    }
    return nothing;
  },
});

/** A field in which a container itself speaks of an API server. Values of ConfigMaps are not searched: they may speak of anything. */
function firstUse({ command = [], args = [], env = [] }: Container): FieldPath | undefined {
  const inCommand = command.findIndex((text) => apiServer.test(text));
  if (inCommand !== -1) return ['command', inCommand];
  const inArgs = args.findIndex((text) => apiServer.test(text));
  if (inArgs !== -1) return ['args', inArgs];
  const inEnv = env.findIndex(({ value }) => value !== undefined && apiServer.test(value));
  return inEnv === -1 ? undefined : ['env', inEnv, 'value'];
}
