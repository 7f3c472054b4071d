import { atPod } from '../field-anchor.ts';
import { defineRule } from '../rule.ts';

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
    if (pod.spec.enableServiceLinks === false || pod.options.serviceEnv) return {};
    // Headless Services and ExternalName give no variables in a cluster either (kubelet, envvars.FromServices).
    const services = pod.lookup
      .visible('Service')
      .filter(({ value }) => value.spec?.clusterIP !== 'None' && value.spec?.type !== 'ExternalName')
      .map(({ manifest }) => manifest.name);
    if (services.length > 0) report('service-env-omitted', atPod(pod, 'enableServiceLinks'), { services: listed(services) });
    return {};
  },
});

/** The first names and how many more there are. */
function listed(names: readonly string[]): string {
  const shown = 5;
  return names.length <= shown ? names.join(', ') : `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;
}
