import type { DecodedObject, ObjectLookup } from '../model/reference.ts';

type Services = readonly DecodedObject<'Service'>[];

/** Services by the first label that they select; made once for each list of visible Services. */
const byLabel = new WeakMap<Services, ReadonlyMap<string, Services>>();

/** Visible Services whose selector matches the labels of a pod. Services without a selector choose nothing. */
export function selectingServices(lookup: ObjectLookup, labels: Readonly<Record<string, string>>): Services {
  const services = lookup.visible('Service');
  const index = byLabel.get(services) ?? sortByLabel(services);
  byLabel.set(services, index);
  const candidates = Object.entries(labels).flatMap(([key, value]) => index.get(labelKey(key, value)) ?? []);
  return candidates.filter(({ value }) => {
    return Object.entries(value.spec?.selector ?? {}).every(([key, wanted]) => Object.hasOwn(labels, key) && labels[key] === wanted);
  });
}

function sortByLabel(services: Services): ReadonlyMap<string, Services> {
  const index = new Map<string, DecodedObject<'Service'>[]>();
  for (const service of services) {
    const [first] = Object.entries(service.value.spec?.selector ?? {});
    if (!first) continue;
    const key = labelKey(...first);
    const list = index.get(key);
    if (list) list.push(service);
    else index.set(key, [service]);
  }
  return index;
}

function labelKey(key: string, value: string): string {
  return `${key}=${value}`;
}
