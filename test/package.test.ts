import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thirdPartyNotices } from '../scripts/third-party-notices.ts';

const root = join(import.meta.dirname, '..');

test('THIRD_PARTY_NOTICES.md is current (npm run docs)', async () => {
  expect(readFileSync(join(root, 'THIRD_PARTY_NOTICES.md'), 'utf8')).toBe(await thirdPartyNotices());
});

test('nothing that users install runs a script while it is installed', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { readonly dev?: boolean; readonly hasInstallScript?: boolean }>>;
  };
  const scripted = Object.entries(packages).filter(([name, { dev, hasInstallScript }]) => name !== '' && !dev && hasInstallScript);
  expect(scripted.map(([name]) => name)).toEqual([]);
});

describe('the packed package', () => {
  let scratch = '';
  let tarball = '';
  const unpacked = () => join(scratch, 'package');

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'podspec2lk-pack-'));
    const project = join(scratch, 'project');
    mkdirSync(project);
    // A copy, so that the build of other tests is left alone.
    const files = readdirSync(root).filter((name) => !['node_modules', '.git', 'dist', 'coverage', 'test', 'fixtures'].includes(name));
    execFileSync('cp', ['-R', ...files.map((name) => join(root, name)), project]);
    execFileSync('ln', ['-s', join(root, 'node_modules'), join(project, 'node_modules')]);
    const printed = execFileSync('npm', ['pack', '--pack-destination', scratch], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // pre-commit takes all of what npm pack prints for the name of the file.
    expect(printed).toMatch(/^podspec2linuxkit-[\d.]+\.tgz\n$/);
    tarball = join(scratch, printed.trim());
    execFileSync('tar', ['xzf', tarball, '-C', scratch]);
  }, 300_000);

  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  test('publint has nothing to say', async () => {
    const { messages } = await publint({ pkgDir: unpacked(), strict: true });
    expect(messages.filter(({ type }) => type !== 'suggestion').map(({ code }) => code)).toEqual([]);
  });

  test('are-the-types-wrong has nothing to say', () => {
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [attw, tarball, '--profile', 'esm-only', '--no-color'], {
      encoding: 'utf8',
    });
    expect(status, `${stdout}${stderr}`).toBe(0);
  });

  test('holds what it names, source maps, licences and no tests', () => {
    const names = readdirSync(unpacked(), { recursive: true, encoding: 'utf8' });
    for (const name of [
      'LICENSE',
      'THIRD_PARTY_NOTICES.md',
      'README.md',
      'bin/podspec2linuxkit.js',
      'man/podspec2linuxkit.1',
      'templates/base.yml',
    ])
      expect(names).toContain(name);
    for (const script of names.filter((name) => /^dist\/[^/]*\.cjs$/.test(name))) expect(names).toContain(`${script}.map`);
    expect(names.filter((name) => /^(?:src|test|fixtures|node_modules)\//.test(name))).toEqual([]);
  });

  test('a program in CommonJS can use the library too', () => {
    const consumer = join(scratch, 'commonjs');
    mkdirSync(join(consumer, 'node_modules'), { recursive: true });
    execFileSync('ln', ['-s', unpacked(), join(consumer, 'node_modules/podspec2linuxkit')]);
    writeFileSync(join(consumer, 'use.cjs'), `console.log(typeof require('podspec2linuxkit').generate);\n`);
    const { stdout, stderr } = spawnSync(process.execPath, ['use.cjs'], { cwd: consumer, encoding: 'utf8' });
    expect(stdout, stderr).toBe('function\n');
  });

  test('a program in strict TypeScript can use the library', () => {
    const consumer = join(scratch, 'consumer');
    mkdirSync(join(consumer, 'node_modules'), { recursive: true });
    execFileSync('ln', ['-s', unpacked(), join(consumer, 'node_modules/podspec2linuxkit')]);
    writeFileSync(join(consumer, 'package.json'), '{"type": "module"}');
    const input = resolve(root, 'fixtures/examples/shop/input');
    writeFileSync(
      join(consumer, 'use.ts'),
      `import { check, generate, load } from 'podspec2linuxkit';
const request = { inputs: [${JSON.stringify(input)}] };
const { value } = await load(request);
const { files, report } = await generate(request);
const checked = await check({ ...request, changed: [] });
const names: readonly string[] = files.map(({ file }) => file);
// @ts-expect-error inputs are needed
void (() => generate({}));
console.log(JSON.stringify([value.manifests.length, names, report.summary.failed, checked.drift.length]));
`,
    );
    const tsc = [
      join(root, 'node_modules/typescript/bin/tsc'),
      ...[
        '--strict',
        '--module',
        'NodeNext',
        '--target',
        'ES2023',
        '--types',
        'node',
        '--typeRoots',
        join(root, 'node_modules/@types'),
        'use.ts',
      ],
    ];
    const compiled = spawnSync(process.execPath, [...tsc, '--ignoreConfig'], { cwd: consumer, encoding: 'utf8' });
    expect(compiled.stdout).toBe('');
    const { stdout, stderr } = spawnSync(process.execPath, ['use.js'], { cwd: consumer, encoding: 'utf8' });
    // The library prints nothing of its own.
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([4, ['default/deployment-web.yml', 'default/statefulset-db.yml'], 0, 0]);
  });
});
