import fc from 'fast-check';
import { expect, it } from 'vitest';
import { similarName } from '../../src/model/similar-name.ts';

it.each([
  ['Image', ['image', 'name'], 'image'],
  ['imgae', ['image', 'name'], 'image'],
  ['LOG_LEVLE', ['LOG_LEVEL', 'LOG_LIVED'], 'LOG_LEVEL'],
  ['volumeMount', ['volumeMounts', 'volumeDevices'], 'volumeMounts'],
  ['readinessprob', ['readinessProbe'], 'readinessProbe'],
  ['foo', ['bar'], undefined],
  ['tty', ['env'], undefined],
  ['nonsense', ['image', 'name'], undefined],
  ['image', ['image'], undefined],
])('%s among %j is %s', (name, candidates, expected) => expect(similarName(name, candidates)).toBe(expected));

it('finds a name in spite of one edit', () => {
  const word = fc.stringMatching(/^[a-z]{5,12}$/);
  const edit = fc.tuple(fc.nat(), fc.constantFrom('drop', 'double', 'swap'));
  fc.assert(
    fc.property(word, edit, (name, [seed, kind]) => {
      const at = seed % (name.length - 1);
      const letters = [...name];
      if (kind === 'drop') letters.splice(at, 1);
      else if (kind === 'double') letters.splice(at, 0, letters[at] ?? '');
      else letters.splice(at, 2, letters[at + 1] ?? '', letters[at] ?? '');
      const written = letters.join('');
      if (written !== name) expect(similarName(written, ['0123456', name])).toBe(name);
    }),
  );
});
