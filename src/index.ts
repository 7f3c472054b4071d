/** The public library: everything that the command line uses, and what others may. No console output, no process exit. */
export { type AnalyseRequest, type Analysis, analyse, type WorkloadResult } from './analyse.ts';
export type { ChangedFiles } from './changed-files.ts';
export { type CheckOutputsRequest, type CheckOutputsResult, checkOutputs } from './check-outputs.ts';
export { type Collection, type CollectRequest, collectManifests, type PassedOver, type ProgressStep } from './collect-manifests.ts';
export { catalog, type DiagnosticCode, diagnosticCodes } from './diagnostics/catalog.ts';
export {
  type Anchor,
  atField,
  collector,
  type Diagnostic,
  diagnostic,
  hasErrors,
  type Outcome,
  place,
  type Report,
  type Severity,
} from './diagnostics/diagnostic.ts';
export type { Entry } from './diagnostics/entry.ts';
export { isAdjustable, type SeverityRules, settleDiagnostics } from './diagnostics/settle.ts';
export type { Drift, OutputState } from './drift.ts';
export { driftDiff } from './drift-diff.ts';
export { type ExplainedCode, explainCode, similarCode } from './explain-code.ts';
export type { ExplainedCommand, ExplainedContainer, ExplainedPort, ExplainedVariable } from './explain-container.ts';
export {
  type ExplainedField,
  explainField,
  type FieldAnswer,
  type FieldChild,
  fieldNames,
  looksLikeField,
  similarFields,
} from './explain-field.ts';
export type { ExplainedMount, ExplainedVolume, ExplainedVolumeFile } from './explain-mounts.ts';
export type { ExplainedSetting } from './explain-settings.ts';
export type { ExplainedSource, ExplainedText } from './explain-value.ts';
export {
  type ExplainedDifference,
  type ExplainedImage,
  type ExplainedWorkload,
  explainWorkloads,
} from './explain-workload.ts';
export type { GeneratedImage } from './generate-image.ts';
export { emptyLock, findImage, formatLock, type LockChange } from './image/lock.ts';
export { parseLock } from './image/parse-lock.ts';
export { normalisePlatform } from './image/platform.ts';
export { parseReference } from './image/reference.ts';
export { imageUses, mayHideImages } from './image-uses.ts';
export { type InitProposal, proposeConfiguration } from './init-proposal.ts';
export type { ExternalProgram, ProgramResult } from './kustomize/external.ts';
export { type Checked, type CheckRequest, check, type Generated, generate, type LibraryRequest, load } from './library.ts';
export { type FileHost, type HostFailure, isFailure } from './load/host.ts';
export type { IgnorePattern } from './load/ignore-parents.ts';
export { memoryHost } from './load/memory-host.ts';
export { nodeHost } from './load/node-host.ts';
export { similarPath } from './load/similar-path.ts';
export { shown } from './load/walk.ts';
export { checkLock, type LockCheck } from './lock/check-lock.ts';
export { imageSourceProblem } from './lock/open-sources.ts';
export type { LockProgress, LockServices } from './lock/services.ts';
export { type ImageUse, type LockRequest, type LockUpdate, updateLock } from './lock/update-lock.ts';
export { isDnsLabel, isDnsSubdomain } from './model/dns-name.ts';
export type { ImageLock } from './model/image-lock.ts';
export { parseAddress } from './model/ip-address.ts';
export type { Manifest } from './model/manifest.ts';
export { defaultOptions, type TranslateOptions } from './model/options.ts';
export { parseQuantity } from './model/quantity.ts';
export { similarName } from './model/similar-name.ts';
export { type FieldPath, lineStart, lineText, locationOf, originOf, type SourceFile, type SourceLocation } from './model/source.ts';
export { workloadKinds } from './model/workload.ts';
export { reasonOf } from './output/atomic-write.ts';
export { type IndexEntry, indexName, parseIndex, sha256 } from './output/index-file.ts';
export type { OutputResult } from './output/write-outputs.ts';
export { type OutputPlan, planOutputs } from './output-plan.ts';
export { outputState } from './output-state.ts';
export { readBases } from './read-bases.ts';
export {
  type GraphFilter,
  isProblem,
  type ReferenceEdge,
  type ReferenceGraph,
  type ReferenceNode,
  type ReferencePlace,
  referenceGraph,
} from './reference-graph.ts';
export {
  type PlacedDiagnostic,
  placeDiagnostic,
  type Report as RunReport,
  type ReportedDiagnostic,
  reportOf,
  type Summary,
} from './report.ts';
export { parseFirewallAllow } from './translate/firewall-allow.ts';
export { reportUnusedVolumes } from './unused-volumes.ts';
export { similarWorkloads, workloadNames } from './workload-names.ts';
export { matchesWorkload } from './workload-pattern.ts';
export { writeLock } from './write-lock.ts';
export { type WritePlanRequest, type WrittenPlan, writePlan } from './write-plan.ts';
export { parseText } from './yaml/parse.ts';
