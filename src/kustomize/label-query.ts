import type { Tree } from '../yaml/tree.ts';
import { fieldOf, textOf } from './tree.ts';

type Labels = Tree | undefined;
type Requirement = (labels: Labels) => boolean;

const TOKEN = /\s*(notin\b|in\b|==|!=|=|!|<|>|\(|\)|,|[^\s=!<>(),]+)/y;

/**
 * A selector in the text form of kubectl: `app=web,tier in (a,b),!legacy`. Values of labels are compared as written.
 *
 * @returns a test of a mapping of labels; undefined when the text is no selector.
 */
export function parseLabelQuery(text: string): ((labels: Labels) => boolean) | undefined {
  const tokens = tokenize(text);
  if (!tokens) return undefined;
  const requirements: Requirement[] = [];
  let at = 0;
  while (at < tokens.length) {
    const parsed = parseRequirement(tokens, at);
    if (!parsed) return undefined;
    requirements.push(parsed.requirement);
    at = parsed.next;
    if (at === tokens.length) break;
    if (tokens[at] !== ',') return undefined;
    at += 1;
    if (at === tokens.length) return undefined;
  }
  return (labels) => requirements.every((requirement) => requirement(labels));
}

function tokenize(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed);
    if (!match) return undefined;
    tokens.push(match[1] as string);
  }
  return tokens;
}

interface Parsed {
  readonly requirement: Requirement;
  readonly next: number;
}

const labelText = (labels: Labels, name: string): string | undefined => {
  const value = fieldOf(labels, name);
  return value && textOf(value);
};

function isName(token: string | undefined): token is string {
  return token !== undefined && /^[^=!<>(),]+$/.test(token);
}

function parseRequirement(tokens: readonly string[], at: number): Parsed | undefined {
  const isNegated = tokens[at] === '!';
  const name = tokens[isNegated ? at + 1 : at];
  if (!isName(name)) return undefined;
  if (isNegated) return { requirement: (labels) => labelText(labels, name) === undefined, next: at + 2 };
  const operator = tokens[at + 1];
  if (operator === undefined || operator === ',') return { requirement: (labels) => labelText(labels, name) !== undefined, next: at + 1 };
  if (operator === 'in' || operator === 'notin') return parseSet(tokens, at + 2, name, operator === 'in');
  const written = tokens[at + 2];
  const value = isName(written) ? written : '';
  const next = isName(written) ? at + 3 : at + 2;
  if (operator === '=' || operator === '==') return { requirement: (labels) => labelText(labels, name) === value, next };
  if (operator === '!=') return { requirement: (labels) => labelText(labels, name) !== value, next };
  if ((operator !== '<' && operator !== '>') || !/^-?\d+$/.test(value)) return undefined;
  return { requirement: (labels) => isOrdered(labelText(labels, name), operator, value), next };
}

function isOrdered(label: string | undefined, operator: '<' | '>', value: string): boolean {
  if (label === undefined || !/^-?\d+$/.test(label)) return false;
  return operator === '<' ? BigInt(label) < BigInt(value) : BigInt(label) > BigInt(value);
}

function parseSet(tokens: readonly string[], at: number, name: string, isIn: boolean): Parsed | undefined {
  if (tokens[at] !== '(') return undefined;
  const end = tokens.indexOf(')', at);
  if (end === -1) return undefined;
  const values = new Set<string>();
  let expectsValue = true;
  for (const token of tokens.slice(at + 1, end)) {
    if (token === ',') {
      if (expectsValue) values.add('');
      expectsValue = true;
    } else if (isName(token) && expectsValue) {
      values.add(token);
      expectsValue = false;
    } else return undefined;
  }
  if (expectsValue) values.add('');
  const requirement: Requirement = (labels) => {
    const value = labelText(labels, name);
    return isIn ? value !== undefined && values.has(value) : value === undefined || !values.has(value);
  };
  return { requirement, next: end + 1 };
}
