type Paint = (text: string) => string;

/** Colours of a report; every entry returns the text as it is when there is no colour. */
export interface Palette {
  readonly error: Paint;
  readonly warning: Paint;
  readonly info: Paint;
  readonly place: Paint;
  readonly note: Paint;
  readonly help: Paint;
  readonly gutter: Paint;
  readonly caret: Paint;
  readonly good: Paint;
}

const plain: Paint = (text) => text;
export const noColor: Palette = {
  error: plain,
  warning: plain,
  info: plain,
  place: plain,
  note: plain,
  help: plain,
  gutter: plain,
  caret: plain,
  good: plain,
};

/** chalk is loaded only when there is colour to paint. */
export async function paletteFor(colored: boolean): Promise<Palette> {
  if (!colored) return noColor;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    error: chalk.red.bold,
    warning: chalk.yellow.bold,
    info: chalk.blue.bold,
    place: chalk.bold,
    note: chalk.cyan,
    help: chalk.green,
    gutter: chalk.dim,
    caret: chalk.red.bold,
    good: chalk.green,
  };
}

/** NO_COLOR and FORCE_COLOR as https://no-color.org and Node define them; `--color` has the last word. */
export function wantsColor(
  setting: 'auto' | 'always' | 'never',
  env: Readonly<Record<string, string | undefined>>,
  terminal: boolean,
): boolean {
  if (setting !== 'auto') return setting === 'always';
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return terminal && env.TERM !== 'dumb';
}
