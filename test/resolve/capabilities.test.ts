import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capabilitySet, defaultCapabilities, knownCapabilities } from '../../src/resolve/capabilities.ts';

const all41 = [...knownCapabilities].toSorted();

test('there are 41 capabilities', () => expect(knownCapabilities.size).toBe(41));

test('the order of the lists does not matter, nothing dropped by name stays, and the result is sorted', () => {
  const names = fc.array(fc.constantFrom('ALL', ...knownCapabilities));
  fc.assert(
    fc.property(names, names, (add, drop) => {
      const set = capabilitySet(add, drop);
      expect(capabilitySet(add.toReversed(), drop.toReversed())).toEqual(set);
      const listed = set[0] === 'all' ? all41 : set;
      expect(listed).toEqual([...new Set(listed)].toSorted());
      expect(listed.filter((name) => drop.includes(name))).toEqual([]);
      for (const name of add) if (name !== 'ALL' && !drop.includes(name)) expect(listed).toContain(name);
      if (drop.length === 0 && !add.includes('ALL')) expect(listed).toEqual(expect.arrayContaining([...defaultCapabilities]));
    }),
  );
});
