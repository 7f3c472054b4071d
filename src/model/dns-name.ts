const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const labelPattern = new RegExp(`^${label}$`);
const subdomainPattern = new RegExp(`^${label}(?:\\.${label})*$`);

/** Longest DNS label, characters. */
export const longestDnsLabel = 63;
/** Longest DNS name as Kubernetes takes them, characters. */
export const longestDnsSubdomain = 253;

/** A DNS label as RFC 1123 has it, at most 63 characters: names of containers, ports of hosts. */
export function isDnsLabel(text: string): boolean {
  return text.length <= longestDnsLabel && labelPattern.test(text);
}

/** Labels joined by dots, at most 253 characters. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= longestDnsSubdomain && subdomainPattern.test(text);
}
