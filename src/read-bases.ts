import type { Report } from './diagnostics/diagnostic.ts';
import type { BaseFile } from './emit/base.ts';
import type { FileHost } from './load/host.ts';
import { readTextFile } from './load/read-file.ts';

/** Reads the LinuxKit files of `--base`; what is wrong with one is reported and the file left out. The parser is loaded only then. */
export async function readBases(files: readonly string[], host: FileHost, report: Report): Promise<readonly BaseFile[]> {
  if (files.length === 0) return [];
  const { parseBase } = await import('./emit/parse-base.ts');
  return files.flatMap((path) => {
    const file = readTextFile(path, host, report);
    return (file && parseBase(file, report)) ?? [];
  });
}
