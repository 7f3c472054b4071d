export const decodeCodes = {} as const;
