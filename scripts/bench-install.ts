import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Packs the project as it would be published and installs it below a directory; returns the script that Node runs. */
export function installPackage(scratch: string): string {
  const npm = (args: readonly string[]): string => execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = npm(['pack', '--silent', '--pack-destination', scratch]).trim().split('\n');
  const prefix = join(scratch, 'installed');
  mkdirSync(prefix, { recursive: true });
  npm(['install', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', '--silent', join(scratch, lines.at(-1) as string)]);
  return join(prefix, 'node_modules/podspec2linuxkit/bin/podspec2linuxkit.js');
}
