import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkLock } from '../../src/lock/check-lock.ts';
import type { LockServices } from '../../src/lock/services.ts';
import type { ImageLock } from '../../src/model/image-lock.ts';
import { selfSigned } from './certificate.ts';
import { image, index, passwd, sha256, temporaryDirectory, types } from './image-kit.ts';
import { codes, lockImages, request, services } from './lock-kit.ts';
import { type Handler, registryAnswers, serve, type TestServer } from './server-kit.ts';

const app = image({ config: { Cmd: ['run'] }, layers: [{ entries: [{ path: 'etc/passwd', contents: passwd }] }] });
const registry = registryAnswers(app);
const layer = sha256(app.blobs[2]?.bytes ?? '');

/** Locks `app:1` at a server that is spoken to without TLS. */
async function lockAt({ host }: Pick<TestServer, 'host'>, outside: Partial<LockServices> = {}, name = `${host}/app:1`) {
  const plain = { registries: { [host]: { plainHttp: true } }, ...outside };
  return lockImages([name], ['registry'], {}, plain);
}

async function codesAt(handler: Handler, outside: Partial<LockServices> = {}) {
  return codes((await lockAt(await serve(handler), outside)).diagnostics);
}

/** A home directory with a Docker configuration. */
function home(config: unknown): string {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, '.docker'));
  writeFileSync(join(directory, '.docker', 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  return directory;
}

const basic = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64');
const unauthorized =
  (challenge?: string): Handler =>
  (_, response) =>
    void response.writeHead(401, challenge === undefined ? {} : { 'www-authenticate': challenge }).end('{}');

describe('an image in a registry', () => {
  test('is read by manifest, configuration and layers', async () => {
    const server = await serve(registry);
    const { value, diagnostics } = await lockAt(server);
    expect(diagnostics).toEqual([]);
    expect(value.lock.images[`${server.host}/app:1`]).toMatchObject({
      digest: sha256(app.root.bytes),
      platforms: { 'linux/amd64': { cmd: ['run'], users: { '101': [102] } } },
    });
    expect(server.requests.map(({ url }) => url.split('/')[3])).toEqual(['manifests', 'blobs', 'blobs']);
  });
  test('is read without layers when they are not wanted', async () => {
    const server = await serve(registry);
    await lockImages([`${server.host}/app:1`], ['registry'], { noLayers: true }, { registries: { [server.host]: { plainHttp: true } } });
    expect(server.requests.some(({ url }) => url.includes(layer))).toBe(false);
  });
  test('is read for the wanted platform of an index alone', async () => {
    const server = await serve(registryAnswers(index({ 'linux/amd64': app, 'linux/arm64': image({ architecture: 'arm64' }) })));
    expect((await lockAt(server)).diagnostics).toEqual([]);
    expect(server.requests).toHaveLength(4);
  });
  test('that has the locked digest is asked for once', async () => {
    const server = await serve(registry);
    const registries = { [server.host]: { plainHttp: true } };
    const { value } = await lockAt(server);
    const before = server.requests.length;
    await lockImages([`${server.host}/app:1`], ['registry'], { old: value.lock }, { registries });
    expect(server.requests.length - before).toBe(1);
  });
  test('may be missing', async () => {
    const server = await serve(registry);
    expect(codes((await lockAt(server, {}, `${server.host}/other:1`)).diagnostics)).toEqual(['image-not-found']);
  });
  test('must have the digest of the reference and of the header', async () => {
    const server = await serve(registry);
    const wrong = `${server.host}/app@${sha256('other')}`;
    expect(codes((await lockAt(server, {}, wrong)).diagnostics)).toEqual(['image-not-found']);
    const lying: Handler = (_, response) => void response.writeHead(200, { 'content-type': types.manifest }).end(app.root.bytes);
    const liar = await serve(lying);
    expect(codes((await lockAt(liar, {}, `${liar.host}/app@${sha256('other')}`)).diagnostics)).toEqual(['image-digest-mismatch']);
    const headed: Handler = (_, response) =>
      void response.writeHead(200, { 'content-type': types.manifest, 'docker-content-digest': sha256('x') }).end(app.root.bytes);
    expect(await codesAt(headed)).toEqual(['image-digest-mismatch']);
  });
});

describe('logging in', () => {
  const withToken =
    (issue: (url: URL, authorization: string | undefined, body: string) => string | undefined): Handler =>
    (incoming, response, body) => {
      const url = new URL(incoming.url ?? '', `http://${incoming.headers.host}`);
      if (url.pathname === '/token') {
        const token = issue(url, incoming.headers.authorization, body);
        response.writeHead(token === undefined ? 401 : 200).end(JSON.stringify({ token }));
      } else if (incoming.headers.authorization === 'Bearer good') registry(incoming, response, body);
      else unauthorized(`Bearer realm="http://${incoming.headers.host}/token",service="here",scope="ignored"`)(incoming, response, body);
    };

  test('without a name works by a token, which is asked for once', async () => {
    const server = await serve(
      withToken((url, authorization) => {
        expect([url.searchParams.get('service'), url.searchParams.get('scope'), authorization]).toEqual([
          'here',
          'repository:app:pull',
          undefined,
        ]);
        return 'good';
      }),
    );
    expect((await lockAt(server)).diagnostics).toEqual([]);
    expect(server.requests.filter(({ url }) => url.startsWith('/token'))).toHaveLength(1);
  });
  test('with name and password gives them to the token server', async () => {
    const server = await serve(withToken((_, authorization) => (authorization === `Basic ${basic('me', 'p:w')}` ? 'good' : undefined)));
    const auths = { [`https://${server.host}/v1/`]: { auth: basic('me', 'p:w') } };
    expect((await lockAt(server, { home: home({ auths }) })).diagnostics).toEqual([]);
    expect(codes((await lockAt(server)).diagnostics)).toEqual(['registry-denied']);
  });
  test('with an identity token sends it in the body', async () => {
    const server = await serve(
      withToken((url, authorization, body) => {
        const form = new URLSearchParams(body);
        expect([url.search, authorization, form.get('grant_type'), form.get('service')]).toEqual(['', undefined, 'refresh_token', 'here']);
        return form.get('refresh_token') === 'identity' ? 'good' : undefined;
      }),
    );
    const auths = { [server.host]: { identitytoken: 'identity' } };
    expect((await lockAt(server, { home: home({ auths }) })).diagnostics).toEqual([]);
  });
  test('with a registry token sends it as it is', async () => {
    const server = await serve(withToken(() => undefined));
    const auths = { [server.host]: { registrytoken: 'good' } };
    expect((await lockAt(server, { home: home({ auths }) })).diagnostics).toEqual([]);
  });
  test('by Basic works, from REGISTRY_AUTH_FILE and for a path of the registry', async () => {
    const server = await serve((incoming, response, body) =>
      incoming.headers.authorization === `Basic ${basic('me', 'secret')}`
        ? registry(incoming, response, body)
        : unauthorized('Basic realm="x"')(incoming, response, body),
    );
    const file = join(temporaryDirectory(), 'auth.json');
    writeFileSync(file, JSON.stringify({ auths: { [`${server.host}/app`]: { auth: basic('me', 'secret') } } }));
    expect((await lockAt(server, { env: { REGISTRY_AUTH_FILE: file } })).diagnostics).toEqual([]);
    const denied = await lockAt(server, { home: home({ auths: { [server.host]: { auth: basic('me', 'wrong-pw') } } }) });
    expect(codes(denied.diagnostics)).toEqual(['registry-denied']);
    expect(JSON.stringify(denied.diagnostics)).not.toContain('wrong-pw');
  });
  test('again when a token has run out', async () => {
    let valid = 0;
    const server = await serve((incoming, response, body) => {
      if (incoming.url?.startsWith('/token')) response.end(JSON.stringify({ access_token: `t${++valid}` }));
      else if (incoming.headers.authorization === `Bearer t${valid}` && !(valid === 1 && incoming.url?.includes('/blobs/')))
        registry(incoming, response, body);
      else unauthorized(`Bearer realm="http://${incoming.headers.host}/token"`)(incoming, response, body);
    });
    expect((await lockAt(server)).diagnostics).toEqual([]);
    expect(valid).toBe(2);
  });
  test.each([
    ['without a challenge', undefined, 'registry-answer'],
    ['with an unknown scheme', 'Negotiate', 'registry-answer'],
    ['with a realm that is no URL', 'Bearer realm="http://["', 'registry-answer'],
    ['with Basic and no credentials', 'Basic realm="x"', 'registry-denied'],
  ])('is not possible %s', async (_, challenge, code) => expect(await codesAt(unauthorized(challenge))).toEqual([code]));
  test('is not tried at a token server that gives HTML, nothing, or a redirect for a token', async () => {
    const token =
      (answer: Handler): Handler =>
      (incoming, response, body) =>
        incoming.url?.startsWith('/token')
          ? answer(incoming, response, body)
          : unauthorized(`Bearer realm="http://${incoming.headers.host}/token"`)(incoming, response, body);
    expect(await codesAt(token((_, response) => void response.end('<html>')))).toEqual(['registry-answer']);
    expect(await codesAt(token((_, response) => void response.end('{}')))).toEqual(['registry-answer']);
    expect(await codesAt(token((_, response) => void response.writeHead(500).end()))).toEqual(['registry-unreachable']);
  });
  test('is not done again and again', async () => {
    const server = await serve((incoming, response, body) =>
      incoming.url?.startsWith('/token')
        ? void response.end('{"token": "never good"}')
        : unauthorized(`Bearer realm="http://${incoming.headers.host}/token"`)(incoming, response, body),
    );
    expect(codes((await lockAt(server)).diagnostics)).toEqual(['registry-denied']);
    expect(server.requests).toHaveLength(3);
  });
});

describe('a credential helper', () => {
  /** A directory with the program docker-credential-test. */
  function helper(script: string): string {
    const directory = temporaryDirectory();
    const path = join(directory, 'docker-credential-test');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return `${directory}:${process.env.PATH}`;
  }
  const needsBasic: Handler = (incoming, response, body) =>
    incoming.headers.authorization === `Basic ${basic('me', 'secret')}`
      ? registry(incoming, response, body)
      : unauthorized('Basic realm="x"')(incoming, response, body);
  const asked = async (script: string, config: (host: string) => unknown = () => ({ credsStore: 'test' })) => {
    const server = await serve(needsBasic);
    const outside = { env: { PATH: helper(script) }, home: home(config(server.host)), helperTimeout: 300 };
    return lockAt(server, outside);
  };

  test('gives the credentials, for all hosts or for one', async () => {
    const script = `read server; [ "$1" = get ] && printf '{"ServerURL":"%s","Username":"me","Secret":"secret"}' "$server"`;
    expect((await asked(script)).diagnostics).toEqual([]);
    expect((await asked(script, (host) => ({ credHelpers: { [host]: 'test' } }))).diagnostics).toEqual([]);
  });
  test('that knows nothing leaves it to the file', async () => {
    const script = 'echo "credentials not found in native keychain"; exit 1';
    const config = (host: string) => ({ credsStore: 'test', auths: { [host]: { auth: basic('me', 'secret') } } });
    expect((await asked(script, config)).diagnostics).toEqual([]);
    expect(codes((await asked(script)).diagnostics)).toEqual(['registry-denied']);
  });
  test.each([
    ['fails', 'echo top-secret; exit 2'],
    ['prints no JSON', 'echo top-secret'],
    ['prints JSON of something else', `echo '{"Secret": "top-secret"}'`],
    ['hangs', 'sleep 60'],
    ['prints without end', 'yes top-secret'],
    ['closes its input and fails', 'exec <&-; exit 3'],
  ])('that %s is reported, and what it printed is not shown', async (_, script) => {
    const { diagnostics } = await asked(script);
    expect(codes(diagnostics)).toEqual(['registry-credentials']);
    expect(JSON.stringify(diagnostics)).not.toContain('top-secret');
  });
  test('that is not installed or has a path for a name is reported', async () => {
    expect(codes((await asked('', () => ({ credsStore: 'missing' }))).diagnostics)).toEqual(['registry-credentials']);
    expect(codes((await asked('', () => ({ credsStore: '../../bin/sh' }))).diagnostics)).toEqual(['registry-credentials']);
  });
  test('is not asked when nobody asks for credentials', async () => {
    const outside = { env: { PATH: helper('exit 2') }, home: home({ credsStore: 'test' }) };
    expect((await lockAt(await serve(registry), outside)).diagnostics).toEqual([]);
  });
});

describe('a file with credentials', () => {
  const challenge = unauthorized('Basic realm="x"');
  test('that is no JSON, has a broken entry, or is named and missing is reported', async () => {
    expect(await codesAt(challenge, { home: home('{') })).toEqual(['registry-credentials']);
    expect(await codesAt(challenge, { env: { REGISTRY_AUTH_FILE: '/no/such/file' } })).toEqual(['registry-credentials']);
    const server = await serve(challenge);
    const broken = home({ auths: { [server.host]: { auth: Buffer.from('no colon').toString('base64') } } });
    expect(codes((await lockAt(server, { home: broken })).diagnostics)).toEqual(['registry-credentials']);
  });
  test('need not be there', async () => {
    expect(await codesAt(challenge, { home: temporaryDirectory() })).toEqual(['registry-denied']);
  });
});

describe('a redirect', () => {
  test('of a blob is followed without credentials', async () => {
    const storage = await serve(registry);
    const server = await serve((incoming, response, body) => {
      if (incoming.headers.authorization !== `Basic ${basic('me', 'secret')}`) unauthorized('Basic realm="x"')(incoming, response, body);
      else if (incoming.url?.includes('/blobs/')) response.writeHead(307, { location: `http://${storage.host}${incoming.url}` }).end();
      else registry(incoming, response, body);
    });
    const auths = { [server.host]: { auth: basic('me', 'secret') } };
    expect((await lockAt(server, { home: home({ auths }) })).diagnostics).toEqual([]);
    expect(storage.requests).toHaveLength(2);
    expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });
  test('without end, to nowhere, or to another kind of address is not followed', async () => {
    const to =
      (location: string | undefined): Handler =>
      (_, response) =>
        void response.writeHead(302, location === undefined ? {} : { location }).end();
    const endless = await serve(to('/again'));
    expect(codes((await lockAt(endless)).diagnostics)).toEqual(['registry-answer']);
    expect(endless.requests.length).toBeLessThan(10);
    expect(await codesAt(to(undefined))).toEqual(['registry-answer']);
    expect(await codesAt(to('http://['))).toEqual(['registry-answer']);
    expect(await codesAt(to('file:///etc/passwd'))).toEqual(['registry-answer']);
  });
});

describe('a registry that is busy', () => {
  const busy = (failures: number, status: number, headers: Readonly<Record<string, string>> = {}): Handler => {
    let count = 0;
    return (incoming, response, body) =>
      count++ < failures ? void response.writeHead(status, headers).end() : registry(incoming, response, body);
  };
  const pauses = async (handler: Handler) => {
    const waited: number[] = [];
    const { diagnostics } = await lockAt(await serve(handler), { delay: async (milliseconds) => void waited.push(milliseconds) });
    return { found: codes(diagnostics), waited };
  };
  test.each([429, 500, 502, 503, 504])('with %d is asked again, after longer and longer pauses', async (status) => {
    expect(await pauses(busy(3, status))).toEqual({ found: [], waited: [1000, 2000, 4000] });
  });
  test('is given the time that it asks for, within reason', async () => {
    expect(await pauses(busy(1, 429, { 'retry-after': '7' }))).toEqual({ found: [], waited: [7000] });
    expect(await pauses(busy(1, 429, { 'retry-after': '86400' }))).toEqual({ found: [], waited: [60_000] });
    const dates = { date: 'Tue, 24 Nov 2026 10:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2026 10:00:09 GMT' };
    expect(await pauses(busy(1, 503, dates))).toEqual({ found: [], waited: [9000] });
  });
  test('for ever is given up', async () => {
    expect(await pauses(busy(99, 429))).toEqual({ found: ['registry-limit'], waited: [1000, 2000, 4000] });
    expect((await pauses(busy(99, 503))).found).toEqual(['registry-unreachable']);
  });
  test('closes a connection, and is asked again', async () => {
    let count = 0;
    const { found, waited } = await pauses((incoming, response, body) =>
      count++ === 0 ? void incoming.socket.destroy() : registry(incoming, response, body),
    );
    expect([found, waited]).toEqual([[], [1000]]);
  });
  test('breaks the download of a layer, which goes on where it ended', async () => {
    const bytes = app.blobs[2]?.bytes ?? Buffer.alloc(0);
    for (const ranges of [true, false]) {
      let broken = false;
      const server = await serve((incoming, response, body) => {
        if (!incoming.url?.includes(layer)) return registry(incoming, response, body);
        if (!broken) {
          broken = true;
          response.writeHead(200, { 'content-length': bytes.length });
          response.write(bytes.subarray(0, 50), () => response.destroy());
          return;
        }
        const from = Number(/^bytes=(\d+)-$/.exec(incoming.headers.range ?? '')?.[1]);
        expect(from).toBeLessThanOrEqual(50);
        response.writeHead(ranges ? 206 : 200).end(ranges ? bytes.subarray(from) : bytes);
      });
      expect((await lockAt(server)).diagnostics).toEqual([]);
    }
  });
});

describe('a server that is no registry', () => {
  test('answers HTML', async () => {
    const html: Handler = (_, response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>');
    expect(await codesAt(html)).toEqual(['registry-answer']);
  });
  test('answers with an odd status', async () => {
    expect(await codesAt((_, response) => void response.writeHead(418).end())).toEqual(['registry-answer']);
    expect(await codesAt((_, response) => void response.writeHead(403).end())).toEqual(['registry-denied']);
  });
  test('sends a manifest without end', async () => {
    const endless: Handler = (_, response) => {
      response.writeHead(200, { 'content-type': types.manifest });
      const more = () => {
        while (response.write(Buffer.alloc(65536))) if (response.destroyed) return;
        response.once('drain', more);
      };
      more();
    };
    expect(await codesAt(endless)).toEqual(['image-too-large']);
  });
  test('never answers, or stops in the middle', async () => {
    expect(await codesAt(() => undefined, { requestTimeout: 50 })).toEqual(['registry-unreachable']);
    const half: Handler = (_, response) => void response.writeHead(200, { 'content-type': types.manifest }).write('{');
    expect(await codesAt(half, { requestTimeout: 50 })).toEqual(['registry-unreachable']);
  });
  test('has an image of schema 1', async () => {
    const type = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
    const old: Handler = (_, response) => void response.writeHead(200, { 'content-type': type }).end('{"schemaVersion": 1}');
    expect(await codesAt(old)).toEqual(['image-media-type']);
  });
  test('is not there', async () => {
    expect(codes((await lockAt({ host: '127.0.0.1:1' })).diagnostics)).toEqual(['registry-unreachable']);
  });
  test('is reported once for all of its images', async () => {
    const images = ['127.0.0.1:1/a:1', '127.0.0.1:1/b:1', '127.0.0.1:1/c:1', '127.0.0.1:2/d:1'];
    const { diagnostics } = await lockImages(images, ['registry']);
    expect(diagnostics.map(({ message }) => message.replace(/: cannot .*/, ''))).toEqual([
      'image 127.0.0.1:1/a:1 and 2 more from registry',
      'image 127.0.0.1:2/d:1 from registry',
    ]);
    const locked = { digest: `sha256:${'0'.repeat(64)}`, platforms: {} };
    const old: ImageLock = { version: 1, images: Object.fromEntries(images.map((image) => [image, locked])) };
    const checked = await checkLock({ ...request(images, ['registry'], { old, platforms: [] }), file: 'lock' }, services());
    expect(codes(checked)).toEqual(['registry-unreachable', 'registry-unreachable']);
  });
});

describe('TLS', () => {
  test('is what a registry must speak that the configuration does not name', async () => {
    const server = await serve(registry);
    expect(codes((await lockAt(server, { registries: {} })).diagnostics)).toEqual(['registry-unreachable']);
    expect(server.requests).toEqual([]);
  });
  test('with a certificate that nobody trusts is not spoken', async () => {
    const server = createServer(selfSigned(), (_, response) => response.end('{}'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    const { diagnostics } = await lockAt({ host }, { registries: {} });
    expect(codes(diagnostics)).toEqual(['registry-unreachable']);
    expect(diagnostics[0]?.message).toContain('self-signed');
  });
});

describe('a mirror', () => {
  const through = async (mirrorHandler: Handler, mirrorOf: (host: string) => string = (host) => host) => {
    const mirror = await serve(mirrorHandler);
    const origin = await serve(registry);
    const registries = { [mirror.host]: { plainHttp: true }, [origin.host]: { plainHttp: true, mirrors: [mirrorOf(mirror.host)] } };
    const { diagnostics } = await lockImages([`${origin.host}/app:1`], ['registry'], {}, { registries });
    return { found: codes(diagnostics), mirror: mirror.requests, origin: origin.requests };
  };
  test('is asked first and told for whom it stands', async () => {
    const { found, mirror, origin } = await through(registry);
    expect([found, mirror.length, origin.length]).toEqual([[], 3, 0]);
    expect(mirror[0]?.url).toMatch(/^\/v2\/app\/manifests\/1\?ns=127\.0\.0\.1%3A\d+$/);
  });
  test('that lacks the image, is ill or lies is passed over', async () => {
    for (const handler of [
      ((_, response) => void response.writeHead(404).end()) satisfies Handler,
      ((_, response) => void response.writeHead(503).end()) satisfies Handler,
      unauthorized(),
      ((_, response) => void response.writeHead(200, { 'docker-content-digest': sha256('x') }).end(app.root.bytes)) satisfies Handler,
    ]) {
      const { found, origin } = await through(handler);
      expect([found, origin.length]).toEqual([[], 3]);
    }
  });
  test('may have a path', async () => {
    const prefixed: Handler = (incoming, response, body) => {
      incoming.url = incoming.url?.replace(/^\/proxy/, '');
      registry(incoming, response, body);
    };
    const { found, mirror } = await through(prefixed, (host) => `http://${host}/proxy/`);
    expect([found, mirror.length, mirror.every(({ url }) => url.startsWith('/proxy/v2/app/'))]).toEqual([[], 3, true]);
  });
});

describe('a check with the registry', () => {
  test('tells which tag moved, from what to what, by the head of the answer alone', async () => {
    const server = await serve(registry);
    const registries = { [server.host]: { plainHttp: true } };
    const name = `${server.host}/app:1`;
    const { value } = await lockAt(server);
    const check = async (lock = value.lock) => {
      const { noLayers, ...rest } = request([name], ['registry'], { old: lock });
      return checkLock({ ...rest, file: 'podspec2lk.lock.json' }, services({ registries }));
    };
    const before = server.requests.length;
    expect(await check()).toEqual([]);
    expect(server.requests.slice(before).map(({ method }) => method)).toEqual(['HEAD']);
    const moved = {
      version: 1 as const,
      images: { [name]: { digest: sha256('old'), platforms: value.lock.images[name]?.platforms ?? {} } },
    };
    const found = await check(moved);
    expect(codes(found)).toEqual(['lock-tag-moved']);
    expect(found[0]?.message).toContain(sha256('old'));
    expect(found[0]?.message).toContain(sha256(app.root.bytes));
  });
});
