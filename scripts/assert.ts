/** Stand-in for node:assert in the bundle: yargs takes two of its functions, and loading all of it costs every start 3 ms. */
export function strictEqual(actual: unknown, expected: unknown, message?: string): void {
  if (!Object.is(actual, expected)) throw new Error(message ?? 'expected equal values');
}

export function notStrictEqual(actual: unknown, expected: unknown, message?: string): void {
  if (Object.is(actual, expected)) throw new Error(message ?? 'expected different values');
}
