import type { ExplainedContainer, ExplainedMount, ExplainedSetting, ExplainedText, ExplainedVariable } from '../../index.ts';
import { shellWord } from '../shell-word.ts';
import { columnWidth, type PageOptions, row, sourceText } from './explain-page.ts';
import { plural } from './text.ts';

/** One line of a section: a name, its value and where it came from. */
interface Line {
  readonly name: string;
  readonly value: string;
  readonly from: string;
}

const roles = { init: 'Init container', sidecar: 'Sidecar', container: 'Container' } as const;

/** What one container gets, for people. */
export function renderContainer(container: ExplainedContainer, options: PageOptions): readonly string[] {
  const { name, role, linuxkit, image, command, settings, env, mounts, files, ports } = container;
  const emitted = image.emitted === image.reference ? image.reference : `${image.reference} as ${image.emitted}`;
  const general: readonly Line[] = [
    { name: 'image', value: `${emitted}${image.inLock ? '' : ' (not in the lock)'}`, from: sourceText(image.from) },
    { name: 'command', value: commandText(command), from: command.from.map(sourceText).join('; ') },
    ...settings.filter(isTelling).map((setting) => ({ name: setting.name, value: settingText(setting), from: sourceText(setting.from) })),
  ];
  return [
    `${options.palette.place(`${roles[role]} ${name}`)}${options.palette.gutter(`  # ${role === 'init' ? 'onboot' : 'service'} ${linuxkit}`)}`,
    ...aligned(general, '  ', options),
    ...(env === null ? [`  environment: ${unknownImage}`] : section('environment', env.flatMap(variableLines), options)),
    ...section(
      'files',
      files.map((file) => ({
        name: file.path,
        value: `${file.mode}  ${plural(file.bytes, 'byte')}  ${shown(file)}`,
        from: sourceText(file.from),
      })),
      options,
    ),
    ...section('mounts', mounts.filter(isOwn).map(mountLine), options),
    ...everywhere(mounts),
    ...section(
      'ports',
      ports.map((port) => ({ name: `${port.containerPort}/${port.protocol}`, value: port.name ?? '', from: sourceText(port.from) })),
      options,
    ),
  ];
}

function section(title: string, lines: readonly Line[], options: PageOptions): readonly string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...aligned(lines, '    ', options)];
}

function aligned(lines: readonly Line[], indent: string, options: PageOptions): readonly string[] {
  const width = columnWidth(lines.map(({ name }) => name));
  return lines.map(({ name, value, from }) => row(name, value, from, indent, width, options));
}

function variableLines({ name, from, declared, overrode, ...text }: ExplainedVariable): readonly Line[] {
  const places = [sourceText(from), ...(declared ? [`declared at ${sourceText(declared)}`] : [])].join('; ');
  return [
    { name, value: shown(text), from: places },
    ...overrode.map((source) => ({ name: '', value: '  overrides', from: sourceText(source) })),
  ];
}

function isOwn({ from }: ExplainedMount): boolean {
  return from.kind !== 'default';
}

function mountLine({ destination, type, source, readOnly, volume, from }: ExplainedMount): Line {
  const notes = [...(type === 'bind' ? [] : [type]), ...(readOnly ? ['read-only'] : []), ...(volume ? [`volume ${volume.name}`] : [])];
  return { name: destination, value: `${source ?? '(secret)'}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`, from: sourceText(from) };
}

function everywhere(mounts: readonly ExplainedMount[]): readonly string[] {
  const places = mounts.filter((mount) => !isOwn(mount)).map(({ destination }) => destination);
  return places.length === 0 ? [] : [`    and what every container has: ${places.join(' ')}`];
}

const unknownImage = 'that of the image, which is not in the lock';

/** A period without a quota limits nothing. */
function isTelling({ name }: ExplainedSetting, _index: number, all: readonly ExplainedSetting[]): boolean {
  return name !== 'cpuPeriod' || all.some((other) => other.name === 'cpuQuota');
}

/** Paths of the kernel that every container has closed, and what is done to them. */
const usualPaths: ReadonlyMap<string, string> = new Map([
  ['maskedPaths', 'masks'],
  ['readonlyPaths', 'makes read-only'],
]);

function settingText({ name, value, from }: ExplainedSetting): string {
  if (value === null) return unknownImage;
  if (typeof value !== 'object') return name === 'memoryLimit' ? inUnits(Number(value)) : String(value);
  if (value.length === 0) return 'none';
  const deed = usualPaths.get(name);
  if (deed !== undefined && from.kind === 'default') return `the ${value.length} paths that containerd ${deed}`;
  return value.map((item) => String(item).replace(/^CAP_/, '')).join(' ');
}

/** Bytes, with the quantity that Kubernetes would write for them. */
function inUnits(bytes: number): string {
  for (const [unit, size] of [
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ] as const)
    if (bytes >= size && bytes % size === 0) return `${bytes} (${bytes / size}${unit})`;
  return String(bytes);
}

function shown({ value, secret, binary }: ExplainedText): string {
  if (value === null) return binary && !secret ? '(bytes that are no text)' : '(secret)';
  const lines = value.split('\n');
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  return count > 1 ? `${lines[0]} … (${plural(count, 'line')})` : value.replace(/\n$/, '');
}

function commandText({ arguments: list, secret }: ExplainedContainer['command']): string {
  if (list === null) return unknownImage;
  if (secret && list.every((argument) => argument === null)) return '(secret)';
  return list.map((argument) => (argument === null ? '(bytes)' : shellWord(argument))).join(' ');
}
