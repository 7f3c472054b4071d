import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check, generate, load, memoryHost } from '../src/index.ts';
import { deployment, inFolder, texts } from './program.ts';

const files = {
  'k8s/web.yaml': deployment('web', '          envFrom: [{secretRef: {name: keys}}]\n'),
  'k8s/keys.yaml': texts('Secret', 'keys', { PASSWORD: 'hunter2' }),
};

describe('the library', () => {
  test('loads objects from texts in memory', async () => {
    const { value, diagnostics } = await load({ inputs: ['k8s'], host: memoryHost(files) });
    expect(value.manifests.map(({ kind, name }) => `${kind}/${name}`)).toEqual(['Secret/keys', 'Deployment/web']);
    expect(diagnostics).toEqual([]);
  });

  test('generates the bytes that the command writes, and writes nothing', async () => {
    await inFolder(files, async ({ path, run }) => {
      const made = await generate({ inputs: ['k8s'], cwd: path });
      expect(readdirSync(path)).toEqual(['k8s']);
      expect(made.files.map(({ file, secret }) => [file, secret])).toEqual([['default/deployment-web.yml', true]]);
      await run('generate', 'k8s');
      expect((await check({ inputs: ['k8s'], cwd: path })).drift).toEqual([]);
      expect((await generate({ inputs: ['k8s'], host: memoryHost(files) })).files).toEqual(made.files);
    });
  });

  test('checks for drift, all of it or what files may have altered', async () => {
    await inFolder(files, async ({ path, run, write }) => {
      await run('generate', 'k8s');
      write({ 'k8s/web.yaml': files['k8s/web.yaml'].replace('web:1', 'web:2') });
      const whole = await check({ inputs: ['k8s'], cwd: path });
      expect(whole.drift.map(({ kind, file }) => [kind, file])).toEqual([['changed', 'default/deployment-web.yml']]);
      expect(whole.report.diagnostics.map(({ reported }) => reported.code)).toContain('drift');
      expect((await check({ inputs: ['k8s'], cwd: path, changed: ['other.yaml'] })).report.summary.workloads).toBe(0);
      expect((await check({ inputs: ['k8s'], cwd: path, drift: false })).drift).toEqual([]);
    });
  });

  test('reports a lock that was named and does not exist, and uses none that was not', async () => {
    const named = await generate({ inputs: ['k8s'], host: memoryHost(files), lock: 'no.json' });
    expect(named.report.diagnostics.filter(({ reported }) => reported.severity === 'error').map(({ reported }) => reported.code)).toEqual([
      'unreadable-file',
    ]);
    expect((await generate({ inputs: ['k8s'], host: memoryHost(files) })).report.summary.error).toBe(0);
  });
});
