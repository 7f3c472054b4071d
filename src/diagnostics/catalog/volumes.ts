export const volumesCodes = {} as const;
