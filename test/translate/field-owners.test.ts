import { expect, test } from 'vitest';
import { ownerOf } from '../../src/translate/field-table.ts';

test.each([
  ['containers[].image', 'containers[].image'],
  ['containers[].ports[].name', 'containers[].ports[].name'],
  ['containers[].env[].valueFrom.secretKeyRef.key', 'containers[].env'],
  ['initContainers[].image', 'containers[].image'],
  ['ephemeralContainers[].image', 'ephemeralContainers[]'],
  ['dnsConfig.nameservers[]', 'dnsConfig'],
  ['volumes[].emptyDir.medium', 'volumes[].emptyDir.medium'],
])('%s belongs to the entry %s', (path, entry) => {
  expect(ownerOf(path)?.path).toBe(entry);
});

test.each(['', 'images', 'containers[].imge', 'x', 'myinitContainers[].image', 'dns'])('%j belongs to nobody', (path) => {
  expect(ownerOf(path)).toBeUndefined();
});
