import { type KnobSpec, knobTable } from './knobs.ts';
import { configKey, type OptionSpec, optionTable } from './options.ts';

/** A value for the options whose default says nothing. */
const examples: Readonly<Record<string, string>> = {
  workload: '["*"]',
  ignore: '["**/test/**"]',
  lock: '',
  out: 'linuxkit',
  base: '[templates/base.yml]',
  reportFile: 'podspec2lk.txt',
  report: '["sarif:podspec2lk.sarif"]',
  firewallAllow: '["tcp/22@10.0.0.0/8"]',
  podIp: '["10.0.0.2"]',
  nodeName: 'machine-1',
  ordinal: '0',
  index: '0',
  volume: '{data: /var/lib/data}',
  hostPathRoot: '/var/lib/podspec/host',
  platform: '[linux/amd64]',
};

/**
 * A complete configuration with every key, its default or an example, and what it means.
 *
 * @param inputs what to read
 * @param chosen keys that are in force, with their values as YAML; every other one is commented out. Undefined: all are in force
 */
export function configExample(inputs: readonly string[], chosen?: ReadonlyMap<string, string>): string {
  const lines = [
    '# Configuration of podspec2linuxkit. Searched from the working directory upwards as .podspec2lkrc, .podspec2lkrc.yaml,',
    '# .podspec2lkrc.json or the key podspec2lk of package.json; without one, ~/.config/podspec2lk/config.yaml (or .json) of the user.',
    '# Every key is optional; the command line has the last word.',
    '# yaml-language-server: $schema=https://unpkg.com/podspec2linuxkit/schema/podspec2lk.schema.json',
    '',
    '# What is read when no path is given; relative to this file',
    'inputs:',
    ...inputs.map((input) => `  - ${JSON.stringify(input)}`),
  ];
  let group = '';
  for (const [name, spec] of Object.entries(optionTable as Readonly<Record<string, OptionSpec>>)) {
    if (spec.config === false) continue;
    if (spec.group !== group) lines.push('', `# --- ${spec.group} ---`);
    group = spec.group;
    lines.push('', ...entry(configKey(name), spec, chosen));
  }
  lines.push('', '# --- Severity of findings, by code: error, warning, info or off (docs/diagnostics.md) ---');
  lines.push(...comment(['rules:', '  image-env-unknown: error'], chosen === undefined));
  lines.push('', '# --- Settings that a project decides once; also --set KEY=VALUE ---', ...translate(chosen === undefined));
  return `${lines.join('\n')}\n`;
}

function entry(
  key: string,
  { describe, choices, type, default: fallback }: OptionSpec,
  chosen: ReadonlyMap<string, string> | undefined,
): readonly string[] {
  const about = choices ? `${describe}: ${choices.join(', ')}` : describe;
  const value = chosen?.get(key) ?? examples[key] ?? fallback ?? (type === 'boolean' ? 'false' : '""');
  const body = key === 'lock' ? lockLines : [`${key}: ${value}`];
  return [`# ${about}`, ...comment(body, chosen === undefined || chosen.has(key))];
}

const lockLines = [
  'lock:',
  '  file: podspec2lk.lock.json',
  '  # Where lock looks images up, in order',
  '  from: [linuxkit-cache]',
  '  registries:',
  '    registry.example:5000: {plainHttp: true, mirrors: [mirror.example]}',
];

function translate(active: boolean): readonly string[] {
  const knobs = Object.entries(knobTable as Readonly<Record<string, KnobSpec>>);
  return comment(['translate:', ...knobs.flatMap(([name, { describe, example }]) => [`  # ${describe}`, `  ${name}: ${example}`])], active);
}

function comment(lines: readonly string[], active: boolean): readonly string[] {
  return active ? lines : lines.map((line) => `# ${line}`);
}
