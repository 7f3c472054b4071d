import { entry } from '../entry.ts';

/** The configuration file. All of these end the run with exit status 2. */
export const configCodes = {
  'config-unreadable': entry<{ file: string; reason: string }>({
    severity: 'error',
    title: 'The configuration file cannot be read',
    why: 'A configuration that was named, or found, decides what the run does; without it the result would be another one.',
    help: 'Check the path and its permissions.',
    message: ({ file, reason }) => `cannot read the configuration ${file}: ${reason}`,
  }),
  'config-unknown-key': entry<{ key: string; similar: string | undefined }>({
    severity: 'error',
    title: 'The configuration has an unknown key',
    why: 'A misspelt key would silently have no effect.',
    help: 'docs/cli.md of the package lists every key.',
    message: ({ key, similar }) => `unknown configuration key ${key}${similar ? `, did you mean ${similar}?` : ''}`,
  }),
  'config-wrong-type': entry<{ key: string; expected: string; found: string }>({
    severity: 'error',
    title: 'A configuration key has a value of the wrong type',
    why: 'The value cannot be used, and guessing what was meant would be worse.',
    help: '.podspec2lkrc.example of the package shows every key with a value.',
    message: ({ key, expected, found }) => `${key} is ${found}, expected ${expected}`,
  }),
  'config-invalid-value': entry<{ key: string; expected: string; found: string }>({
    severity: 'error',
    title: 'A configuration key has a value that is not allowed',
    why: 'The value names something that does not exist.',
    help: 'docs/cli.md of the package lists the allowed values.',
    message: ({ key, expected, found }) => `${key} is "${found}", expected ${expected}`,
  }),
  'config-fixed-error': entry<{ code: string; severity: string }>({
    severity: 'error',
    title: 'An error cannot be switched off',
    why: 'The code stands for an output that would be wrong or would not boot.',
    help: 'Remove the line; leave the workload out with --ignore when it is not needed.',
    message: ({ code, severity }) => `rules.${code} cannot be "${severity}": the output would be wrong`,
  }),
} as const;
