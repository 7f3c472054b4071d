import { configCodes } from './catalog/config.ts';
import { decodeCodes } from './catalog/decode.ts';
import { envCodes } from './catalog/env.ts';
import { graphCodes } from './catalog/graph.ts';
import { imageCodes } from './catalog/image.ts';
import { kustomizeCodes } from './catalog/kustomize.ts';
import { loadCodes } from './catalog/load.ts';
import { outputCodes } from './catalog/output.ts';
import { resourcesCodes } from './catalog/resources.ts';
import { runtimeCodes } from './catalog/runtime.ts';
import { securityCodes } from './catalog/security.ts';
import { volumesCodes } from './catalog/volumes.ts';
import { yamlCodes } from './catalog/yaml.ts';
import type { Entry } from './entry.ts';

/** Every code there is. Reports, `explain`, docs/diagnostics.md and the tests all read this table. */
export const catalog = {
  ...loadCodes,
  ...yamlCodes,
  ...kustomizeCodes,
  ...decodeCodes,
  ...graphCodes,
  ...imageCodes,
  ...envCodes,
  ...volumesCodes,
  ...securityCodes,
  ...resourcesCodes,
  ...runtimeCodes,
  ...outputCodes,
  ...configCodes,
} as const;

export type DiagnosticCode = keyof typeof catalog;

/** The arguments that a code's message takes. */
export type Arguments<C extends DiagnosticCode> = (typeof catalog)[C] extends Entry<infer Args> ? Args : never;

/** All codes, sorted. */
export const diagnosticCodes: readonly DiagnosticCode[] = (Object.keys(catalog) as DiagnosticCode[]).sort();
