import type { LabelSelector } from './kubernetes.ts';

/** Whether labels satisfy a selector; an empty selector matches everything (apimachinery, LabelSelectorAsSelector). */
export function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const value = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  const equal = Object.entries(matchLabels).every(([key, wanted]) => value(key) === wanted);
  return equal && matchExpressions.every(({ key = '', operator, values = [] }) => expressionHolds(operator, value(key), values));
}

function expressionHolds(operator: string | undefined, value: string | undefined, values: readonly string[]): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
