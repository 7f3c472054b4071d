import type { Anchor, Report } from '../diagnostics/diagnostic.ts';

/** What the API server takes for a policy that is a word; a misspelled one would silently mean the default. */
const policies = {
  supplementalGroupsPolicy: ['Merge', 'Strict'],
  fsGroupChangePolicy: ['OnRootMismatch', 'Always'],
  seLinuxChangePolicy: ['Recursive', 'MountOption'],
  imagePullPolicy: ['Always', 'IfNotPresent', 'Never'],
  pullPolicy: ['Always', 'IfNotPresent', 'Never'],
} as const satisfies Record<string, readonly string[]>;

/** Reports a policy with an unknown value. Nothing, and an empty text, mean the default. */
export function checkPolicy(field: keyof typeof policies, value: string | undefined, at: () => Anchor, report: Report): void {
  const known: readonly string[] = policies[field];
  if (value && !known.includes(value)) report('invalid-policy', at(), { field, value, expected: known });
}
