import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../src/cli/main.ts';
import type { ReportedDiagnostic, Summary } from '../src/report.ts';

/** What one run of the program printed and returned. */
export interface Run {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own with the program in it. */
export interface Folder {
  readonly path: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly remove: (file: string) => void;
  readonly run: (...args: readonly string[]) => Promise<Run>;
}

/** Does something in a new folder with these files, and removes the folder. */
export async function inFolder<T>(files: Readonly<Record<string, string>>, act: (folder: Folder) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'podspec2lk-'));
  const write = (more: Readonly<Record<string, string>>): void => {
    for (const [file, text] of Object.entries(more)) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    }
  };
  try {
    write(files);
    return await act({ path, write, remove: (file) => rmSync(join(path, file)), run: (...args) => runIn(path, args) });
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

async function runIn(cwd: string, args: readonly string[]): Promise<Run> {
  let stdout = '';
  let stderr = '';
  const exit = await main(
    args,
    {
      cwd,
      env: {},
      readStdin: async () => new Uint8Array(),
      stdinIsStream: false,
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      columns: 100,
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
    },
    '0.0.0-test',
  );
  return { exit, stdout, stderr };
}

export interface JsonReport {
  readonly version: number;
  readonly diagnostics: readonly ReportedDiagnostic[];
  readonly summary: Summary;
}

/** The report of `--format json`. */
export function reportIn({ stdout }: Run): JsonReport {
  return JSON.parse(stdout) as JsonReport;
}

/** The smallest Deployment that gives no surprise: `extra` is added to its container. */
export function deployment(name: string, extra = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: ${name}
          image: example.org/${name}:1
          command: [run]
${extra}`;
}

/** A ConfigMap or Secret with text values. */
export function texts(kind: 'ConfigMap' | 'Secret', name: string, values: Readonly<Record<string, string>>): string {
  const field = kind === 'Secret' ? 'stringData' : 'data';
  const lines = Object.entries(values).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
  return `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n${field}:\n${lines.join('')}`;
}
