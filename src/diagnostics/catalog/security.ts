export const securityCodes = {} as const;
