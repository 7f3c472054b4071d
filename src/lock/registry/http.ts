import { errorCode, isProblem, type Problem, problem } from '../problem.ts';

/** The parts of the outside that requests need; tests give their own. */
export interface HttpServices {
  readonly fetch: typeof fetch;
  /** Waits, milliseconds. */
  readonly delay: (milliseconds: number) => Promise<void>;
  /** Until the head of an answer, and between two pieces of its body, milliseconds. */
  readonly timeout: number;
  /** Whether a host (with port) may be spoken to without TLS. */
  readonly isPlainHttp: (host: string) => boolean;
}

export interface HttpRequest {
  readonly url: URL;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to this origin only; a redirect elsewhere goes without it. */
  readonly authorization?: string | undefined;
  readonly form?: URLSearchParams;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body; throws when the connection fails or is idle too long. Read it or call `discard`. */
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly discard: () => Promise<void>;
}

const mostAttempts = 4;
const mostRedirects = 5;
/** First pause between attempts, doubled each time; longest pause that a registry may ask for; milliseconds. */
const firstPause = 1000;
const longestPause = 60_000;
const worthRetrying = new Set([408, 429, 500, 502, 503, 504]);
const passing = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT']);

/** Sends a request and follows redirects, with pauses and new attempts when the registry is busy or the connection breaks. */
export async function send(request: HttpRequest, services: HttpServices): Promise<HttpAnswer | Problem> {
  for (let attempt = 1; ; attempt++) {
    const { answer, again } = await followRedirects(request, services);
    const isBusy = !isProblem(answer) && worthRetrying.has(answer.status);
    if (attempt === mostAttempts || !(isBusy || again)) {
      if (!isBusy || isProblem(answer)) return answer;
      await answer.discard();
      const text = `${request.url.host} still answers ${answer.status} after ${mostAttempts} attempts`;
      return problem(answer.status === 429 ? 'registry-limit' : 'registry-unreachable', text);
    }
    const asked = isProblem(answer) ? undefined : pauseAsked(answer.headers);
    if (!isProblem(answer)) await answer.discard();
    await services.delay(Math.min(asked ?? firstPause * 2 ** (attempt - 1), longestPause));
  }
}

/** Retry-After in milliseconds: seconds, or a date seen against the answer's own date. */
function pauseAsked(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const pause = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(pause) || pause < 0 ? undefined : pause;
}

async function followRedirects(
  request: HttpRequest,
  services: HttpServices,
): Promise<{ readonly answer: HttpAnswer | Problem; readonly again: boolean }> {
  let url = request.url;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await fetchOnce(url, request, services);
    if (isProblem(response)) return { answer: response, again: 'passing' in response };
    if (![301, 302, 303, 307, 308].includes(response.status)) return { answer: response, again: false };
    await response.discard();
    // A form holds credentials, and they go to no other place than the one that was asked for.
    if (request.form) return { answer: problem('registry-answer', `${url.host} redirects a request for a token`), again: false };
    const location = response.headers.get('location');
    const next = location === null || !URL.canParse(location, url.href) ? undefined : new URL(location, url);
    if (!next) return { answer: problem('registry-answer', `${url.host} redirects to nowhere`), again: false };
    const isSafe =
      next.protocol === 'https:' || (next.protocol === 'http:' && (url.protocol === 'http:' || services.isPlainHttp(next.host)));
    if (!isSafe) return { answer: problem('registry-answer', `${url.host} redirects to an address without TLS`), again: false };
    url = next;
  }
  return { answer: problem('registry-answer', `${request.url.host} redirects more than ${mostRedirects} times`), again: false };
}

async function fetchOnce(url: URL, request: HttpRequest, services: HttpServices): Promise<HttpAnswer | Problem> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), services.timeout);
  const isHome = url.origin === request.url.origin;
  try {
    const response = await services.fetch(url, {
      method: request.method ?? 'GET',
      redirect: 'manual',
      signal: controller.signal,
      headers: {
        ...request.headers,
        'user-agent': 'podspec2linuxkit',
        ...(isHome && request.authorization !== undefined && { authorization: request.authorization }),
      },
      ...(request.form && { body: request.form }),
    });
    const { body } = response;
    return {
      status: response.status,
      headers: response.headers,
      chunks: body ? readBody(body, controller, services.timeout) : nothing(),
      discard: async () => body?.cancel(),
    };
  } catch (error) {
    return connectionProblem(url.host, error, controller.signal.aborted, services.timeout);
  } finally {
    clearTimeout(timer);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array, void> {}

async function* readBody(body: ReadableStream<Uint8Array>, controller: AbortController, timeout: number): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader();
  let ended = false;
  try {
    while (!ended) {
      const timer = setTimeout(() => controller.abort(), timeout);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      ended = done;
      if (value) yield value;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined);
  }
}

const certificateWords: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain has a self-signed certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  EPROTO: 'it does not speak TLS',
  ENOTFOUND: 'there is no such host',
  ECONNREFUSED: 'the connection was refused',
};

/** What a failed connection means. Problems that may pass by themselves carry `passing`. */
function connectionProblem(host: string, error: unknown, aborted: boolean, timeout: number): Problem {
  if (aborted) return passingProblem(`${host} gave no answer within ${timeout / 1000} s`);
  const cause = error instanceof Error ? error.cause : undefined;
  const code = errorCode(cause) ?? errorCode(error);
  const reason =
    code === undefined
      ? 'the connection failed'
      : (certificateWords[code] ?? (code.startsWith('ERR_SSL_') ? certificateWords.EPROTO : code));
  const text = `cannot connect to ${host}: ${reason}`;
  return code !== undefined && passing.has(code) ? passingProblem(text) : problem('registry-unreachable', text);
}

function passingProblem(text: string): Problem & { readonly passing: true } {
  return { ...problem('registry-unreachable', text), passing: true };
}

/** A whole body of at most `limit` bytes. */
export async function readAll(answer: HttpAnswer, host: string, limit: number): Promise<Uint8Array | Problem> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of answer.chunks) {
      length += part.length;
      if (length > limit) return problem('image-too-large', `${host} sends more than ${limit} bytes for a manifest or configuration`);
      parts.push(part);
    }
  } catch {
    return problem('registry-unreachable', `the connection to ${host} broke in the middle of an answer`);
  }
  return Buffer.concat(parts);
}
