import type { DecodedObject } from '../../model/reference.ts';
import { atPod } from '../field-anchor.ts';
import { defineRule, nothing } from '../rule.ts';

/** Environment variables of Services; with `translate.serviceEnv` resolve/ adds those of Services that carry a clusterIP. */
export const serviceLinks = defineRule({
  name: 'service-links',
  owns: {
    enableServiceLinks: {
      disposition: 'approximated',
      doc: 'Variables of Services are left out, since their addresses belong to a cluster; `translate.serviceEnv` sets those of Services with a clusterIP.',
    },
  },
  writes: [],
  pod(pod, report) {
    if (pod.spec.enableServiceLinks === false || pod.options.serviceEnv) return nothing;
    const services = listed(pod.lookup.visible('Service'));
    if (services !== '') report('service-env-omitted', atPod(pod, 'enableServiceLinks'), { services });
    return nothing;
  },
});

const lists = new WeakMap<readonly DecodedObject<'Service'>[], string>();

/** The first names and how many more there are; made once for all workloads that see the same Services. */
function listed(services: readonly DecodedObject<'Service'>[]): string {
  const known = lists.get(services);
  if (known !== undefined) return known;
  // Headless Services and ExternalName give no variables in a cluster either (kubelet, envvars.FromServices).
  const names = services
    .filter(({ value }) => value.spec?.clusterIP !== 'None' && value.spec?.type !== 'ExternalName')
    .map(({ manifest }) => manifest.name);
  const shown = 5;
  const text = names.length <= shown ? names.join(', ') : `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;
  lists.set(services, text);
  return text;
}
