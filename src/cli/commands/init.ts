import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type InitProposal, nodeHost, proposeConfiguration, reasonOf } from '../../index.ts';
import type { Invocation } from '../command.ts';
import { configExample } from '../config-example.ts';
import { configurationNames } from '../configuration-names.ts';
import { plural } from '../render/text.ts';
import { type ExitCode, type UsageProblem, usageProblem } from '../terminal.ts';

const configName = '.podspec2lkrc.yaml';

/** Writes a configuration for what lies in a directory and says how to go on; an existing one stays. */
export async function init({ settings, positionals, terminal }: Invocation): Promise<ExitCode | UsageProblem> {
  const [given = '.'] = positionals;
  const directory = resolve(terminal.cwd, given);
  const prefix = given === '.' ? '' : `${given.replace(/\/+$/, '')}/`;
  const existing = existingConfiguration(directory);
  if (existing === undefined) return usageProblem(`cannot read the directory ${given}`);
  if (existing !== '')
    return usageProblem(
      `${prefix}${existing} is there already and stays as it is`,
      'remove it first, or edit it: docs/cli.md of the package lists every key',
    );
  const proposal = await proposeConfiguration(nodeHost(directory), settings.out, settings.lockFile);
  const failure = writeNew(`${directory}/${configName}`, configurationText(proposal));
  if (failure !== undefined) {
    terminal.stderr(`error: cannot write ${prefix}${configName}: ${failure}\n`);
    return 3;
  }
  terminal.stdout(reportText(proposal, prefix));
  return 0;
}

/** Name of a configuration in a directory, empty when there is none, undefined when the directory cannot be read. */
function existingConfiguration(directory: string): string | undefined {
  try {
    return readdirSync(directory).find((name) => configurationNames.includes(name)) ?? '';
  } catch {
    return undefined;
  }
}

function configurationText({ inputs, base, ignore }: InitProposal): string {
  const chosen = new Map<string, string>();
  // Several belong to different machines: only the user knows which.
  if (base.length === 1) chosen.set('base', listText(base));
  if (ignore.length > 0) chosen.set('ignore', listText(ignore.map(({ pattern }) => pattern)));
  return configExample(inputs, chosen);
}

function listText(items: readonly string[]): string {
  return `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
}

/** A file that did not exist before; the reason when that cannot be done. */
function writeNew(path: string, text: string): string | undefined {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function reportText({ inputs, base, ignore, workloads, files, kustomizations, hasLock }: InitProposal, prefix: string): string {
  const roots = kustomizations.length === 0 ? '' : `, ${plural(kustomizations.length, 'kustomization')} to render`;
  const program = 'podspec2linuxkit';
  const lines = [
    files === 0 ? 'found no Kubernetes manifest yet' : `found ${plural(workloads, 'workload')} in ${plural(files, 'file')}${roots}`,
    `wrote ${prefix}${configName}`,
    `  inputs: ${inputs.join(', ')}`,
    ...baseLines(base),
    ...ignore.map(({ pattern, reason }) => `  ignore: ${pattern} (${reason})`),
    ...(base.length > 0 ? [] : ['', `No LinuxKit base file was found (kernel, init, network). One to copy: ${shippedBase()}`]),
    '',
    'Next:',
    ...(prefix === '' ? [] : [`  cd ${prefix.slice(0, -1)}`]),
    `  ${program} check                  # what the manifests need`,
    hasLock
      ? `  ${program} lock --check           # is podspec2lk.lock.json current`
      : `  ${program} lock --from registry   # what the images would run`,
    `  ${program} generate               # one LinuxKit file per workload`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Base files that are named when there are several. */
const mostNamed = 8;

function baseLines(base: readonly string[]): readonly string[] {
  if (base.length <= 1) return base.map((path) => `  base: ${path}`);
  const more = base.length > mostNamed ? ` and ${base.length - mostNamed} more` : '';
  return [`  base: not set; name the one that you build with: ${base.slice(0, mostNamed).join(', ')}${more}`];
}

/** The base file that comes with this package, wherever the code was bundled to. */
function shippedBase(): string {
  const file = 'templates/base.yml';
  const places = ['../', '../../', '../../../'].map((up) => fileURLToPath(new URL(up + file, import.meta.url)));
  return places.find((path) => existsSync(path)) ?? file;
}
