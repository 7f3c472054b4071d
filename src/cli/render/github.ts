import type { ReportedDiagnostic, RunReport } from '../../index.ts';
import { plainText } from './plain-text.ts';

const levels = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * GitHub workflow commands, one per finding, which GitHub shows beside the changed lines.
 * Escaping as in https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts.
 */
export function renderGithub({ diagnostics }: RunReport): string {
  return diagnostics.map(({ reported }) => `${command(reported)}\n`).join('');
}

function command({ severity, code, message, help, location }: ReportedDiagnostic): string {
  const place = location ? [`file=${property(plainText(location.file))}`, `line=${location.line}`, `col=${location.column}`] : [];
  return `::${levels[severity]} ${[...place, `title=${property(code)}`].join(',')}::${data(`${plainText(message)}\n${plainText(help)}`)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
