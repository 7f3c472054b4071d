import type { CommandEntry } from './command.ts';
import { commandHelp, overview } from './help.ts';

/** What the pinned Kubernetes types and the LinuxKit model were written for. */
export const knownVersions = { kubernetes: 'v1.36', linuxkit: 'v1.8.2' } as const;

/** Texts that need neither manifests nor configuration: help and version; undefined when something else was asked for. */
export function quickAnswer(
  argv: readonly string[],
  commands: readonly CommandEntry[],
  version: string,
  columns: number,
): string | undefined {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  if (words[0] === '__complete') return undefined;
  const named = commands.find((command) => command.words === (words[0] === 'help' ? words[1] : words[0]));
  if (words.includes('--help') || words.includes('-h') || (words[0] === 'help' && (words.length === 1 || named)))
    return named ? commandHelp(named, columns) : overview(commands, columns);
  if (!words.includes('--version')) return undefined;
  return `${version} (Kubernetes API ${knownVersions.kubernetes}, LinuxKit ${knownVersions.linuxkit})\n`;
}
