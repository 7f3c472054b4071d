// The whole test command: style, types, unused code, build, tests. Prints a last line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const results = 'node_modules/.cache/podspec2linuxkit/vitest.json';
mkdirSync('node_modules/.cache/podspec2linuxkit', { recursive: true });
rmSync(results, { force: true });

const steps = [
  ['format, lint and import order', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['types', ['node_modules/typescript/bin/tsc', '-p', '.']],
  ['types of pages', ['node_modules/typescript/bin/tsc', '-p', 'pages']],
  ['unused code', ['node_modules/knip/bin/knip.js', '--no-progress']],
  ['code that only tests use', ['node_modules/knip/bin/knip.js', '--no-progress', '--production', '--exclude', 'types']],
  ['build', ['scripts/run.mjs', 'scripts/build.ts']],
];

let passed = 0;
let failed = 0;
for (const [name, command] of steps) {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status === 0) passed++;
  else failed++;
  process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'}: ${name}\n${status === 0 ? '' : `${stdout}${stderr}\n`}`);
}

const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--coverage',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...process.argv.slice(2),
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
try {
  const report = JSON.parse(readFileSync(results, 'utf8'));
  passed += report.numPassedTests;
  failed +=
    report.numFailedTests +
    report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')).length;
} catch {
  failed++;
}
if (status !== 0 && failed === 0) failed++;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
