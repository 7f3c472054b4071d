import type { Container } from '../../model/kubernetes.ts';
import { atContainer, atPod } from '../field-anchor.ts';
import { defineRule } from '../rule.ts';

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
      return {};
    }
    const user = pod.containers.find(({ spec }) => textsOf(spec).some((text) => apiServer.test(text)));
    if (user) report('no-api-server', atContainer(user, pod, 'name'), { what: `container ${user.spec.name ?? ''}` });
    return {};
  },
});

/** What a container says itself. Values of ConfigMaps are not searched: they may speak of anything. */
function textsOf({ command = [], args = [], env = [] }: Container): readonly string[] {
  return [...command, ...args, ...env.map(({ value }) => value ?? '')];
}
