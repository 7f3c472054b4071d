import { spawn } from 'node:child_process';
import { asText, parseJsonObject } from '../json.ts';
import { errorCode, isProblem, type Problem, problem, systemReason } from '../problem.ts';
import { anonymous, type Credentials } from './docker-config.ts';

/** Most that a helper may print, bytes. */
const longestAnswer = 1024 * 1024;

/**
 * Asks `docker-credential-<name> get` for the credentials of a server. What it prints is never shown, since it may hold them.
 * @param milliseconds - after which a helper that hangs is ended
 * @see https://github.com/docker/docker-credential-helpers#development
 */
export async function askHelper(
  name: string,
  server: string,
  env: Readonly<Record<string, string | undefined>>,
  milliseconds: number,
): Promise<Credentials | Problem> {
  const program = `docker-credential-${name}`;
  if (!/^[\w.-]+$/.test(name)) return problem('registry-credentials', `"${name}" is not the name of a credential helper`);
  const answer = await run(program, server, env, milliseconds);
  if (isProblem(answer)) return answer;
  if (answer.status !== 0) {
    // The one failure that means "log in without".
    const unknown = /credentials not found/i.test(answer.output.toString('utf8'));
    return unknown ? anonymous : problem('registry-credentials', `${program} failed with status ${answer.status}`);
  }
  const document = parseJsonObject(answer.output, `the answer of ${program}`);
  if (isProblem(document)) return problem('registry-credentials', document.text);
  const username = asText(document.Username);
  const secret = asText(document.Secret);
  if (username === undefined || secret === undefined) {
    return problem('registry-credentials', `the answer of ${program} lacks Username or Secret`);
  }
  return username === '<token>' ? { kind: 'identity', token: secret } : { kind: 'basic', username, password: secret };
}

interface Answer {
  readonly status: number | string;
  readonly output: Buffer;
}

function run(
  program: string,
  input: string,
  env: Readonly<Record<string, string | undefined>>,
  milliseconds: number,
): Promise<Answer | Problem> {
  return new Promise((resolve) => {
    const child = spawn(program, ['get'], { env: { ...env }, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    const output: Buffer[] = [];
    let length = 0;
    const end = (result: Answer | Problem) => {
      clearTimeout(timer);
      // A grandchild may hold the pipes open; the answer does not wait for it.
      child.stdout.destroy();
      child.stdin.destroy();
      child.kill('SIGKILL');
      resolve(result);
    };
    const timer = setTimeout(
      () => end(problem('registry-credentials', `${program} gave no answer within ${milliseconds / 1000} s`)),
      milliseconds,
    );
    child.on('error', (error) => {
      const reason = errorCode(error) === 'ENOENT' ? 'it is not installed' : systemReason(error);
      end(problem('registry-credentials', `cannot run ${program}: ${reason}`));
    });
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > longestAnswer) end(problem('registry-credentials', `${program} printed more than ${longestAnswer} bytes`));
      else output.push(chunk);
    });
    child.on('close', (code, signal) => end({ status: code ?? signal ?? 'unknown', output: Buffer.concat(output) }));
    // A helper that exits without reading makes the pipe fail; its status says enough.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
