import { atField } from '../diagnostics/diagnostic.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Kubernetes } from '../model/kubernetes.ts';
import type { DecodedObject } from '../model/reference.ts';
import type { PodContext, ResolvedEnv } from '../model/resolved-pod.ts';

/**
 * Variables of the Services of the pod's namespace, with `translate.serviceEnv`: host and ports of those that carry a clusterIP,
 * sorted by name. Headless Services have none.
 * @see k8s.io/kubernetes/pkg/kubelet/envvars FromServices
 */
export function serviceEnv(pod: PodContext): ReadonlyMap<string, ResolvedEnv> {
  if (!pod.options.serviceEnv || pod.spec.enableServiceLinks === false) return none;
  const variables = new Map<string, ResolvedEnv>();
  for (const service of pod.lookup.visible('Service')) {
    const made = variablesOf(service.manifest.name, service.value.spec);
    // Finding an object by name makes it one of the sources of the output.
    if (made.length > 0) pod.lookup.find('Service', service.manifest.name);
    for (const [name, value] of made) {
      variables.set(name, { name, value, from: provenance(service), secret: false, overrode: [] });
    }
  }
  return new Map([...variables].sort(([a], [b]) => byCodeUnit(a, b)));
}

const none: ReadonlyMap<string, ResolvedEnv> = new Map();

function provenance({ manifest }: DecodedObject<'Service'>): ResolvedEnv['from'] {
  return { kind: 'field', at: atField(manifest, ['spec', 'clusterIP']), description: `Service ${manifest.name}` };
}

function variablesOf(service: string, spec: Kubernetes<'ServiceSpec'> | undefined): readonly (readonly [string, string])[] {
  const { clusterIP: ip, ports = [] } = spec ?? {};
  const [first] = ports;
  if (!ip || ip === 'None' || !first) return [];
  const prefix = variableName(service);
  const named = ports
    .filter(({ name }) => name)
    .map(({ name = '', port }) => [`${prefix}_SERVICE_PORT_${variableName(name)}`, String(port)] as const);
  return [
    [`${prefix}_SERVICE_HOST`, ip],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
    ...named,
    [`${prefix}_PORT`, url(first, ip)],
    ...ports.flatMap((port) => linkVariables(prefix, port, ip)),
  ];
}

/** The variables that Docker made for links. */
function linkVariables(prefix: string, port: Kubernetes<'ServicePort'>, ip: string): readonly (readonly [string, string])[] {
  const protocol = port.protocol || 'TCP';
  const name = `${prefix}_PORT_${port.port}_${protocol.toUpperCase()}`;
  return [
    [name, url(port, ip)],
    [`${name}_PROTO`, protocol.toLowerCase()],
    [`${name}_PORT`, String(port.port)],
    [`${name}_ADDR`, ip],
  ];
}

function url({ protocol, port }: Kubernetes<'ServicePort'>, ip: string): string {
  return `${(protocol || 'TCP').toLowerCase()}://${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
}

function variableName(name: string): string {
  return name.replaceAll('-', '_').toUpperCase();
}
