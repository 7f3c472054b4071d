export const envCodes = {} as const;
