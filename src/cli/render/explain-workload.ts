import type { ExplainedDifference, ExplainedImage, ExplainedWorkload } from '../../index.ts';
import { renderContainer } from './explain-container.ts';
import { columnWidth, type PageOptions, paragraph, row, sourceText } from './explain-page.ts';

/** Everything about one workload, for people. */
export function renderWorkload(workload: ExplainedWorkload, options: PageOptions & { readonly out: string }): string {
  const { kind, namespace, name, from, status, reason, sources, images, differences, diagnostics } = workload;
  const { palette } = options;
  const lines = [`${palette.place(`${kind} ${namespace}/${name}`)}${palette.gutter(`  # ${sourceText(from)}`)}`];
  if (status === 'skipped') lines.push(...paragraph(`skipped: ${reason ?? ''}`, '  ', options));
  if (status === 'failed') lines.push(...paragraph('is not written: it has errors', '  ', options));
  for (const { file, containsSecrets } of images.slice(0, mostFiles))
    lines.push(
      `  ${status === 'failed' ? 'would become' : 'becomes'} ${options.out}/${file}${containsSecrets ? ' (contains secret values)' : ''}`,
    );
  if (images.length > mostFiles) lines.push(`  and ${images.length - mostFiles} more, one per ordinal`);
  lines.push(...paragraph(`read from ${sources.join(', ')}`, '  ', options));
  const [first] = images;
  if (first) lines.push(...machine(first, options));
  for (const container of first?.containers ?? []) lines.push('', ...renderContainer(container, options));
  if (differences.length > 0)
    lines.push('', palette.place('Not the same as in a cluster'), ...differences.flatMap((found) => differenceLines(found, options)));
  if (diagnostics.length > 0) {
    lines.push('', palette.place('Findings'));
    const ranked = (['error', 'warning', 'info'] as const).flatMap((rank) => diagnostics.filter(({ severity }) => severity === rank));
    for (const { severity, code, message, location } of ranked) {
      const place = location ? `${location.file}:${location.line}:${location.column}: ` : '';
      lines.push(...paragraph(`${place}${severity}[${code}]: ${message}`, '  ', options));
    }
  }
  return `${lines.join('\n')}\n`;
}

const mostFiles = 3;

function machine({ podName, hostname, volumes, helpers }: ExplainedImage, options: PageOptions): readonly string[] {
  const lines = [`  pod ${podName}, host name ${hostname}`];
  if (volumes.length > 0) {
    lines.push('', options.palette.place('Volumes'));
    const width = columnWidth(volumes.map(({ name }) => name));
    for (const { name, kind, path, persistent, claim, from } of volumes) {
      const what = [
        kind,
        ...(path === undefined ? [] : [path]),
        ...(claim === undefined ? [] : [`claim ${claim}`]),
        ...(persistent ? ['persistent'] : []),
      ];
      lines.push(row(name, what.join(', '), sourceText(from), '  ', width, options));
    }
  }
  if (helpers.length > 0) {
    lines.push('', options.palette.place('Helpers'));
    const width = columnWidth(helpers.map(({ name }) => name));
    for (const { name, image, when } of helpers) lines.push(row(name, `${image} (${when})`, '', '  ', width, options));
  }
  return lines;
}

function differenceLines({ field, disposition, doc, from }: ExplainedDifference, options: PageOptions): readonly string[] {
  const [first] = from;
  const more = from.length > 1 ? ` and ${from.length - 1} more` : '';
  const place = first ? `${sourceText(first)}${more}` : '';
  return [`  ${disposition} ${field}${options.palette.gutter(`  # ${place}`)}`, ...paragraph(doc, '    ', options)];
}
