import type { ExplainedCode } from '../../index.ts';
import { type PageOptions, paragraph } from './explain-page.ts';

/** What a diagnostic means, for people. */
export function renderCode({ code, severity, security, adjustable, title, why, help }: ExplainedCode, options: PageOptions): string {
  const { palette } = options;
  const words = [severity, ...(security ? ['security'] : []), ...(adjustable ? [] : ['cannot be switched off'])];
  const change = adjustable
    ? `Change it with rules: {${code}: ${severity === 'error' ? 'warning' : 'error'}} in the configuration, or accept it on one object with the annotation podspec2linuxkit.io/ignore: ${code}.`
    : 'It cannot be switched off: the output would be wrong. A workload that is not needed can be left out with --ignore.';
  const lines = [
    `${palette[severity](`${severity}[${code}]`)}: ${title}`,
    `  ${words.join(', ')}`,
    '',
    ...paragraph(why, '', options),
    '',
    ...paragraph(`What to do: ${help}`, '', options),
    '',
    ...paragraph(change, '', options),
  ];
  return `${lines.join('\n')}\n`;
}
