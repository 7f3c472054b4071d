/** Limits of the kubelet (pkg/apis/core/validation): name servers, search paths, characters of one path and of the search line. */
export const dnsLimits = { nameservers: 3, searches: 32, searchPath: 253, searchCharacters: 2048 } as const;
