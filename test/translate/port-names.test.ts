import { expect, test } from 'vitest';
import { isPort, portNameProblem } from '../../src/translate/ports.ts';

test.each(['http', 'a', '0a', 'a-b', 'a23456789012345'])('%s is the name of a port', (name) => {
  expect(portNameProblem(name)).toBeUndefined();
});

test.each([
  ['a234567890123456', 'must be no more than 15 characters'],
  ['', 'must contain only lower-case letters, digits and "-"'],
  ['Http', 'must contain only lower-case letters, digits and "-"'],
  ['a b', 'must contain only lower-case letters, digits and "-"'],
  ['80', 'must contain at least one letter'],
  ['-', 'must contain at least one letter'],
  ['a--b', 'must not contain consecutive hyphens'],
  ['-a', 'must not begin or end with a hyphen'],
  ['a-', 'must not begin or end with a hyphen'],
])('%j is none: %s', (name, problem) => {
  expect(portNameProblem(name)).toBe(problem);
});

test.each([
  [0, false],
  [1, true],
  [65535, true],
  [65536, false],
  [1.5, false],
  [-1, false],
])('whether %d is a port: %s', (value, expected) => {
  expect(isPort(value)).toBe(expected);
});
