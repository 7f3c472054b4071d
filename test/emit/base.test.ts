import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { collector, place } from '../../src/diagnostics/diagnostic.ts';
import { type BaseFile, mergeBases } from '../../src/emit/base.ts';
import { parseBase } from '../../src/emit/parse-base.ts';
import { formatLinuxKit } from '../../src/emit/yaml.ts';
import type { LinuxKitConfig } from '../../src/model/linuxkit.ts';
import { validateLinuxKit } from '../linuxkit-schema.ts';

const app: LinuxKitConfig = {
  onboot: [{ name: 'podspec-volumes', image: 'busybox' }],
  onshutdown: [],
  services: [{ name: 'container-a', image: 'nginx', env: ['A=1'] }],
  volumes: [],
  files: [{ path: 'etc/hostname', contents: 'p\n', mode: '0644' }],
};

function read(text: string, path = 'base.yml'): { base: BaseFile | undefined; codes: readonly string[]; places: readonly string[] } {
  const { diagnostics, report } = collector();
  const base = parseBase({ path, text }, report);
  const places = diagnostics.map(({ at }) => `${place(at)?.line}:${place(at)?.column}`);
  return { base, codes: diagnostics.map(({ code }) => code), places };
}

function merged(...texts: readonly string[]): unknown {
  const bases = texts.flatMap((text) => read(text).base ?? []);
  return parse(formatLinuxKit(app, ['x'], mergeBases(bases)), { customTags: ['binary'] });
}

const kernel = 'kernel: {image: "k:1", cmdline: "a"}\ninit: [i1]\n';

describe('merging', () => {
  test('puts the base first, section by section', () => {
    expect(merged(`${kernel}onboot: [{name: dhcpcd, image: d}]\nservices:\n- name: getty\n  image: g\n`)).toEqual({
      kernel: { image: 'k:1', cmdline: 'a' },
      init: ['i1'],
      onboot: [
        { name: 'dhcpcd', image: 'd' },
        { name: 'podspec-volumes', image: 'busybox' },
      ],
      services: [
        { name: 'getty', image: 'g' },
        { name: 'container-a', image: 'nginx', env: ['A=1'] },
      ],
      files: [{ path: 'etc/hostname', contents: 'p\n', mode: '0644' }],
    });
  });

  test('lets each kernel field of a later file win and joins the lists', () => {
    const result = merged(kernel, 'kernel: {cmdline: b, tar: none}\ninit: [i2]\nvolumes: [{name: v}]\n');
    expect(result).toMatchObject({ kernel: { image: 'k:1', cmdline: 'b', tar: 'none' }, init: ['i1', 'i2'], volumes: [{ name: 'v' }] });
  });

  test('does not let an empty command line replace one', () => {
    expect(merged(kernel, 'kernel: {cmdline: ""}')).toMatchObject({ kernel: { cmdline: 'a' } });
  });

  test.each<[string, unknown]>([
    ['"@pkg:../x"', '@pkg:../x'],
    ['yes', 'yes'],
    ['"017"', '017'],
    ['12:30', '12:30'],
    ['"a\\tb\\\\ \\"c\\""', 'a\tb\\ "c"'],
    ['!!binary "AAH/"', Buffer.from([0, 1, 255])],
    ['|\n    two\n    lines\n', 'two\nlines\n'],
    ['|2\n      leading blank\n    x\n', '  leading blank\nx\n'],
  ])('keeps the scalar %s', (written, value) => {
    expect(merged(`files:\n- path: f\n  contents: ${written}\n`)).toMatchObject({ files: [{ path: 'f', contents: value }, {}] });
  });

  test('keeps every key and nested value of an image', () => {
    const text =
      'services:\n- name: s\n  image: i\n  binds.add: [/a:/a]\n  runtime: {mkdir: [/x], interfaces: [{name: v, createInRoot: true}]}\n  devices: [{path: all, type: b}]\n  uid: 0\n  sysctl: {}\n';
    const [service] = (merged(text) as { services: unknown[] }).services;
    expect(service).toEqual(parse(text).services[0]);
  });

  test('follows anchors and merge keys', () => {
    const text = 'services:\n- &s {name: a, image: i, net: host}\n- {<<: *s, name: b}\n';
    expect(merged(text)).toMatchObject({ services: [{ name: 'a', net: 'host' }, { name: 'b', image: 'i', net: 'host' }, {}] });
  });
});

describe('reading', () => {
  test.each<[string, string, string]>([
    ['an empty file', '', '1:1'],
    ['a comment alone', '# nothing\n', '1:1'],
    ['a list', '- a\n', '1:1'],
    ['a syntax error', 'kernel:\n  image: "k\n', '3:1'],
    ['a key twice', 'init: [a]\ninit: [b]\n', '2:1'],
    ['an unknown section', 'service: []\n', '1:1'],
    ['an empty section', 'services:\n', '1:1'],
    ['an image without a name', 'services: [{image: i}]\n', '1:1'],
    ['an image without an image', 'onboot: [{name: i}]\n', '1:1'],
    ['init that is no string', 'init: [1]\n', '1:1'],
    ['an alias that names nothing', 'init: [*x]\n', '1:1'],
    ['a service twice', 'services: [{name: a, image: i}, {name: a, image: i}]\n', '1:1'],
  ])('refuses %s', (_name, text, at) => {
    const { base, codes, places } = read(text);
    expect([base, codes, places]).toEqual([undefined, ['base-invalid'], [at]]);
  });

  test('takes the first document and says so', () => {
    const { base, codes } = read('init: [a]\n---\ninit: [b]\n');
    expect([base?.init, codes]).toEqual([['a'], ['base-extra-documents']]);
  });

  test('stops an alias bomb', () => {
    const levels = Array.from(
      { length: 12 },
      (_, index) =>
        `  - &l${index} [${Array(10)
          .fill(index === 0 ? 'x' : `*l${index - 1}`)
          .join(', ')}]`,
    );
    expect(read(`init: [a]\nfiles:\n${levels.join('\n')}\n`).codes).toEqual(['base-invalid']);
  });
});

describe('templates', () => {
  const directory = new URL('../../templates/', import.meta.url);
  const names = readdirSync(directory).filter((name) => name.endsWith('.yml'));

  test.each(names)('%s makes a machine that LinuxKit accepts', (name) => {
    const text = readFileSync(new URL(name, directory), 'utf8');
    const { base, codes } = read(text, name);
    expect(codes).toEqual([]);
    expect(base?.kernel['image']).toMatch(/^linuxkit\/kernel:/);
    expect(base?.init.length).toBeGreaterThanOrEqual(3);
    expect(base?.onboot.map((image) => image.name)).toContain('dhcpcd');
    expect(validateLinuxKit(parse(text))).toEqual([]);
    expect(validateLinuxKit(parse(formatLinuxKit(app, ['x'], mergeBases(base ? [base] : []))))).toEqual([]);
  });

  test('all pin every image by a tag', () => {
    for (const name of names) {
      const references = readFileSync(new URL(name, directory), 'utf8').match(/linuxkit\/[a-z_-]+(?::[\w.]+)?/g) ?? [];
      const images = references.filter((reference) => !reference.startsWith('linuxkit/default'));
      expect(images.filter((reference) => !reference.includes(':'))).toEqual([]);
    }
  });
});
