import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect } from 'vitest';
import { buildProgram, codesIn, type Ended, makeFolder, type ProcessOptions, type Program } from '../process.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A Pod that nothing is wrong with, and more lines of its spec. */
export const pod = (name: string, spec: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n  - name: main\n    image: example.org/main:1\n    command: [run]\n${spec}`;

/** What must be translated whatever stands beside it. */
export const healthy: Files = { 'in/good.yaml': pod('good', '') };

/** The program for the tests of one file. Every run is expected to end by itself, in time, in bounded memory, without a stack trace. */
export function hostileProgram() {
  let program: Program | undefined;
  const folders: string[] = [];
  beforeAll(() => {
    program = buildProgram();
  });
  afterAll(() => {
    program?.remove();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  function folderOf(files: Files): string {
    const folder = makeFolder(files);
    folders.push(folder);
    return folder;
  }

  function run(args: readonly string[], options: ProcessOptions): Ended {
    const ended = (program as Program).run(args, options);
    expect(ended.signal).toBeNull();
    expect([0, 1, 2, 3]).toContain(ended.status);
    expect(ended.stderr).not.toMatch(/has a defect|^\s+at .*:\d+/m);
    return ended;
  }

  /** `check in --format json` on files. */
  function checkJson(files: Files, options: Partial<ProcessOptions> = {}) {
    const cwd = folderOf(files);
    const ended = run(['check', 'in', '--format', 'json'], { cwd, ...options });
    return { ...ended, cwd, codes: codesIn(ended.stdout) };
  }

  return { folderOf, run, checkJson };
}
