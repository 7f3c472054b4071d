import type { Manifest } from './model/manifest.ts';

/**
 * Whether a workload is selected by one of the patterns `NAME`, `KIND/NAME` or `NAMESPACE/KIND/NAME`; `*` stands for any
 * text, and kinds are compared without case. No pattern selects everything.
 */
export function matchesWorkload(
  manifest: Pick<Manifest, 'kind' | 'name' | 'namespace'>,
  patterns: readonly string[],
  namespace: string,
): boolean {
  if (patterns.length === 0) return true;
  return patterns.some((pattern) => {
    const parts = pattern.split('/');
    const name = parts.at(-1) ?? '';
    const kind = parts.at(-2) ?? '*';
    const wanted = parts.at(-3) ?? '*';
    return (
      parts.length <= 3 &&
      matches(name, manifest.name) &&
      matches(kind.toLowerCase(), manifest.kind.toLowerCase()) &&
      matches(wanted, manifest.namespace ?? namespace)
    );
  });
}

function matches(pattern: string, text: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 's').test(text);
}
