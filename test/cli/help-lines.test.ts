import { describe, expect, test } from 'vitest';
import { quietPod, runProgram } from './run.ts';

const lacking = quietPod('web').replace('command: ["true"]', 'command: ["true"]\n      envFrom: [{configMapRef: {name: settings}}]');
const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {A: b}\n';

/** The lines of help, without their mark. */
function helpOf(text: string): readonly string[] {
  return [...text.matchAll(/^ {2}help: (.*)$/gm)].map(([, line = '']) => line);
}

describe('--workload that looks like nothing', () => {
  const run = (count: number) => {
    const pods = Array.from({ length: count }, (_, index) => quietPod(`w${String(index).padStart(2, '0')}`)).join('---\n');
    return runProgram(['check', '--workload', 'quite-another'], { files: { 'a.yaml': pods } });
  };

  test('names those that there are', async () => {
    expect((await run(2)).stderr).toBe(
      'error: --workload quite-another selects nothing among 2 workloads:\n  default/Pod/w00\n  default/Pod/w01\n',
    );
  });

  test('names twenty, and how many more there are', async () => {
    const lines = (await run(23)).stderr.split('\n');
    expect(lines.slice(20)).toEqual(['  default/Pod/w19', '  and 3 more', '']);
  });
});

describe('a path that does not exist', () => {
  const files = { 'k8s/web.yaml': quietPod('web'), 'k8s/prod/db.yaml': quietPod('db') };

  test.each([
    ['k8z', 'did you mean k8s?'],
    ['k8s/wbe.yaml', 'did you mean k8s/web.yaml?'],
    ['./k8z/web.yaml', 'did you mean k8s/web.yaml?'],
    ['k8s/prd/db.yaml', 'did you mean k8s/prod/db.yaml?'],
    ['manifests', 'Check the spelling.'],
  ])('%s: %s', async (path, help) => {
    const { exit, stdout } = await runProgram(['check', path, 'k8s/web.yaml'], { files });
    expect([exit, helpOf(stdout)]).toEqual([1, [help]]);
  });

  test('may also be meant as a command', async () => {
    const { exit, stderr } = await runProgram(['kks'], { files });
    expect([exit, helpOf(stderr)]).toEqual([2, ['did you mean k8s?']]);
  });
});

describe('a key that the configuration does not have', () => {
  test.each([
    ['helperImage: busybox', 'unknown configuration key helperImage, did you mean translate.helperImage?'],
    ['from: [registry]', 'unknown configuration key from, did you mean lock.from?'],
    ['secret-in-image: info', 'unknown configuration key secret-in-image, did you mean rules.secret-in-image?'],
    ['translate: {firewall: true}', 'unknown configuration key translate.firewall, did you mean firewall at the top?'],
    ['translate: {helperimage: x}', 'unknown configuration key translate.helperimage, did you mean translate.helperImage?'],
    ['lock: {platform: linux/arm64}', 'unknown configuration key lock.platform, did you mean platform at the top?'],
    ['rules: {restart-policy: info}', 'unknown configuration key rules.restart-policy, did you mean rules.restart-policy-unenforced?'],
    ['rules: {image-unknown-env: off}', 'unknown configuration key rules.image-unknown-env, did you mean rules.image-env-unknown?'],
    ['otu: machines', 'unknown configuration key otu, did you mean out?'],
    ['zebra: 1', 'unknown configuration key zebra'],
  ])('%s', async (text, message) => {
    const { exit, stderr } = await runProgram(['check'], { files: { '.podspec2lkrc.yaml': `${text}\n` } });
    expect([exit, stderr.split('\n')[0]?.replace(/^.*?\]: /, '')]).toEqual([2, message]);
  });

  test('is an option of the command line, which the help says', async () => {
    const { stderr } = await runProgram(['check'], { files: { '.podspec2lkrc.yaml': 'failIfChanged: true\n' } });
    expect(helpOf(stderr)).toEqual(['--fail-if-changed is an option of the command line only.']);
  });
});

describe('an object that a manifest on standard input lacks', () => {
  test('is supplied as the help says', async () => {
    const failed = await runProgram([], { stdin: lacking });
    expect(helpOf(failed.stderr)[0]).toContain('`podspec2linuxkit - FILE`');
    const { exit } = await runProgram(['-', 'config.yaml'], { stdin: lacking, files: { 'config.yaml': settings } });
    expect(exit).toBe(0);
  });

  test('is named as a file where the manifest is one', async () => {
    const { stderr } = await runProgram(['generate', 'web.yaml'], { files: { 'web.yaml': lacking } });
    expect(helpOf(stderr)[0]).toMatch(/^Add the file that holds the object to the command line/);
  });
});

test('a lock that was named and does not exist is made as the help says', async () => {
  const { stderr } = await runProgram(['check', '--lock', 'x.json'], { files: { 'web.yaml': quietPod('web') } });
  expect(helpOf(stderr)).toEqual(['run podspec2linuxkit lock --lock x.json --from registry to make one']);
});
