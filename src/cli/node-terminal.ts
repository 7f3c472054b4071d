import { fstatSync, readFileSync } from 'node:fs';
import { main } from './main.ts';
import type { Terminal } from './terminal.ts';

/** The real terminal and process. */
function nodeTerminal(): Terminal {
  return {
    cwd: process.cwd().replaceAll('\\', '/'),
    env: process.env,
    readStdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
      return Buffer.concat(chunks);
    },
    ...standardInput(),
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? process.stdout.columns ?? 80,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
  };
}

function standardInput(): Pick<Terminal, 'stdinIsStream' | 'stdinIsFile'> {
  try {
    const stdin = fstatSync(0);
    return { stdinIsStream: stdin.isFIFO() || stdin.isFile() || stdin.isSocket(), stdinIsFile: stdin.isFile() && stdin.size > 0 };
  } catch {
    return { stdinIsStream: false };
  }
}

/** Runs the program in this process; what it never expected becomes exit status 3 with a request to report it. */
export async function run(): Promise<void> {
  // A reader that goes away (`| head`) is no error of ours, and what was found stays what the exit status says.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.exit(3);
    });
  try {
    process.exitCode = await main(process.argv.slice(2), nodeTerminal(), packageVersion());
  } catch (error) {
    process.stderr.write(`podspec2linuxkit has a defect: ${error instanceof Error ? error.message : String(error)}\n`);
    process.stderr.write('  help: report it with the input that causes it; PODSPEC2LK_DEBUG=1 shows where it happened\n');
    if (process.env.PODSPEC2LK_DEBUG && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    process.exitCode = 3;
  }
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
