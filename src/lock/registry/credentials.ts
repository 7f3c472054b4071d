import { isProblem, type Problem } from '../problem.ts';
import { askHelper } from './credential-helper.ts';
import { anonymous, type Credentials, credentialsOf, type DockerConfig, keysFor, readDockerConfig } from './docker-config.ts';

/** Finds the credentials for a repository on a host. */
export type CredentialFinder = (host: string, repository: string) => Promise<Credentials | Problem>;

/**
 * Reads the configuration of Docker when it is first needed, and asks each helper once per server. As in Docker, a helper for the
 * host comes before the common store, and both before `auths`.
 */
export function credentialFinder(
  env: Readonly<Record<string, string | undefined>>,
  home: string | undefined,
  helperMilliseconds: number,
): CredentialFinder {
  let config: Promise<DockerConfig | Problem | undefined> | undefined;
  const answers = new Map<string, Promise<Credentials | Problem>>();
  const ask = (helper: string, server: string) => {
    const key = `${helper} ${server}`;
    const known = answers.get(key) ?? askHelper(helper, server, env, helperMilliseconds);
    answers.set(key, known);
    return known;
  };
  return async (host, repository) => {
    config ??= readDockerConfig(env, home);
    const found = await config;
    if (!found || isProblem(found)) return found ?? anonymous;
    const keys = keysFor(host, repository);
    const server = keys.at(-1) === 'docker.io' ? 'https://index.docker.io/v1/' : host;
    const helper = keys.map((key) => found.credHelpers.get(key)).find((name) => name !== undefined) ?? found.credsStore;
    if (helper !== undefined) {
      const answer = await ask(helper, server);
      if (isProblem(answer) || answer.kind !== 'anonymous') return answer;
    }
    for (const key of keys) {
      const entry = found.auths.get(key);
      const credentials = entry && credentialsOf(entry, found.file);
      if (credentials) return credentials;
    }
    return anonymous;
  };
}
