import { unsupportedVolumeTypes } from '../../model/unsupported-volume-types.ts';
import type { FieldEntry } from '../rule.ts';
import { defineRule } from '../rule.ts';

function entryOf(what: string): FieldEntry {
  return {
    disposition: 'unsupported',
    doc: `Not possible on a stand-alone machine: ${what}. Name what takes its place with \`--volume NAME=…\`.`,
    reported: true,
  };
}

/** Answers for the volume types that are reported as errors when the pod is resolved. */
export const unsupportedVolumes = defineRule({
  name: 'unsupported-volumes',
  owns: Object.fromEntries(Object.entries(unsupportedVolumeTypes).map(([type, what]) => [`volumes[].${type}`, entryOf(what)])),
  writes: [],
});
