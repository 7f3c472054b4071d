/** Codes of what can be wrong with one image of one source. */
export type ProblemCode =
  | 'image-digest-mismatch'
  | 'image-damaged'
  | 'image-too-large'
  | 'image-lacks-platform'
  | 'image-media-type'
  | 'image-link-loop'
  | 'image-user-unresolved'
  | 'registry-unreachable'
  | 'registry-denied'
  | 'registry-answer'
  | 'registry-limit'
  | 'registry-credentials'
  | 'unreadable-image-source';

/** Why something could not be read: a value, not an exception, so that a run can go on and report everything. */
export interface Problem {
  readonly problemCode: ProblemCode;
  /** One clause, without image and source, which the report adds. */
  readonly text: string;
  readonly help?: string | undefined;
}

export function problem(problemCode: ProblemCode, text: string, help?: string): Problem {
  return { problemCode, text, help };
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'problemCode' in value;
}

const systemWords: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  ELOOP: 'its links form a loop',
  EMFILE: 'too many open files on this machine',
};

/** What an exception of Node says, without paths of this machine. */
export function systemReason(error: unknown): string {
  const code = errorCode(error);
  if (code !== undefined) return systemWords[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
