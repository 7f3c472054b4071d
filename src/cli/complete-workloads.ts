import { collectManifests, nodeHost, shown, workloadKinds } from '../index.ts';
import { loadConfiguration } from './config.ts';
import { settle } from './settings.ts';

/**
 * Workloads by name: `web`, or `deployment/web` and `shop/deployment/web` when the text that is typed has slashes. Nothing is translated and no
 * program is run; what cannot be read is passed over.
 */
export async function completableWorkloads(
  typed: string,
  paths: readonly string[],
  config: string | undefined,
  cwd: string,
): Promise<readonly string[]> {
  const host = nodeHost(cwd);
  const found = await loadConfiguration(cwd, config, (path) => shown(path, host));
  const settings = settle(
    {},
    found.values,
    paths.filter((path) => path !== '-'),
    '',
  );
  const { inputs, ignore, out, kustomize } = settings;
  const request = {
    inputs: inputs.filter((path) => path !== '-'),
    ignore,
    excluded: [out],
    kustomize: kustomize === 'off' ? kustomize : 'native',
  } as const;
  const { value } = await collectManifests(request, host);
  const kinds: readonly string[] = workloadKinds;
  const own = value.manifests.filter(({ kind, name }) => kinds.includes(kind) && name !== '');
  const slashes = typed.split('/').length - 1;
  const names = own.map(({ kind, name, namespace = settings.namespace }) =>
    slashes === 0
      ? [name, `${kind.toLowerCase()}/${name}`]
      : [`${kind.toLowerCase()}/${name}`, `${namespace}/${kind.toLowerCase()}/${name}`],
  );
  return [...new Set(names.flat())].sort();
}
