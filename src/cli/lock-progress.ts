import type { LockProgress } from '../index.ts';
import { wantsProgress } from './progress.ts';
import type { Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** Bytes after which the line is drawn again. */
const step = 4 * 1024 * 1024;

/** One line on a terminal that tells how far a lock run is; nothing anywhere else. */
export function lockProgress(
  terminal: Terminal,
  settings: Settings,
): { readonly show: (progress: LockProgress) => void; readonly clear: () => void } {
  const isShown = wantsProgress(terminal, settings);
  let last = '';
  return {
    show: ({ done, total, image, bytes }) => {
      const read = bytes < step ? '' : `, ${Math.floor(bytes / step) * 4} MiB of layers`;
      const line = `[${done}/${total}] ${image}${read}`.slice(0, Math.max(terminal.columns - 1, 20));
      if (!isShown || line === last) return;
      last = line;
      terminal.stderr(`\r${line}\x1b[K`);
    },
    clear: () => {
      if (last !== '') terminal.stderr('\r\x1b[K');
    },
  };
}
