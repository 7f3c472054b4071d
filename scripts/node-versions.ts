import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installPackage } from './bench-install.ts';

/**
 * Runs the packed and installed program, and imports its library, on every Node release line that it supports: `npm run test:node-versions`.
 * The releases come from npm's package `node` (npm's cache keeps them).
 */
const versions = ['20.19.0', '22', '24', '26'];
const patience = 180_000;
const scratch = mkdtempSync(join(tmpdir(), 'podspec2lk-node-'));
const example = resolve('fixtures/examples/shop/input');
let failed = 0;
let unreachable = 0;

try {
  const program = installPackage(scratch);
  for (const version of versions) console.log(report(version, attempt(version, program)));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (unreachable > 0)
  console.log(`note: ${unreachable} of ${versions.length} Node releases could not be fetched from the registry, so they were not tried`);
process.exitCode = failed > 0 ? 1 : 0;

type Attempt = { readonly used: string; readonly problem?: string } | undefined;

/** Undefined: the release could not be had. */
function attempt(version: string, program: string): Attempt {
  const node = (args: readonly string[]) =>
    spawnSync('npx', ['--yes', '--prefer-offline', '--loglevel=error', `--package=node@${version}`, '--', 'node', ...args], {
      cwd: scratch,
      encoding: 'utf8',
      timeout: patience,
    });
  const asked = node(['--version']);
  if (asked.status !== 0 || !asked.stdout.startsWith(`v${version}`)) return undefined;
  const used = asked.stdout.trim();
  const out = join(scratch, `out-${version}`);
  const ran = node([program, 'generate', example, '--out', out, '--quiet']);
  if (ran.status !== 0) return { used, problem: `generate: exit status ${ran.status}\n${ran.stderr}` };
  const file = join(out, 'default/deployment-web.yml');
  if (!existsSync(file)) return { used, problem: `generate: no ${file}` };
  const library = join(program, '../../dist/index.js');
  const script = `const { generate } = await import(${JSON.stringify(`file://${library}`)});
    const { files } = await generate({ inputs: [${JSON.stringify(example)}] });
    process.stdout.write(files.find(({ file }) => file === 'default/deployment-web.yml').text);`;
  const imported = node(['--input-type=module', '--eval', script]);
  if (imported.stdout !== readFileSync(file, 'utf8'))
    return { used, problem: `the library gives other bytes than the program\n${imported.stderr}` };
  return { used };
}

function report(version: string, result: Attempt): string {
  if (!result) {
    unreachable++;
    return `node ${version}: not available`;
  }
  if (result.problem === undefined) return `ok: node ${result.used}`;
  failed++;
  return `FAILED: node ${result.used}: ${result.problem}`;
}
