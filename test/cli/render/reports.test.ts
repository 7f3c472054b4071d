import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { deployment, type Folder, inFolder, reportIn, texts } from '../../program.ts';

const files = {
  'k8s/a b.yaml': deployment('web', '          envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: nothing}}]\n'),
  'k8s/twice.yaml': `${texts('ConfigMap', 'settings', { A: '1' })}---\n${texts('ConfigMap', 'settings', { A: '2' })}`,
  'k8s/fine.yaml': deployment('fine', '          env: [{name: A, value: "<&>"}]\n'),
  'k8s/broken.yaml': 'a: [\n',
};

const run = <T>(act: (folder: Folder) => Promise<T>) => inFolder(files, act);

describe('sarif', () => {
  /** The schema is written for draft 4; what it uses means the same in draft 7 but for its own name. */
  const {
    $schema: _,
    id: __,
    ...schema
  } = JSON.parse(readFileSync('node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json', 'utf8')) as Record<string, unknown>;
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

  interface Sarif {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { readonly text: string } }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly locations?: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
        readonly relatedLocations?: readonly unknown[];
        readonly partialFingerprints: Readonly<Record<string, string>>;
      }[];
    }[];
  }

  const sarifOf = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as Sarif;
  const check = (folder: Folder) => folder.run('check', 'k8s', '--format', 'sarif');

  test('is valid SARIF 2.1.0', async () => {
    await run(async (folder) => {
      const { stdout } = await check(folder);
      expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    });
  });

  test('the schema refuses what is no SARIF', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  test('is valid without findings and with an unusable path', async () => {
    await run(async (folder) => {
      for (const path of ['nowhere', 'k8s/fine.yaml']) {
        const { stdout } = await folder.run('check', path, '--format', 'sarif');
        expect(validate(JSON.parse(stdout)), path).toBe(true);
      }
    });
  });

  test('holds the findings of the JSON report, each with its rule and help', async () => {
    await run(async (folder) => {
      const [driver] = sarifOf(await check(folder)).runs;
      const found = reportIn(await folder.run('check', 'k8s', '--format', 'json')).diagnostics;
      expect(driver?.results.map(({ ruleId }) => ruleId)).toEqual(found.map(({ code }) => code));
      expect(found.map(({ code }) => code)).toContain('ambiguous-reference');
      for (const { ruleId, ruleIndex } of driver?.results ?? []) expect(driver?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      for (const rule of driver?.tool.driver.rules ?? []) expect(rule.help.text).not.toBe('');
    });
  });

  test('escapes names of files and relates other places', async () => {
    await run(async (folder) => {
      const results = sarifOf(await check(folder)).runs[0]?.results ?? [];
      const ambiguous = results.find(({ ruleId }) => ruleId === 'ambiguous-reference');
      expect(ambiguous?.locations?.[0]?.physicalLocation.artifactLocation.uri).toBe('k8s/a%20b.yaml');
      expect(ambiguous?.relatedLocations).toHaveLength(2);
      expect(ambiguous?.level).toBe('error');
    });
  });

  test('fingerprints survive lines that are added above, and are all different', async () => {
    await run(async (folder) => {
      const prints = async () =>
        sarifOf(await check(folder)).runs[0]?.results.map(({ partialFingerprints }) => Object.values(partialFingerprints)[0]);
      const before = await prints();
      folder.write({ 'k8s/a b.yaml': `# One line more.\n${files['k8s/a b.yaml']}` });
      expect([...((await prints()) ?? [])].sort()).toEqual([...(before ?? [])].sort());
      expect(new Set(before).size).toBe(before?.length);
    });
  });
});

describe('junit', () => {
  const check = (folder: Folder) => folder.run('check', 'k8s', '--format', 'junit');

  test('is a case for each workload, failed by its errors, and for each file with errors', async () => {
    await run(async (folder) => {
      const { stdout } = await check(folder);
      const cases = [...stdout.matchAll(/<testcase classname="podspec2linuxkit" name="([^"]*)"/g)].map(([, name]) => name);
      expect(cases).toEqual(['default/Deployment/web', 'default/Deployment/fine', 'k8s/broken.yaml']);
      expect(stdout).toContain('tests="3" failures="2"');
      expect(stdout).toContain('<failure type="ambiguous-reference"');
    });
  });

  test('is well-formed: tags are closed and texts escaped', async () => {
    await run(async (folder) => {
      const { stdout } = await check(folder);
      const open: string[] = [];
      for (const [, closing, name, , empty] of stdout
        .replace(/<\?xml.*?\?>/, '')
        .matchAll(/<(\/?)([a-z-]+)((?:\s+[a-z]+="[^"<]*")*)\s*(\/?)>/g)) {
        if (closing) expect(open.pop()).toBe(name);
        else if (!empty) open.push(name ?? '');
      }
      expect(open).toEqual([]);
      expect(stdout.replace(/<\/?[?a-z][^>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#\d+;)/);
    });
  });

  test('drift fails the case of its workload, as it fails the run', async () => {
    await run(async (folder) => {
      await folder.run('generate', 'k8s/fine.yaml');
      folder.write({ 'k8s/fine.yaml': deployment('fine') });
      const { stdout, exit } = await folder.run('check', 'k8s/fine.yaml', '--format', 'junit');
      expect(exit).toBe(1);
      expect(stdout).toContain('<failure type="drift"');
    });
  });
});

describe('github', () => {
  test('is a workflow command for each finding with escaped properties and data', async () => {
    await inFolder({ 'a,b:c.yaml': deployment('web', '          envFrom: [{configMapRef: {name: nothing}}]\n') }, async (folder) => {
      const { stdout } = await folder.run('check', 'a,b:c.yaml', '--format', 'github');
      const lines = stdout.trimEnd().split('\n');
      const found = reportIn(await folder.run('check', 'a,b:c.yaml', '--format', 'json')).diagnostics;
      expect(lines).toHaveLength(found.length);
      for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) (file=[^,:]+,line=\d+,col=\d+,)?title=[a-z-]+::[^\r\n]+$/);
      expect(lines.find((line) => line.includes('title=missing-configmap'))).toMatch(/^::error file=a%2Cb%3Ac\.yaml,line=13,col=\d+,/);
    });
  });
});

describe('several reports', () => {
  test('each goes to its file and the text stays on the stream', async () => {
    await run(async (folder) => {
      const reports = ['sarif', 'junit', 'github', 'json', 'text'].flatMap((format) => ['--report', `${format}:out.${format}`]);
      const { stdout, exit } = await folder.run('check', 'k8s', ...reports);
      expect(exit).toBe(1);
      expect(stdout).toContain('error[ambiguous-reference]');
      for (const format of ['sarif', 'junit', 'github', 'json', 'text'])
        expect(readFileSync(`${folder.path}/out.${format}`, 'utf8'), format).toContain('ambiguous-reference');
      const again = await folder.run('check', 'k8s', '--format', 'json');
      expect(readFileSync(`${folder.path}/out.json`, 'utf8')).toBe(again.stdout);
    });
  });

  test('--summary prints one line, --report-file takes the report off the stream', async () => {
    await run(async (folder) => {
      expect((await folder.run('check', 'k8s', '--summary')).stdout.trimEnd().split('\n')).toHaveLength(1);
      const filed = await folder.run('check', 'k8s', '--format', 'json', '--report-file', 'report.json');
      expect(filed.stdout).toBe('');
      expect(JSON.parse(readFileSync(`${folder.path}/report.json`, 'utf8'))).toHaveProperty('summary.failed', 1);
    });
  });

  test('the JSON report is JSON that YAML readers understand too, with lines and columns from 1', async () => {
    await run(async (folder) => {
      const { stdout } = await folder.run('check', 'k8s', '--format', 'json');
      expect(parseDocument(stdout).toJS()).toEqual(JSON.parse(stdout));
      for (const { location } of reportIn({ exit: 0, stdout, stderr: '' }).diagnostics) {
        expect(location?.line ?? 1).toBeGreaterThan(0);
        expect(location?.column ?? 1).toBeGreaterThan(0);
      }
    });
  });
});
