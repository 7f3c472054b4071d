import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { sha256, type TestImage } from './image-kit.ts';

export interface TestServer {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** Every request: `GET /v2/… authorization`. */
  readonly requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[];
}

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server on this machine for one test. */
export async function serve(handler: Handler): Promise<TestServer> {
  const requests: TestServer['requests'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      handler(request, response, body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const address = server.address();
  return { host: `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, requests };
}

/** Answers as a registry that holds one image under `app:1`; false when the path is not one of its own. */
export function registryAnswers(image: TestImage): Handler {
  const byDigest = new Map(image.blobs.map((blob) => [sha256(blob.bytes), blob]));
  return (request, response) => {
    const [, kind = '', name = ''] = /^\/v2\/app\/(manifests|blobs)\/([^?]+)/.exec(request.url ?? '') ?? [];
    const blob = kind === 'manifests' && name === '1' ? image.root : byDigest.get(name);
    if (!blob) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': kind === 'manifests' ? blob.mediaType : 'application/octet-stream',
      'docker-content-digest': sha256(blob.bytes),
      'content-length': blob.bytes.length,
    });
    response.end(request.method === 'HEAD' ? undefined : blob.bytes);
  };
}
