import { describe, expect, test } from 'vitest';
import { translate, translateOne } from '../kit.ts';
import { validateLinuxKit } from '../linuxkit-schema.ts';
import { parseLinuxKit } from '../linuxkit-traps.ts';

const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: c0
      image: nginx:1.27
      command: [nginx]
      resources:
        requests: {cpu: 250m, memory: 32Mi}
        limits: {cpu: 500m, memory: 64Mi, hugepages-2Mi: 4Mi}
`;

/** The resource keys that LinuxKit's YAML decoding keeps (trap T13); every other one would be dropped without a word. */
const kept = { cpu: ['shares', 'quota', 'period'], memory: ['limit', 'reservation', 'swap'] } as const;

describe('output', () => {
  test('case 38: of a directory, YAML and JSON files are read and others are not', async () => {
    const json =
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}, "spec": {"containers": [{"name": "c0", "image": "nginx:1.27"}]}}';
    const { outputs } = await translate({ 'a.yaml': pod('a'), 'b.json': json, 'c.txt': pod('c') });
    expect(outputs.map(({ file }) => file)).toEqual(['default/pod-a.yml', 'default/pod-b.yml']);
  });

  test('case 210: the file obeys the schema of LinuxKit, and every resource key survives its decoding', async () => {
    const { text } = await translateOne(pod('p'));
    const parsed = parseLinuxKit(text);
    expect(validateLinuxKit(parsed)).toEqual([]);
    const resources = parsed.services[0]?.resources;
    expect(resources).toEqual({ cpu: { shares: 256, quota: 50000, period: 100000 }, memory: { limit: 67108864 } });
    for (const [group, keys] of Object.entries(resources ?? {}))
      expect(Object.keys(keys).filter((key) => !(kept[group as keyof typeof kept] as readonly string[]).includes(key))).toEqual([]);
  });
});
