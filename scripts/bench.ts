/**
 * `npm run bench` measures the program as `npm pack` delivers it, on a seeded corpus; `npm run bench -- DIR` on any folder.
 * Each line: median wall, CPU and peak memory, and the ratio to the floor measured in the same run. The floor of loads is
 * reading the same files and `js-yaml` 4 `loadAll` on them; that of starts is `node -e 0`.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { writeCorpus } from './bench-corpus.ts';
import { installPackage } from './bench-install.ts';
import { type Command, measure, median, type Sample } from './bench-measure.ts';

/** One line of the table. */
interface Line {
  readonly name: string;
  readonly command: Command;
  readonly floor?: string;
  /** Most that the ratio may be. */
  readonly target?: number;
}

const scratch = mkdtempSync(join(tmpdir(), 'podspec2lk-bench-'));
try {
  run();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function run(): void {
  const folder = process.argv[2];
  const program = installPackage(scratch);
  const once = prepare('once', folder);
  console.log(`node ${process.version}, ${program}`);
  const loads = [...loadLines('', once, program), ...(folder === undefined ? changedLine(once, program) : [])];
  print('loads, 5 runs each', loads, 5);
  if (folder === undefined) print('twice the input, 3 runs each', twice(once, program), 3);
  print('starts, 15 runs each', startLines(program), 15);
}

function prepare(name: string, folder: string | undefined, scale = 1): string {
  if (folder !== undefined) return resolve(folder);
  const directory = join(scratch, name);
  const { files, documents, bytes } = writeCorpus(directory, scale);
  console.log(`corpus: ${files} files, ${documents} documents, ${(bytes / 1e6).toFixed(1)} MB`);
  return directory;
}

function loadLines(suffix: string, directory: string, program: string): readonly Line[] {
  // A new directory for each run, and none is removed before the end: on ext4, making directories after a large removal takes
  // the kernel up to fifteen times as long, which is nothing that the program could do about.
  const out = (turn: number): string => join(scratch, `out${suffix}-${turn}`);
  const floor = `floor${suffix}`;
  return [
    { name: floor, command: floorCommand(directory) },
    { name: `check${suffix}`, command: { argv: () => [program, 'check', directory], cwd: dirname(directory) }, floor, target: 2 },
    {
      name: `generate, all written${suffix}`,
      command: { argv: (turn) => [program, 'generate', directory, '--out', out(turn)], cwd: dirname(directory) },
      floor,
      target: 3,
    },
    {
      name: `generate, unchanged${suffix}`,
      command: { argv: (turn) => [program, 'generate', directory, '--out', out(turn)], cwd: dirname(directory) },
      floor,
      target: 2.2,
    },
  ];
}

function changedLine(directory: string, program: string): readonly Line[] {
  const team = join(directory, 'team-1');
  const application = readdirSync(team)[0] as string;
  const file = join(team, application, `${application}.yaml`);
  return [
    {
      name: 'check --changed one.yaml',
      command: { argv: () => [program, 'check', directory, '--changed', file], cwd: dirname(directory) },
      floor: 'floor',
      target: 1.2,
    },
  ];
}

function twice(once: string, program: string): readonly Line[] {
  const double = prepare('twice', undefined, 2);
  return [
    { name: 'check', command: { argv: () => [program, 'check', once], cwd: scratch } },
    { name: 'check, twice the input', command: { argv: () => [program, 'check', double], cwd: scratch }, floor: 'check', target: 2.2 },
  ];
}

function startLines(program: string): readonly Line[] {
  const single = join(scratch, 'single');
  writeCorpus(single, 1 / 3_680);
  const file = join(single, 'team-0', readdirSync(join(single, 'team-0'))[0] as string);
  const start = { name: 'node -e 0', command: { argv: () => ['-e', '0'], cwd: scratch } };
  return [
    start,
    {
      name: 'generate, one file',
      command: {
        argv: (turn) => [program, 'generate', file, '--out', join(scratch, `single-out-${turn}`)],
        cwd: scratch,
      },
      floor: start.name,
      target: 3.5,
    },
    { name: '--help', command: { argv: () => [program, '--help'], cwd: scratch }, floor: start.name, target: 2.5 },
  ];
}

function floorCommand(directory: string): Command {
  const script = `
    const { readdirSync, readFileSync } = require('node:fs');
    const { join } = require('node:path');
    const { loadAll } = require(${JSON.stringify(resolve('node_modules/js-yaml'))});
    let documents = 0;
    const visit = (directory) => {
      for (const entry of readdirSync(directory, { withFileTypes: true })) {
        const path = join(directory, entry.name);
        if (entry.isDirectory()) { if (!['.git', 'node_modules', 'vendor'].includes(entry.name)) visit(path); }
        else if (/\\.(?:ya?ml|json)$|^Kustomization$/.test(entry.name)) {
          try { documents += loadAll(readFileSync(path, 'utf8')).length; } catch {}
        }
      }
    };
    visit(${JSON.stringify(directory)});`;
  return { argv: () => ['-e', script], cwd: directory };
}

/** Runs the lines in turns, so that what else the machine does falls on all of them alike, and prints the medians. */
function print(title: string, lines: readonly Line[], runs: number): void {
  const samples = new Map<string, Sample[]>(lines.map(({ name }) => [name, []]));
  for (let turn = 0; turn < runs; turn++) for (const { name, command } of lines) samples.get(name)?.push(measure(command, turn, scratch));
  const of = (name: string): Sample => median(samples.get(name) ?? []);
  console.log(`\n${title}\n${'line'.padEnd(28)} ${'wall ms'.padStart(9)} ${'CPU ms'.padStart(9)} ${'peak MB'.padStart(9)}  ratio`);
  for (const { name, floor, target } of lines) {
    const { wall, cpu, memory, status } = of(name);
    const ratio = floor === undefined ? '' : `${(wall / of(floor).wall).toFixed(2)} of ${floor} (at most ${target})`;
    const cells = [wall, cpu, memory].map((value) => value.toFixed(value < 100 ? 1 : 0).padStart(9));
    console.log(`${name.padEnd(28)} ${cells.join(' ')}  ${ratio}${status > 1 ? ` exit status ${status}` : ''}`);
  }
}
