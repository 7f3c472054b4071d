import type { ProgressStep } from '../index.ts';
import type { Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** A line that tells how far a run is. */
export interface ProgressLine {
  readonly show: (step: ProgressStep) => void;
  /** Removes the line, so that what is printed next stands at its start. */
  readonly clear: () => void;
}

/** Milliseconds that a run takes before there is anything to tell, and between two looks of the line. */
const patience = 1000;
const interval = 100;

/** Whether somebody looks at standard error: not in CI, where lines cannot be drawn again, and not with `--quiet`. */
export function wantsProgress({ stderrIsTerminal, env }: Terminal, { quiet }: Pick<Settings, 'quiet'>): boolean {
  return stderrIsTerminal && !quiet && env.TERM !== 'dumb' && !env.CI;
}

/**
 * What is being done, how much of it and for how long, on one line of a terminal; nothing for a run of less than a second.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function analysisProgress(
  terminal: Terminal,
  settings: Pick<Settings, 'quiet'>,
  now: () => number = () => performance.now(),
): ProgressLine {
  if (!wantsProgress(terminal, settings)) return { show: () => undefined, clear: () => undefined };
  const start = now();
  let drawn = start + patience - interval;
  let visible = false;
  return {
    show: ({ doing, what, done, total }) => {
      const time = now();
      if (time - drawn < interval) return;
      drawn = time;
      visible = true;
      const line = `${doing} ${done}/${total} ${what}, ${Math.round((time - start) / 1000)} s`;
      terminal.stderr(`\r${line.slice(0, Math.max(terminal.columns - 1, 20))}\x1b[K`);
    },
    clear: () => {
      if (visible) terminal.stderr('\r\x1b[K');
      visible = false;
    },
  };
}
