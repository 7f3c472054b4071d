import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Translation, translate } from '../kit.ts';
import { findTraps, parseLinuxKit } from '../linuxkit-traps.ts';
import { load, type Objects } from '../pod-spec-arbitrary.ts';

// A failing property prints its seed and path; fc.assert(…, { seed, path }) repeats it.
const runs = { numRuns: 150 };

/** JSON is YAML but for the line breaks of Unicode, which YAML folds. One line each, so that a place is a column. */
function textOf(object: unknown): string {
  return JSON.stringify(object).replace(/[\u0085\u2028\u2029]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function streamOf(objects: Objects): string {
  return objects.map((object) => `${textOf(object)}\n`).join('---\n');
}

function filesOf(objects: Objects): Readonly<Record<string, string>> {
  return Object.fromEntries(objects.map((object, index) => [`f${index}.yaml`, textOf(object)]));
}

/** The outputs by name without the first line, which names the file that was read. */
function contentsOf({ outputs }: Translation): readonly (readonly [string, string])[] {
  return outputs.map(({ file, text }) => [file, text.slice(text.indexOf('\n'))] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What was found, without where: the order of documents moves places. */
function findingsOf({ diagnostics }: Translation): readonly string[] {
  return diagnostics.map(({ code, severity, path, message }) => JSON.stringify([code, severity, path, message])).sort();
}

/** Bytes that are text become text: the emitter writes a text that LinuxKit would spoil as bytes. */
function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value === 'string') return Buffer.from(value).toString('latin1');
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [Buffer.from(key).toString('latin1'), readable(inner)]),
  );
}

describe('any PodSpec', () => {
  test('becomes a file that LinuxKit builds as it is meant, or is refused with a place', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(load, fc.boolean(), async (objects, firewall) => {
        const translation = await translate(streamOf(objects), { options: { firewall } });
        for (const { text, config } of translation.outputs) {
          expect(findTraps(text)).toEqual([]);
          expect(readable(parseLinuxKit(text))).toEqual(readable(config));
        }
        written += translation.outputs.length;
        const { summary } = translation;
        expect(summary.generated + summary.failed + summary.skipped).toBe(summary.workloads);
        expect(translation.diagnostics.filter(({ line, column }) => line === undefined || column === undefined)).toEqual([]);
        if (summary.failed > 0) expect(summary.error).toBeGreaterThan(0);
      }),
      runs,
    );
    // Otherwise the generator makes specs that are all refused, and the property says nothing.
    expect(written).toBeGreaterThan(runs.numRuns / 4);
  });

  test('gives the same bytes again', async () => {
    await fc.assert(
      fc.asyncProperty(load, async (objects) => {
        const [first, second] = [await translate(streamOf(objects)), await translate(streamOf(objects))];
        expect(second.outputs.map(({ text }) => text)).toEqual(first.outputs.map(({ text }) => text));
        expect(second.diagnostics).toEqual(first.diagnostics);
        expect(second.index).toBe(first.index);
      }),
      { numRuns: 60 },
    );
  });

  test('does not depend on the order of the documents or files', async () => {
    const shuffled = load.chain((objects) =>
      fc.tuple(fc.constant(objects), fc.shuffledSubarray([...objects], { minLength: objects.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([objects, moved]) => {
        for (const inputOf of [streamOf, filesOf]) {
          const [first, second] = [await translate(inputOf(objects)), await translate(inputOf(moved))];
          expect(contentsOf(second)).toEqual(contentsOf(first));
          expect(findingsOf(second)).toEqual(findingsOf(first));
        }
      }),
      { numRuns: 60 },
    );
  });
});
