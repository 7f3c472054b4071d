import type { OutputState } from './drift.ts';
import { indexName, parseIndex } from './output/index-file.ts';
import { listOurs, readText } from './output/write-outputs.ts';

/** What stands in `--out`, given its absolute path. Nothing there is no error: the state is then empty. */
export function outputState(directory: string): OutputState {
  const read = (file: string) => readText(`${directory}/${file}`);
  const text = read(indexName);
  const index = parseIndex(text ?? '');
  return { files: listOurs(directory), index, foreignIndex: text !== undefined && !index, read };
}
