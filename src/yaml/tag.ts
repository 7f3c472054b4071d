import type { ScalarValue } from './scalar.ts';

const PREFIX = 'tag:yaml.org,2002:';

/** The value of a tagged scalar, or what the text is instead of what the tag says. */
export type Tagged = { readonly value: ScalarValue } | { readonly found: string };

/**
 * The value of a scalar with a tag (go-yaml v2, resolve.go and decode.go). `tag` is the short form, `!!int`. The tag counts
 * for quoted text too; tags that go-yaml does not know leave the text as it is.
 */
export function resolveTagged(tag: string, text: string, resolve: (text: string) => ScalarValue): Tagged {
  switch (tag) {
    case '!!str':
      return { value: text };
    case '!!binary':
      return decodeBinary(text);
    case '!!timestamp':
      return isTimestamp(text) ? { value: text } : { found: describe(resolve(text)) };
    case '!!null':
    case '!!bool':
    case '!!int':
    case '!!float':
      return checkKind(tag, resolve(text));
    default:
      return { value: text };
  }
}

function checkKind(tag: string, value: ScalarValue): Tagged {
  const kind = kindOf(value);
  if (kind === tag || (tag === '!!float' && kind === '!!int')) return { value: tag === '!!float' ? Number(value) : value };
  // The resolver cannot tell 1.0 from 1 once it is a number; both are fine for !!int only when written without a fraction.
  return { found: describe(value) };
}

function kindOf(value: ScalarValue): string {
  if (value === null) return '!!null';
  if (typeof value === 'boolean') return '!!bool';
  if (typeof value === 'bigint') return '!!int';
  if (typeof value === 'number') return Number.isInteger(value) ? '!!int' : '!!float';
  return '!!str';
}

function describe(value: ScalarValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'a string';
  return typeof value === 'boolean' ? 'a boolean' : 'a number';
}

function decodeBinary(text: string): Tagged {
  const digits = text.replace(/[\r\n]/g, '');
  const valid = digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits);
  // JSON cannot carry other bytes: Go replaces them by U+FFFD when it encodes the string.
  return valid
    ? { value: new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(digits, 'base64')) }
    : { found: 'text that is not base64' };
}

/** Dates and times as go-yaml v2 takes them; they stay text. */
function isTimestamp(text: string): boolean {
  const match = /^\d{4}-(\d{1,2})-(\d{1,2})(?:[Tt ](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/.exec(text);
  if (!match) return false;
  const [, month, day, hour = '0', minute = '0', second = '0'] = match;
  return (
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= 31 &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60
  );
}

/** `!!int` for `tag:yaml.org,2002:int`; other tags as they are. */
export function shortTag(tag: string): string {
  return tag.startsWith(PREFIX) ? `!!${tag.slice(PREFIX.length)}` : tag;
}
