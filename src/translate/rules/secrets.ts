import type { Anchor } from '../../diagnostics/diagnostic.ts';
import { describeObject } from '../../model/manifest.ts';
import { octalMode } from '../../model/octal-mode.ts';
import type { Provenance, ResolvedPod } from '../../model/resolved-pod.ts';
import { defineRule, nothing } from '../rule.ts';
import { usedVolumes } from '../volume-usage.ts';

/** Says once per workload that its image holds secret values, or which files the machine must be given instead. */
export const secrets = defineRule({
  name: 'secrets',
  owns: {},
  writes: [],
  pod(pod, report) {
    if (pod.options.secrets === 'omit') {
      const omitted = omittedFiles(pod);
      const first = omitted[0];
      if (first) report('secret-files-omitted', first.at, { files: omitted.map(({ text }) => text) });
      return nothing;
    }
    const uses = secretUses(pod);
    const first = uses[0];
    if (first) report('secret-in-image', first.at, { sources: [...new Set(uses.map(({ text }) => text))].sort() });
    return nothing;
  },
});

interface Use {
  readonly at: Anchor;
  readonly text: string;
}

/** Every secret value of the pod, by the Secret it comes from; one that went through another variable by the name of that variable. */
function secretUses(pod: ResolvedPod): readonly Use[] {
  const uses: Use[] = [];
  for (const volume of usedVolumes(pod)) {
    if (volume.kind !== 'files') continue;
    for (const { secret, from } of volume.files) if (secret) uses.push({ at: volume.at, text: sourceOf(from) });
  }
  for (const { env = [], path } of pod.containers) {
    for (const { secret, from, name } of env) if (secret) uses.push({ at: envAnchor(from, path, pod), text: sourceOf(from, name) });
  }
  return uses;
}

function sourceOf(from: Provenance, variable?: string): string {
  const manifest = from.kind === 'field' && from.at.kind === 'field' ? from.at.manifest : undefined;
  if (manifest?.kind === 'Secret') return describeObject(manifest);
  return variable === undefined ? 'a Secret' : `variable ${variable}`;
}

/** The finding belongs to the workload, not to the Secret that the value comes from. */
function envAnchor(from: Provenance, path: ResolvedPod['specPath'], pod: ResolvedPod): Anchor {
  const { manifest } = pod.workload;
  if (from.kind === 'field' && from.at.kind === 'field' && from.at.manifest === manifest) return from.at;
  return { kind: 'field', manifest, path };
}

function omittedFiles(pod: ResolvedPod): readonly Use[] {
  return usedVolumes(pod).flatMap((volume): readonly Use[] => {
    if (volume.kind !== 'files' || !volume.secret) return [];
    const known = volume.files
      .filter(({ secret }) => secret)
      .map(({ path, mode }) => ({ at: volume.at, text: `${volume.path}/${path} (mode ${octalMode(mode)})` }));
    return volume.incomplete ? [...known, { at: volume.at, text: `every key of the Secret below ${volume.path}` }] : known;
  });
}
