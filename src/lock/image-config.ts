import { normalisePlatform } from '../image/platform.ts';
import { linuxkitLabel } from '../model/linuxkit.ts';
import { asObject, asText, asTexts, type JsonObject } from './json.ts';
import { type Problem, problem } from './problem.ts';

/** What an image's configuration says; the layers add users and sizes. */
export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  readonly volumes: readonly string[];
  readonly exposedPorts: readonly string[];
  readonly stopSignal: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Normalised; undefined when the configuration does not say. */
  readonly platform: string | undefined;
  readonly diffIDs: readonly string[];
}

/**
 * Reads a configuration of OCI or Docker (`config` in a registry, `Config` in docker image inspect; the keys below are equal).
 * @see https://github.com/opencontainers/image-spec/blob/main/config.md
 */
export function decodeImageConfig(config: JsonObject, what: string): ImageConfig | Problem {
  const run = asObject(config.config ?? config.Config ?? {}) ?? {};
  const lists = { entrypoint: texts(run.Entrypoint), cmd: texts(run.Cmd), env: asTexts(run.Env), diffIDs: diffIDsOf(config) };
  const { entrypoint, cmd, env, diffIDs } = lists;
  const wrong = Object.entries(lists).find(([, list]) => list === undefined)?.[0];
  if (!entrypoint || !cmd || !env || !diffIDs) return problem('image-damaged', `${what} has no list of strings in ${wrong}`);
  const label = asText(asObject(run.Labels)?.[linuxkitLabel]);
  return {
    entrypoint,
    cmd,
    env,
    workingDir: asText(run.WorkingDir) ?? '',
    user: asText(run.User) ?? '',
    volumes: Object.keys(asObject(run.Volumes) ?? {}).sort(),
    exposedPorts: Object.keys(asObject(run.ExposedPorts) ?? {}).sort(),
    stopSignal: asText(run.StopSignal) ?? '',
    labels: label === undefined ? {} : { [linuxkitLabel]: label },
    platform: platformOf(config),
    diffIDs,
  };
}

/** Very old images have a single string. */
function texts(value: unknown): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : asTexts(value);
}

function diffIDsOf(config: JsonObject): readonly string[] | undefined {
  return asTexts(asObject(config.rootfs)?.diff_ids);
}

/** Platform of a configuration or of an index's `platform`; Docker's inspect writes the keys with a capital. */
export function platformOf(config: JsonObject): string | undefined {
  const os = asText(config.os ?? config.Os);
  const architecture = asText(config.architecture ?? config.Architecture);
  const variant = asText(config.variant ?? config.Variant);
  if (!os || !architecture) return undefined;
  return normalisePlatform(variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`);
}
