/** The outside of a run: what the command line gives and where it prints. Only bin/ knows Node's process. */
export interface Terminal {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readonly readStdin: () => Promise<Uint8Array>;
  /** Something was piped or redirected into the program; a terminal or the null device is no input. */
  readonly stdinIsStream: boolean;
  /** It is a file with something in it: somebody wrote `< FILE`, which no hook and no CI does. */
  readonly stdinIsFile?: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Width of the terminal, characters; 80 when there is none. */
  readonly columns: number;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** 0: nothing above warning. 1: findings or drift. 2: wrong usage or configuration. 3: a defect of the program or the machine. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Wrong usage or configuration: exit status 2. */
export interface UsageProblem {
  readonly usage: string;
  readonly help?: string;
}

export function usageProblem(usage: string, help?: string): UsageProblem {
  return help === undefined ? { usage } : { usage, help };
}
