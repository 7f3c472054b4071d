import { type Cidr, parseAddress, parseCidr } from '../model/ip-address.ts';
import { isPort, type Protocol } from './ports.ts';

/** One exception of `--firewall-allow`. */
export interface FirewallException {
  readonly protocol: Protocol;
  readonly port: number;
  /** As written, e.g. `10.0.0.0/8`; undefined: from everywhere. */
  readonly source: { readonly text: string; readonly cidr: Cidr } | undefined;
}

/** Reads `tcp/22` or `udp/514@10.0.0.0/8`; the source may be a single address. */
export function parseFirewallAllow(text: string): FirewallException | { readonly problem: string } {
  const [, protocol, digits, source] = /^([a-z]+)\/(\d+)(?:@(.+))?$/.exec(text) ?? [];
  if (protocol === undefined || digits === undefined) return { problem: 'expected PROTOCOL/PORT or PROTOCOL/PORT@CIDR' };
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp')
    return { problem: `protocol "${protocol}" is unknown; expected tcp, udp or sctp` };
  const port = Number(digits);
  if (!isPort(port)) return { problem: `port ${digits} is not between 1 and 65535` };
  if (source === undefined) return { protocol, port, source: undefined };
  const single = parseAddress(source);
  const cidr = single ? { ...single, prefix: single.family === 4 ? 32 : 128 } : parseCidr(source);
  return cidr
    ? { protocol, port, source: { text: source, cidr } }
    : { problem: `"${source}" is not an address or a block such as 10.0.0.0/8` };
}
