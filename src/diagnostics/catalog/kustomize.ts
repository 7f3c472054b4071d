export const kustomizeCodes = {} as const;
