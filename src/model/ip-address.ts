/** An address or a block as numbers, for comparing and checking. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly address: bigint;
  /** Length of the network part, bits. */
  readonly prefix: number;
}

/** Reads an IPv4 or IPv6 address as Go's net.ParseIP does; leading zeros and zones are refused, as the API server does for new objects. */
export function parseAddress(text: string): { readonly family: 4 | 6; readonly address: bigint } | undefined {
  if (text.includes(':')) {
    const address = parseIPv6(text);
    return address === undefined ? undefined : { family: 6, address };
  }
  const address = parseIPv4(text);
  return address === undefined ? undefined : { family: 4, address };
}

/** Reads `10.0.0.0/8` or `fd00::/8`; undefined when it is no block. Bits below the prefix may be set. */
export function parseCidr(text: string): Cidr | undefined {
  const [head, tail, ...rest] = text.split('/');
  if (head === undefined || tail === undefined || rest.length > 0 || !/^(?:0|[1-9]\d{0,2})$/.test(tail)) return undefined;
  const parsed = parseAddress(head);
  const prefix = Number(tail);
  return parsed && prefix <= bits(parsed.family) ? { ...parsed, prefix } : undefined;
}

/** Whether `inner` lies in `outer` and is smaller than it: the rule for `ipBlock.except`. */
export function isStrictlyInside(inner: Cidr, outer: Cidr): boolean {
  if (inner.family !== outer.family || inner.prefix <= outer.prefix) return false;
  const shift = BigInt(bits(outer.family) - outer.prefix);
  return inner.address >> shift === outer.address >> shift;
}

/** `0.0.0.0` and `::` mean every address of the machine. */
export function isUnspecified(text: string): boolean {
  return parseAddress(text)?.address === 0n;
}

function bits(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function parseIPv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function parseIPv6(text: string): bigint | undefined {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (embedded) {
    const v4 = parseIPv4(embedded[2] ?? '');
    return v4 === undefined ? undefined : parseIPv6(`${embedded[1]}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = [...(head ?? []), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  if (tail === undefined ? groups.length !== 8 : groups.length > 7) return undefined;
  const zeros = Array<string>(8 - groups.length).fill('0');
  return [...(head ?? []), ...zeros, ...(tail ?? [])].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
