import { asText, parseJsonObject } from '../json.ts';
import { isProblem, type Problem, problem } from '../problem.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { CredentialFinder } from './credentials.ts';
import type { Credentials } from './docker-config.ts';
import { type HttpAnswer, type HttpRequest, type HttpServices, readAll, send } from './http.ts';

/** One registry host, and what it let us in with. */
export interface Endpoint {
  readonly host: string;
  /** `https://registry-1.docker.io`, without a slash at the end. */
  readonly base: string;
  /** Authorization headers by repository; filled while requests are made. */
  readonly tokens: Map<string, string>;
}

/** Largest answer of a token server, bytes. */
const largestToken = 256 * 1024;

/**
 * Sends a request for a repository. The first answer of 401 tells how to log in; then it is sent once more.
 * @see https://distribution.github.io/distribution/spec/auth/token/ and …/oauth/
 */
export async function sendAuthorized(
  request: HttpRequest,
  endpoint: Endpoint,
  repository: string,
  credentials: CredentialFinder,
  services: HttpServices,
): Promise<HttpAnswer | Problem> {
  const known = endpoint.tokens.get(repository);
  const first = await send({ ...request, authorization: known }, services);
  if (isProblem(first) || first.status !== 401) return isProblem(first) ? first : refusal(first, endpoint.host);
  await first.discard();
  const authorization = await logIn(first.headers.get('www-authenticate') ?? '', endpoint, repository, credentials, services);
  if (isProblem(authorization)) return authorization;
  endpoint.tokens.set(repository, authorization);
  const second = await send({ ...request, authorization }, services);
  return isProblem(second) ? second : refusal(second, endpoint.host);
}

async function refusal(answer: HttpAnswer, host: string): Promise<HttpAnswer | Problem> {
  if (answer.status !== 401 && answer.status !== 403) return answer;
  await answer.discard();
  return problem('registry-denied', `${host} answers ${answer.status} ${answer.status === 401 ? 'Unauthorized' : 'Forbidden'}`);
}

/** The Authorization header that a challenge asks for. */
async function logIn(
  header: string,
  endpoint: Endpoint,
  repository: string,
  credentials: CredentialFinder,
  services: HttpServices,
): Promise<string | Problem> {
  const challenges = parseChallenges(header);
  const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'));
  const basic = challenges.find(({ scheme }) => scheme === 'basic');
  if (!bearer && !basic) {
    return problem('registry-answer', `${endpoint.host} answers 401 without saying how to log in (no Basic or Bearer challenge)`);
  }
  const found = await credentials(endpoint.host, repository);
  if (isProblem(found)) return found;
  if (found.kind === 'bearer') return `Bearer ${found.token}`;
  if (bearer) return requestToken(bearer, found, endpoint, repository, services);
  return found.kind === 'basic'
    ? basicHeader(found)
    : problem('registry-denied', `${endpoint.host} asks for a user and password, and there are none for it`);
}

function basicHeader({ username, password }: Extract<Credentials, { kind: 'basic' }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

async function requestToken(
  { parameters }: Challenge,
  credentials: Credentials,
  endpoint: Endpoint,
  repository: string,
  services: HttpServices,
): Promise<string | Problem> {
  const realm = parameters.get('realm') ?? '';
  if (!URL.canParse(realm, endpoint.base)) return problem('registry-answer', `${endpoint.host} names a token server that is no URL`);
  const url = new URL(realm, endpoint.base);
  const mayBePlain = endpoint.base.startsWith('http:') && url.protocol === 'http:';
  if (url.protocol !== 'https:' && !mayBePlain) {
    return problem('registry-answer', `${endpoint.host} names the token server ${url.host} without TLS`);
  }
  const scope = `repository:${repository}:pull`;
  const service = parameters.get('service');
  const request =
    credentials.kind === 'identity' ? refreshRequest(url, credentials.token, service, scope) : tokenRequest(url, service, scope);
  const authorization = credentials.kind === 'basic' ? basicHeader(credentials) : undefined;
  const answer = await send({ ...request, authorization }, services);
  if (isProblem(answer)) return answer;
  if (answer.status !== 200) {
    await answer.discard();
    const denied = [400, 401, 403].includes(answer.status);
    return problem(denied ? 'registry-denied' : 'registry-answer', `the token server ${url.host} answers ${answer.status}`);
  }
  const bytes = await readAll(answer, url.host, largestToken);
  if (isProblem(bytes)) return bytes;
  const document = parseJsonObject(bytes, `the answer of the token server ${url.host}`);
  if (isProblem(document)) return problem('registry-answer', document.text);
  const token = asText(document.token) || asText(document.access_token);
  return token ? `Bearer ${token}` : problem('registry-answer', `the token server ${url.host} gives no token`);
}

function tokenRequest(realm: URL, service: string | undefined, scope: string): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  return { url };
}

/** Refresh tokens go in the body, so that they are in no server's log. */
function refreshRequest(url: URL, token: string, service: string | undefined, scope: string): HttpRequest {
  const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'podspec2linuxkit', scope, refresh_token: token });
  if (service !== undefined) form.set('service', service);
  return { url, method: 'POST', form };
}
