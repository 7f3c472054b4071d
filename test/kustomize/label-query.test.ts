import { describe, expect, test } from 'vitest';
import { parseLabelQuery } from '../../src/kustomize/label-query.ts';
import { readTrees } from '../../src/yaml/read-tree.ts';

const [labels] = readTrees({ path: 'labels', text: '{app: web, tier: front, rank: "7", empty: ""}' }, () => {});

describe('parseLabelQuery', () => {
  const cases = [
    ['app=web', true],
    ['app == web', true],
    ['app=api', false],
    ['app!=api', true],
    ['gone!=x', true],
    ['app in (web, api)', true],
    ['app notin (web)', false],
    ['gone notin (web)', true],
    ['app', true],
    ['gone', false],
    ['!gone', true],
    ['!app', false],
    ['rank>6', true],
    ['rank < 7', false],
    ['empty=', true],
    ['app=web,tier in (front),!gone', true],
    ['app=web,tier=back', false],
  ] as const;
  test.each(cases)('%s', (text, expected) => expect(parseLabelQuery(text)?.(labels)).toBe(expected));

  test.each(['app in web', 'app,,tier', '=web', 'app in (web', 'rank>x'])('%s is no selector', (text) => {
    expect(parseLabelQuery(text)).toBeUndefined();
  });
});
