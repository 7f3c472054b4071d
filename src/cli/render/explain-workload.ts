import type {
  ExplainedContainer,
  ExplainedDifference,
  ExplainedImage,
  ExplainedText,
  ExplainedVariable,
  ExplainedWorkload,
} from '../../index.ts';
import { columnWidth, type PageOptions, paragraph, row, sourceText } from './explain-page.ts';
import { plural } from './text.ts';

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
  for (const container of first?.containers ?? []) lines.push('', ...containerLines(container, options));
  if (differences.length > 0)
    lines.push('', palette.place('Not the same as in a cluster'), ...differences.flatMap((found) => differenceLines(found, options)));
  if (diagnostics.length > 0) {
    lines.push('', palette.place('Findings'));
    for (const { severity, code, message, location } of diagnostics) {
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

const roles = { init: 'Init container', sidecar: 'Sidecar', container: 'Container' } as const;

function containerLines(container: ExplainedContainer, options: PageOptions): readonly string[] {
  const { name, role, linuxkit, image, command, settings, env, mounts, files, ports } = container;
  const width = columnWidth(['image', 'command', ...settings.map((setting) => setting.name)]);
  const emitted = image.emitted === image.reference ? image.reference : `${image.reference} as ${image.emitted}`;
  const lines = [
    `${options.palette.place(`${roles[role]} ${name}`)}${options.palette.gutter(`  # ${role === 'init' ? 'onboot' : 'service'} ${linuxkit}`)}`,
    row('image', `${emitted}${image.inLock ? '' : ' (not in the lock)'}`, sourceText(image.from), '  ', width, options),
    row('command', commandText(command), command.from.map(sourceText).join('; '), '  ', width, options),
    ...settings.map((setting) => row(setting.name, settingText(setting.value), sourceText(setting.from), '  ', width, options)),
  ];
  if (env === null) lines.push('  environment: that of the image, which is not in the lock');
  else
    section(
      lines,
      'environment',
      env.map((variable) => variable.name),
      (nameWidth) => env.flatMap((variable) => variableLines(variable, nameWidth, options)),
    );
  section(
    lines,
    'files',
    files.map(({ path }) => path),
    (pathWidth) =>
      files.map((file) =>
        row(file.path, `${file.mode}  ${plural(file.bytes, 'byte')}  ${shown(file)}`, sourceText(file.from), '    ', pathWidth, options),
      ),
  );
  section(
    lines,
    'mounts',
    mounts.map(({ destination }) => destination),
    (pathWidth) =>
      mounts.map(({ destination, type, source, readOnly, volume, from }) =>
        row(
          destination,
          `${source ?? '(secret)'} (${type}${readOnly ? ', read-only' : ''}${volume ? `, volume ${volume.name}` : ''})`,
          sourceText(from),
          '    ',
          pathWidth,
          options,
        ),
      ),
  );
  section(
    lines,
    'ports',
    ports.map((port) => `${port.containerPort}/${port.protocol}`),
    (portWidth) =>
      ports.map((port) =>
        row(`${port.containerPort}/${port.protocol}`, port.name ?? '', sourceText(port.from), '    ', portWidth, options),
      ),
  );
  return lines;
}

function section(lines: string[], title: string, names: readonly string[], body: (width: number) => readonly string[]): void {
  if (names.length > 0) lines.push(`  ${title}`, ...body(columnWidth(names)));
}

function variableLines(
  { name, from, declared, overrode, ...text }: ExplainedVariable,
  width: number,
  options: PageOptions,
): readonly string[] {
  const places = [sourceText(from), ...(declared ? [`declared ${sourceText(declared)}`] : [])].join('; ');
  return [
    row(name, shown(text), places, '    ', width, options),
    ...overrode.map((source) => row('', 'overrides', sourceText(source), '    ', width, options)),
  ];
}

function shown({ value, secret, binary }: ExplainedText): string {
  if (value === null) return binary && !secret ? '(bytes that are no text)' : '(secret)';
  const [line = '', ...rest] = value.split('\n');
  return rest.length > 1 || (rest.length === 1 && rest[0] !== '') ? `${line} … (${plural(rest.length + 1, 'line')})` : line;
}

function commandText({ arguments: list, secret }: ExplainedContainer['command']): string {
  if (list === null) return 'that of the image, which is not in the lock';
  if (secret && list.every((argument) => argument === null)) return '(secret)';
  return list.map((argument) => (argument === null ? '(secret)' : quoted(argument))).join(' ');
}

/** As one would write it for a shell. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

function settingText(value: ExplainedContainer['settings'][number]['value']): string {
  if (typeof value !== 'object') return String(value);
  return value.length === 0 ? 'none' : value.join(' ');
}

function differenceLines({ field, disposition, doc, from }: ExplainedDifference, options: PageOptions): readonly string[] {
  const [first] = from;
  const more = from.length > 1 ? ` and ${from.length - 1} more` : '';
  const place = first ? `${sourceText(first)}${more}` : '';
  return [`  ${disposition} ${field}${options.palette.gutter(`  # ${place}`)}`, ...paragraph(doc, '    ', options)];
}
