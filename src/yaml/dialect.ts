import { resolveKubectl, resolveKustomize, type ScalarValue } from './scalar.ts';

/** In what go-yaml v2 (kubectl) and go-yaml v3 (kustomize) differ. */
export interface Dialect {
  /** The value of a plain scalar. */
  readonly resolve: (text: string) => ScalarValue;
  /** A key that is written twice is an error; otherwise the last one wins. */
  readonly refusesDuplicates: boolean;
  /** `<<` replaces keys that stand before it in the same mapping. */
  readonly mergeReplaces: boolean;
}

/** sigs.k8s.io/yaml, which is go-yaml v2. */
export const KUBECTL: Dialect = { resolve: resolveKubectl, refusesDuplicates: false, mergeReplaces: true };

/** sigs.k8s.io/kustomize/kyaml, which is go-yaml v3, with its output read by kubectl. */
export const KUSTOMIZE: Dialect = { resolve: resolveKustomize, refusesDuplicates: true, mergeReplaces: false };
