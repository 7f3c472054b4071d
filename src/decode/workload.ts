import { atField, type Report } from '../diagnostics/diagnostic.ts';
import { isDnsLabel, isDnsSubdomain, longestDnsLabel, longestDnsSubdomain } from '../model/dns-name.ts';
import type { Kubernetes, PodTemplateSpec } from '../model/kubernetes.ts';
import { describeObject, type Manifest } from '../model/manifest.ts';
import type { FieldPath } from '../model/source.ts';
import type { Workload, WorkloadKind } from '../model/workload.ts';
import { hasNameOfWrongType } from './check-manifest.ts';
import { checkWrapper, type Wrapper } from './check-wrapper.ts';
import { decodeObject } from './decode-object.ts';
import { currentVersion, versionStatus, workloadKindOf } from './kinds.ts';

export interface WorkloadOptions {
  /** Namespace of a workload that names none. */
  readonly namespace: string;
}

/**
 * Reads an object of a workload kind: its fields, where its pod template stands, and what its controller would do that a machine
 * does not. Undefined when there is nothing to translate, which was reported; findings about fields do not cost the workload.
 */
export function decodeWorkload(manifest: Manifest, { namespace }: WorkloadOptions, report: Report): Workload | undefined {
  const kind = workloadKindOf(manifest);
  if (!kind || !checkVersion(kind, manifest, report)) return undefined;
  const wrapper = decodeWrapper(kind, manifest, report);
  const name = workloadName(manifest);
  checkNames(manifest, name, report);
  const { template, templatePath } = wrapper;
  if (!template?.spec) {
    const field = [...templatePath, 'spec'].join('.');
    report('missing-pod-spec', atField(manifest, []), { object: describeObject(manifest), field });
    return undefined;
  }
  const workload = { manifest, kind, namespace: manifest.namespace ?? namespace, name, object: wrapper.object, template, templatePath };
  checkWrapper(workload, wrapper, report);
  return wrapper.job ? { ...workload, job: wrapper.job } : workload;
}

function checkVersion(kind: WorkloadKind, manifest: Manifest, report: Report): boolean {
  const { apiVersion } = manifest;
  const status = versionStatus(kind, apiVersion);
  const at = atField(manifest, ['apiVersion']);
  const current = currentVersion(kind);
  if (status === 'deprecated') report('deprecated-api', at, { kind, apiVersion, current });
  if (status === 'unknown') report('kind-mismatch', at, { kind, apiVersion, expected: current });
  return status !== 'unknown';
}

/** Everything around the pod template. */
function decodeWrapper(kind: WorkloadKind, manifest: Manifest, report: Report): Wrapper {
  switch (kind) {
    case 'Pod': {
      const object = decodeObject(kind, manifest, report);
      return { object, template: podTemplate(object), templatePath: [] };
    }
    case 'PodTemplate': {
      const object = decodeObject(kind, manifest, report);
      return { object, template: object.template, templatePath: ['template'] };
    }
    case 'ReplicationController': {
      const object = decodeObject(kind, manifest, report);
      const { replicas, selector } = object.spec ?? {};
      return { ...controlled(object, object.spec), replicas, ...(selector && { selector: { matchLabels: selector } }) };
    }
    case 'ReplicaSet':
    case 'Deployment':
    case 'StatefulSet': {
      const object = decodeObject(kind, manifest, report);
      const { replicas, selector } = object.spec ?? {};
      return { ...controlled(object, object.spec), replicas, selector };
    }
    case 'DaemonSet': {
      const object = decodeObject(kind, manifest, report);
      return { ...controlled(object, object.spec), selector: object.spec?.selector };
    }
    case 'Job': {
      const object = decodeObject(kind, manifest, report);
      return { ...controlled(object, object.spec), job: { spec: object.spec ?? {}, path: ['spec'] } };
    }
    case 'CronJob': {
      const object = decodeObject(kind, manifest, report);
      const path = ['spec', 'jobTemplate', 'spec'];
      const job = object.spec?.jobTemplate?.spec ?? {};
      return { object, template: job.template, templatePath: [...path, 'template'], job: { spec: job, path }, cron: object.spec ?? {} };
    }
  }
}

function podTemplate({ metadata, spec }: Kubernetes<'Pod'>): PodTemplateSpec {
  return { ...(metadata && { metadata }), ...(spec && { spec }) };
}

function controlled(object: Wrapper['object'], spec: { readonly template?: PodTemplateSpec } | undefined): ControlledWrapper {
  return { object, template: spec?.template, templatePath: ['spec', 'template'] };
}

interface ControlledWrapper {
  readonly object: Wrapper['object'];
  readonly template: PodTemplateSpec | undefined;
  readonly templatePath: FieldPath;
}

/** `metadata.name`, or `generateName` without the dash that the random suffix would follow. */
export function workloadName(manifest: Pick<Manifest, 'name' | 'data'>): string {
  if (manifest.name !== '') return manifest.name;
  const { metadata } = manifest.data;
  if (typeof metadata !== 'object' || metadata === null || !('generateName' in metadata)) return '';
  const { generateName } = metadata;
  return typeof generateName === 'string' ? generateName.replace(/[-.]+$/, '') : '';
}

/** Longest name of a CronJob, characters: its Jobs add 11 to it (pkg/apis/batch/validation). */
const longestCronJob = 52;

function checkNames(manifest: Manifest, name: string, report: Report): void {
  const { kind, namespace } = manifest;
  if (name === '') {
    // A name of the wrong type was reported as such.
    if (!hasNameOfWrongType(manifest)) report('missing-name', atField(manifest, ['metadata']), { kind });
  } else {
    const longest = kind === 'CronJob' ? longestCronJob : longestDnsSubdomain;
    const field = manifest.name === '' ? 'generateName' : 'name';
    const problem = name.length > longest ? `longer than ${longest} characters` : isDnsSubdomain(name) ? undefined : 'not a DNS name';
    if (problem !== undefined)
      report('invalid-name', atField(manifest, ['metadata', field]), { field: `metadata.${field}`, name, problem });
  }
  if (namespace !== undefined && !isDnsLabel(namespace)) {
    const problem = namespace.length > longestDnsLabel ? `longer than ${longestDnsLabel} characters` : 'not a DNS label';
    report('invalid-name', atField(manifest, ['metadata', 'namespace']), { field: 'metadata.namespace', name: namespace, problem });
  }
}
