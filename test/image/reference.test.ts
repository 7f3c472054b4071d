import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatReference, isDigest, isFloating, normaliseReference, parseReference } from '../../src/image/reference.ts';

const digest = `sha256:${'a1'.repeat(32)}`;

describe('the normal form', () => {
  const cases: readonly (readonly [written: string, normal: string])[] = [
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['foo/bar', 'docker.io/foo/bar:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/foo/bar:1', 'docker.io/foo/bar:1'],
    ['localhost/probe:1', 'localhost/probe:1'],
    ['localhost:5000/probe', 'localhost:5000/probe:latest'],
    ['registry.k8s.io/pause:3.9', 'registry.k8s.io/pause:3.9'],
    ['ghcr.io/a/b/c', 'ghcr.io/a/b/c:latest'],
    ['myregistry/app:2', 'docker.io/myregistry/app:2'],
    ['myregistry:5000/app', 'myregistry:5000/app:latest'],
    ['MyHost/app', 'MyHost/app:latest'],
    ['[::1]:5000/app:1', '[::1]:5000/app:1'],
    ['a__b/c-d.e:T_1', 'docker.io/a__b/c-d.e:T_1'],
    [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
    [`nginx:1.27@${digest}`, `docker.io/library/nginx:1.27@${digest}`],
    [`host:5000/a/b:tag@${digest}`, `host:5000/a/b:tag@${digest}`],
  ];
  test.each(cases)('%s is %s', (written, normal) => expect(normaliseReference(written)).toBe(normal));

  test('is its own normal form', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,10}$/));
    const registry = fc.constantFrom('', 'localhost/', 'a.b/', 'x:5000/');
    fc.assert(
      fc.property(registry, fc.array(part, { minLength: 1, maxLength: 3 }), tag, fc.boolean(), (host, parts, name, pinned) => {
        const written = `${host}${parts.join('/')}${name === null ? '' : `:${name}`}${pinned ? `@${digest}` : ''}`;
        const normal = normaliseReference(written);
        expect(normal).toBeDefined();
        expect(normaliseReference(normal ?? '')).toBe(normal);
        const { reference } = parseReference(written);
        expect(reference && formatReference(reference)).toBe(normal);
      }),
    );
  });
});

describe('what is no reference', () => {
  test.each([
    '',
    ' nginx',
    'nginx ',
    'ngi nx',
    'Nginx',
    'foo/Bar',
    'nginx:',
    'nginx:-1',
    `nginx:${'a'.repeat(129)}`,
    'nginx@sha256:abc',
    `nginx@sha256:${'A1'.repeat(32)}`,
    `nginx@md5:${'a1'.repeat(16)}`,
    'nginx@',
    'https://docker.io/nginx',
    'foo//bar',
    '/foo',
    'foo/',
    'a..b',
    '-a',
    'a_-b',
    ':1',
    'host.example:port/a',
    'a1'.repeat(32),
    `${'a/'.repeat(130)}a`,
  ])('%j', (text) => expect(parseReference(text).problem).toBeTypeOf('string'));
});

describe('a floating tag', () => {
  const floats = (text: string) => {
    const { reference } = parseReference(text);
    return reference && isFloating(reference);
  };
  test.each(['nginx', 'nginx:latest', 'nginx:1', 'nginx:1.27', 'nginx:alpine', 'nginx:stable', 'app:main', 'app:release', 'app:deadbeef'])(
    'is that of %s',
    (text) => expect(floats(text)).toBe(true),
  );
  test.each([
    'nginx:1.27.3',
    'nginx:v1.27.3-alpine',
    'app:release-1.2.3',
    'linuxkit/ip:3c0676ee83a0dc739685be1253b8326f08581ef7',
    'app:git-3f2a9c1',
    'app:20240115',
    'app:2024-01-15',
    `nginx@${digest}`,
    `nginx:latest@${digest}`,
  ])('is not that of %s', (text) => expect(floats(text)).toBe(false));
});

test('a digest has as many lower-case hex digits as its algorithm gives', () => {
  expect([digest, `sha512:${'0'.repeat(128)}`, 'sha256:12', `sha256:${'G'.repeat(64)}`, '../../etc'].map(isDigest)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
