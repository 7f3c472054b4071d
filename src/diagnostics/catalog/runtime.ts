export const runtimeCodes = {} as const;
