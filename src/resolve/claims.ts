import type { Report } from '../diagnostics/diagnostic.ts';
import { requireObject } from '../graph/require.ts';
import { isDnsLabel, isDnsSubdomain } from '../model/dns-name.ts';
import type { Container } from '../model/kubernetes.ts';
import { canonicalQuantity, integerValueOf, parseQuantity } from '../model/quantity.ts';
import type { DecodedObject } from '../model/reference.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import { type Binding, type Bindings, bindClaims, type Claim, keyOf, scopeDirectory } from './claim-binding.ts';
import { bindTemplate, type ClaimTemplate } from './claim-templates.ts';
import { atVolume, type DeclaredVolume, fsGroupOf, unusable, volumeBase } from './declared-volume.ts';
import { resolvePersistentVolume } from './persistent-volumes.ts';
import type { PersistentVolumeObject } from './volume-index.ts';
import { overrideOf, type ReplacedClaim, resolveOverride } from './volume-overrides.ts';

/** A volume that refers to a PersistentVolumeClaim of the pod's namespace. */
export function resolveClaim(volume: DeclaredVolume, written: boolean, pod: PodContext, report: Report): ResolvedVolume {
  const name = volume.spec.persistentVolumeClaim?.claimName ?? '';
  const at = atVolume(volume, pod, 'persistentVolumeClaim', 'claimName');
  if (name === '') {
    const args = { volume: volume.name, field: 'persistentVolumeClaim.claimName' };
    report('volume-field-required', atVolume(volume, pod, 'persistentVolumeClaim'), args, { lacks: 'claimName' });
    return unusable(volume, pod);
  }
  if (!isDnsSubdomain(name)) {
    report('claim-field-invalid', at, { claim: `volume "${volume.name}"`, field: 'claimName', value: name, expected: 'a DNS subdomain' });
    return unusable(volume, pod);
  }
  const found = pod.lookup.find('PersistentVolumeClaim', name);
  if (found.status === 'missing') {
    const claim: Claim = { namespace: pod.namespace, name, value: {}, directory: '' };
    const override = overrideOf(overrideNames(claim), pod);
    if (override) return resolveOverride(override, volume, pod, report, { claim: name, raw: isDevice(volume, pod) });
    if (pod.options.provisionMissing) return provisionedDirectory(claim, false, volume, pod, report);
  }
  const object = requireObject(pod.lookup, 'PersistentVolumeClaim', name, at, { optional: false, owner: pod.workload }, report);
  if (!object) return unusable(volume, pod);
  const claim = claimOfObject(object, pod);
  return claimed(claim, (bindings) => bindings.of(claim), volume, written, pod, report);
}

/** The volume that a StatefulSet makes for this pod from a claim template; a claim of that name in the input comes first. */
export function resolveClaimTemplate({ volume, claim }: ClaimTemplate, written: boolean, pod: PodContext, report: Report): ResolvedVolume {
  if (!isDnsLabel(volume.name) || !isDnsSubdomain(claim.name)) {
    report('invalid-volume-name', atVolume(volume, pod, 'metadata', 'name'), { name: volume.name });
    return unusable(volume, pod);
  }
  const override = overrideOf([volume.name], pod);
  if (override) return resolveOverride(override, volume, pod, report, { claim: claim.name, raw: isRaw(claim) });
  if (pod.lookup.find('PersistentVolumeClaim', claim.name).status !== 'missing') return resolveClaim(volume, written, pod, report);
  return claimed(claim, (bindings) => bindTemplate(claim, pod, bindings), volume, written, pod, report);
}

/** A generic ephemeral volume: provisioned with the pod, so that it is empty whenever the machine boots. */
export function resolveEphemeral(volume: DeclaredVolume, pod: PodContext, report: Report): ResolvedVolume {
  const template = volume.spec.ephemeral?.volumeClaimTemplate;
  const claim: Claim = { namespace: pod.namespace, name: `${pod.name}-${volume.name}`, value: template ?? {}, directory: '' };
  const override = overrideOf(overrideNames(claim), pod);
  if (override) return resolveOverride(override, volume, pod, report, { claim: claim.name, raw: isRaw(claim) });
  const at = atVolume(volume, pod, 'ephemeral');
  if (!template?.spec) {
    report('volume-field-required', at, { volume: volume.name, field: 'ephemeral.volumeClaimTemplate.spec' });
    return unusable(volume, pod);
  }
  if (reportDataSource(claim, volume, pod, report)) return unusable(volume, pod);
  if (isRaw(claim)) {
    report('pvc-unbound', at, { claim: keyOf(claim), reason: 'a raw block device cannot be made up' });
    return unusable(volume, pod);
  }
  const path = `/var/lib/podspec/ephemeral/${volume.name}`;
  report('ephemeral-volume-approx', at, { volume: volume.name, path });
  return { ...volumeBase(volume, pod), ...fsGroupOf(pod), ...request(claim), kind: 'directory', path, persistent: false };
}

/** What `--volume` with the name of a volume takes the place of, when that is a claim. */
export function replacedClaim(volume: DeclaredVolume, pod: PodContext): ReplacedClaim | undefined {
  const { persistentVolumeClaim, ephemeral } = volume.spec;
  if (ephemeral) {
    return { claim: `${pod.name}-${volume.name}`, raw: ephemeral.volumeClaimTemplate?.spec?.volumeMode === 'Block' };
  }
  const name = persistentVolumeClaim?.claimName ?? '';
  if (name === '') return undefined;
  const found = pod.lookup.find('PersistentVolumeClaim', name);
  return { claim: name, raw: found.status === 'found' ? isRaw(claimOfObject(found.object, pod)) : isDevice(volume, pod) };
}

/** Whether a container takes the volume for a device, which is all that is known of a claim that is not in the input. */
function isDevice(volume: DeclaredVolume, { spec }: PodContext): boolean {
  const containers: readonly Container[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  return containers.some(({ volumeDevices }) => volumeDevices?.some(({ name }) => name === volume.name));
}

/** NAME of `--volume NAME=…` for a claim: with its namespace, or short for the claim of that name in any. */
function overrideNames(claim: Claim): readonly string[] {
  return [`pvc:${keyOf(claim)}`, claim.name];
}

function isRaw({ value }: Claim): boolean {
  return value.spec?.volumeMode === 'Block';
}

/** An object without a namespace belongs to the pod that may refer to it. */
function claimOfObject({ value, manifest }: DecodedObject<'PersistentVolumeClaim'>, pod: PodContext): Claim {
  return { namespace: pod.namespace, name: value.metadata?.name ?? '', value, directory: scopeDirectory(manifest) };
}

function claimed(
  claim: Claim,
  bind: (bindings: Bindings) => Binding | undefined,
  volume: DeclaredVolume,
  written: boolean,
  pod: PodContext,
  report: Report,
): ResolvedVolume {
  const override = overrideOf(overrideNames(claim), pod);
  if (override) return resolveOverride(override, volume, pod, report, { claim: claim.name, raw: isRaw(claim) });
  if (reportDataSource(claim, volume, pod, report)) return unusable(volume, pod);
  const at = atVolume(volume, pod, 'persistentVolumeClaim', 'claimName');
  const binding = bind(bindingsOf(pod)) ?? { status: 'dynamic', selected: false };
  switch (binding.status) {
    case 'unbound':
      report('pvc-unbound', at, { claim: keyOf(claim), reason: binding.reason });
      return unusable(volume, pod);
    case 'dynamic':
      return provisionedDirectory(claim, binding.selected, volume, pod, report);
    case 'bound': {
      // Asked for by name, so that it counts as a source of the output, and two different ones of that name are reported.
      const name = binding.volume.value.metadata?.name ?? '';
      const object = requireObject(pod.lookup, 'PersistentVolume', name, at, { optional: false, owner: pod.workload }, report);
      if (!object) return unusable(volume, pod);
      return resolvePersistentVolume(object, claim, volume, written, pod, report);
    }
  }
}

function reportDataSource(claim: Claim, volume: DeclaredVolume, pod: PodContext, report: Report): boolean {
  const { dataSource, dataSourceRef } = claim.value.spec ?? {};
  const source = dataSourceRef ?? dataSource;
  if (!source) return false;
  const field = dataSourceRef ? 'dataSourceRef' : 'dataSource';
  const path = volume.spec.ephemeral ? ['ephemeral', 'volumeClaimTemplate', 'spec', field] : ['persistentVolumeClaim', 'claimName'];
  const at = atVolume(volume, pod, ...path);
  report('data-source-unsupported', at, {
    claim: keyOf(claim),
    source: `${source.kind ?? 'an object'} ${source.name ?? ''}`.trim(),
  });
  return true;
}

/** What a cluster would provision: a directory of the claim's own. */
function provisionedDirectory(claim: Claim, selected: boolean, volume: DeclaredVolume, pod: PodContext, report: Report): ResolvedVolume {
  const path = `/var/lib/podspec/pvc/${claim.namespace}/${claim.name}`;
  const at = atVolume(volume, pod, 'persistentVolumeClaim', 'claimName');
  if (!isDnsLabel(claim.namespace)) {
    const args = { claim: `PersistentVolumeClaim ${claim.name}`, field: 'namespace', value: claim.namespace, expected: 'a DNS label' };
    report('claim-field-invalid', at, args);
    return unusable(volume, pod);
  }
  const quantity = requestOf(claim);
  if (selected) report('claim-selector-ignored', at, { claim: keyOf(claim) });
  report('pvc-provisioned-dir', at, { claim: keyOf(claim), path, size: quantity && canonicalQuantity(quantity) });
  const base = { ...volumeBase(volume, pod), ...(isReadOnly(volume) ? {} : fsGroupOf(pod)) };
  return { ...base, ...request(claim), kind: 'directory', path, persistent: true, claim: claim.name };
}

function isReadOnly({ spec }: DeclaredVolume): boolean {
  return spec.persistentVolumeClaim?.readOnly === true;
}

function requestOf({ value }: Claim) {
  const storage = value.spec?.resources?.requests?.storage;
  return storage === undefined ? undefined : parseQuantity(storage);
}

function request(claim: Claim): { readonly requestBytes?: bigint } {
  const quantity = requestOf(claim);
  return quantity === undefined ? {} : { requestBytes: integerValueOf(quantity) };
}

type Objects<K extends 'PersistentVolume' | 'PersistentVolumeClaim' | 'StorageClass'> = readonly DecodedObject<K>[];

/** Bindings by the lists they were made from: workloads that see the same objects share one. */
const known = new WeakMap<Objects<'PersistentVolume'>, WeakMap<Objects<'PersistentVolumeClaim'>, Map<string, Bindings>>>();

function bindingsOf(pod: PodContext): Bindings {
  const volumes: readonly PersistentVolumeObject[] = pod.lookup.visible('PersistentVolume');
  const claims = pod.lookup.visible('PersistentVolumeClaim');
  const ofVolumes = known.get(volumes) ?? new WeakMap<Objects<'PersistentVolumeClaim'>, Map<string, Bindings>>();
  known.set(volumes, ofVolumes);
  const ofClaims = ofVolumes.get(claims) ?? new Map<string, Bindings>();
  ofVolumes.set(claims, ofClaims);
  const before = ofClaims.get(pod.namespace);
  if (before) return before;
  const all = claims.map((object) => claimOfObject(object, pod));
  const bindings = bindClaims(all, volumes, pod.lookup.visible('StorageClass'));
  ofClaims.set(pod.namespace, bindings);
  return bindings;
}
