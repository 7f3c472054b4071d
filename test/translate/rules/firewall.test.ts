import { describe, expect, test } from 'vitest';
import type { Container, NetworkPolicy } from '../../../src/model/kubernetes.ts';
import type { TranslateOptions } from '../../../src/model/options.ts';
import { firewall } from '../../../src/translate/rules/firewall.ts';
import { baked, found, runRule, samplePod } from '../sample-pod.ts';

type Ports = NonNullable<Container['ports']>;

interface Given {
  readonly ports: Ports;
  readonly allow?: readonly string[];
  readonly options?: Partial<TranslateOptions>;
  readonly policies?: Readonly<Record<string, NetworkPolicy>>;
}

function run({ ports, allow = [], options = {}, policies = {} }: Given) {
  return runRule(
    firewall,
    samplePod({
      spec: { containers: [{ name: 'a', ports }] },
      labels: { app: 'web', tier: 'front' },
      options: { firewall: true, firewallAllow: allow, ...options },
      policies,
    }),
  );
}

/** Rules of one family that let something in or redirect it, without those that every ruleset has. */
function rules(given: Given, family: 4 | 6 = 4): readonly string[] {
  const usual = new Set(lines({ ports: [] }, family));
  return lines(given, family).filter((line) => !usual.has(line) && !line.startsWith('#'));
}

function lines(given: Given, family: 4 | 6): readonly string[] {
  return baked(run(given).parts, `podspec/firewall/rules.v${family}`).split('\n');
}

describe('the ruleset', () => {
  test('drops what comes in, and leaves what goes out and what is forwarded alone', () => {
    for (const family of [4, 6] as const) {
      const chains = lines({ ports: [] }, family).filter((line) => line.startsWith(':'));
      expect(chains).toEqual([':INPUT DROP [0:0]']);
    }
  });

  test('lets in loopback, answers, ping, errors and DHCP', () => {
    expect(lines({ ports: [] }, 4).filter((line) => line.endsWith('ACCEPT'))).toEqual([
      '-A INPUT -i lo -j ACCEPT',
      '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      ...['echo-request', 'destination-unreachable', 'time-exceeded', 'parameter-problem'].map(
        (type) => `-A INPUT -p icmp -m icmp --icmp-type ${type} -m limit --limit 100/second --limit-burst 50 -j ACCEPT`,
      ),
      '-A INPUT -p udp -m udp --sport 67 --dport 68 -j ACCEPT',
    ]);
  });

  test('lets in neighbour discovery of IPv6 before packets without a connection are dropped', () => {
    const all = lines({ ports: [] }, 6);
    const discovery = all.findIndex((line) => line.includes('neighbour-solicitation'));
    expect(discovery).toBeGreaterThan(0);
    expect(discovery).toBeLessThan(all.findIndex((line) => line.includes('INVALID')));
  });

  test('opens declared ports of containers and sidecars, not of init containers', () => {
    const pod = samplePod({
      options: { firewall: true },
      spec: {
        initContainers: [
          { name: 'init', ports: [{ containerPort: 1 }] },
          { name: 'sidecar', restartPolicy: 'Always', ports: [{ containerPort: 2 }] },
        ],
        containers: [{ name: 'a', ports: [{ containerPort: 3 }] }],
      },
    });
    expect(baked(runRule(firewall, pod).parts, 'podspec/firewall/rules.v4')).toContain('--dports 2,3 -j ACCEPT');
  });

  test.each<[string, Ports, readonly string[]]>([
    ['one port', [{ containerPort: 80 }], ['-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT']],
    [
      'sorted and once',
      [{ containerPort: 443 }, { containerPort: 80 }, { containerPort: 443, name: 'x' }],
      ['-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT'],
    ],
    [
      'every protocol',
      [
        { containerPort: 3868, protocol: 'SCTP' },
        { containerPort: 53, protocol: 'UDP' },
        { containerPort: 80, protocol: 'TCP' },
      ],
      [
        '-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT',
        '-A INPUT -p udp -m udp --dport 53 -j ACCEPT',
        '-A INPUT -p sctp -m sctp --dport 3868 -j ACCEPT',
      ],
    ],
    [
      'at most 15 in a rule',
      Array.from({ length: 16 }, (_, index) => ({ containerPort: index + 1 })),
      [
        '-A INPUT -p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15 -j ACCEPT',
        '-A INPUT -p tcp -m tcp --dport 16 -j ACCEPT',
      ],
    ],
    [
      'an equal hostPort without a redirect',
      [{ containerPort: 80, hostPort: 80, hostIP: '0.0.0.0' }],
      ['-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT'],
    ],
  ])('opens %s', (_name, ports, expected) => {
    expect(rules({ ports })).toEqual(expected);
    expect(rules({ ports }, 6)).toEqual(expected);
  });

  test('redirects a host port from outside and from the machine itself', () => {
    const redirects = ['PREROUTING', 'OUTPUT'].map(
      (chain) => `-A ${chain} -p tcp -m tcp --dport 8080 -m addrtype --dst-type LOCAL -j REDIRECT --to-ports 80`,
    );
    expect(rules({ ports: [{ containerPort: 80, hostPort: 8080 }] })).toEqual([
      '*nat',
      ':PREROUTING ACCEPT [0:0]',
      ':OUTPUT ACCEPT [0:0]',
      ...redirects,
      '-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT',
    ]);
  });

  test('limits a port to its hostIP, in the family of that address', () => {
    const ports: Ports = [{ containerPort: 9000, hostPort: 9000, hostIP: '10.0.0.5' }];
    expect(rules({ ports })).toEqual(['-A INPUT -d 10.0.0.5 -p tcp -m tcp --dport 9000 -j ACCEPT']);
    expect(rules({ ports }, 6)).toEqual([]);
  });

  test('compares what was first asked for when a limited port is redirected', () => {
    const ports: Ports = [{ containerPort: 80, hostPort: 8080, hostIP: 'fd00::5' }];
    expect(rules({ ports })).toEqual([]);
    expect(rules({ ports }, 6).slice(3)).toEqual([
      '-A PREROUTING -p tcp -m tcp --dport 8080 -d fd00::5 -j REDIRECT --to-ports 80',
      '-A OUTPUT -p tcp -m tcp --dport 8080 -d fd00::5 -j REDIRECT --to-ports 80',
      '-A INPUT -p tcp -m tcp --dport 80 -m conntrack --ctorigdst fd00::5 --ctorigdstport 8080 -j ACCEPT',
    ]);
  });

  test('is loaded by a helper with the two capabilities it needs, before everything else', () => {
    const { parts } = run({ ports: [] });
    expect(parts.onboot).toMatchObject([
      {
        name: 'podspec-firewall',
        command: ['/bin/sh', '/podspec/firewall/load.sh', '/podspec/firewall'],
        capabilities: ['CAP_NET_ADMIN', 'CAP_NET_RAW'],
      },
    ]);
  });

  test('does not exist without --firewall', () => {
    expect(run({ ports: [{ containerPort: 80 }], options: { firewall: false } })).toEqual({ parts: {}, diagnostics: [] });
  });
});

describe('--firewall-allow', () => {
  test.each<[string, 4 | 6, readonly string[]]>([
    ['tcp/22', 4, ['-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT']],
    ['tcp/22', 6, ['-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT']],
    ['tcp/22@10.0.0.0/8', 4, ['-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j ACCEPT']],
    ['tcp/22@10.0.0.0/8', 6, []],
    ['udp/161@10.0.0.7', 4, ['-A INPUT -s 10.0.0.7 -p udp -m udp --dport 161 -j ACCEPT']],
    ['sctp/1@fd00::/8', 6, ['-A INPUT -s fd00::/8 -p sctp -m sctp --dport 1 -j ACCEPT']],
  ])('%s in family %i', (allow, family, expected) => {
    expect(rules({ ports: [], allow: [allow] }, family)).toEqual(expected);
  });

  test.each([
    '22',
    'tcp',
    'tcp/0',
    'tcp/65536',
    'icmp/8',
    'TCP/22',
    'tcp/22@',
    'tcp/22@10.0.0.0/33',
    'tcp/22@host',
    'tcp/22@10.0.0.0/8 -j ACCEPT',
    'tcp/22\n-P INPUT ACCEPT',
  ])('%j is refused and opens nothing', (allow) => {
    expect(found(run({ ports: [], allow: [allow] }).diagnostics)).toEqual(['invalid-firewall-allow']);
    expect(rules({ ports: [], allow: [allow] })).toEqual([]);
  });
});

describe('NetworkPolicies', () => {
  const ports: Ports = [
    { containerPort: 80, name: 'http' },
    { containerPort: 443, name: 'https' },
  ];
  const policy = (
    ingress: NonNullable<NetworkPolicy['spec']>['ingress'],
    more: NetworkPolicy['spec'] = {},
  ): Record<string, NetworkPolicy> => ({
    p: { spec: { podSelector: {}, ...(ingress && { ingress }), ...more } },
  });
  const block = (cidr: string, ...except: string[]) => ({ ipBlock: { cidr, ...(except.length > 0 && { except }) } });

  test.each<[string, Record<string, NetworkPolicy>, readonly string[]]>([
    ['without rules closes every port', policy(undefined), []],
    ['with an empty rule opens everything', policy([{}]), ['-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT']],
    ['by number', policy([{ ports: [{ port: 80 }] }]), ['-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT']],
    ['by name', policy([{ ports: [{ port: 'https' }] }]), ['-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT']],
    ['by range', policy([{ ports: [{ port: 80, endPort: 100 }] }]), ['-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT']],
    ['of another protocol', policy([{ ports: [{ port: 80, protocol: 'UDP' }] }]), []],
    [
      'for a block',
      policy([{ from: [block('10.0.0.0/8')], ports: [{ port: 80 }] }]),
      ['-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j ACCEPT'],
    ],
    [
      'of two rules adds up',
      policy([{ from: [block('10.0.0.0/8')], ports: [{ port: 80 }] }, { from: [block('192.168.0.0/16')] }]),
      [
        '-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j ACCEPT',
        '-A INPUT -s 192.168.0.0/16 -p tcp -m tcp --dport 80 -j ACCEPT',
        '-A INPUT -s 192.168.0.0/16 -p tcp -m tcp --dport 443 -j ACCEPT',
      ],
    ],
    [
      'with exceptions sends those on to the next rule',
      policy([{ from: [block('10.0.0.0/8', '10.1.0.0/16', '10.2.0.0/16')], ports: [{ port: 80 }] }]),
      [
        ':PODSPEC-SOURCE-1 - [0:0]',
        '-A PODSPEC-SOURCE-1 -s 10.1.0.0/16 -j RETURN',
        '-A PODSPEC-SOURCE-1 -s 10.2.0.0/16 -j RETURN',
        '-A PODSPEC-SOURCE-1 -j ACCEPT',
        '-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j PODSPEC-SOURCE-1',
      ],
    ],
    [
      'for other pods changes nothing',
      policy(undefined, { podSelector: { matchLabels: { app: 'db' } } }),
      ['-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT'],
    ],
    [
      'that filters what goes out only changes nothing here',
      policy(undefined, { policyTypes: ['Egress'] }),
      ['-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT'],
    ],
  ])('a policy %s', (_name, policies, expected) => {
    expect(rules({ ports, policies })).toEqual(expected);
  });

  test.each<[string, Record<string, NetworkPolicy>, readonly string[]]>([
    [
      'a peer chosen by label',
      policy([{ from: [block('10.0.0.0/8'), { podSelector: {} }] }]),
      ['network-policy-ignored spec.ingress.0.from.1'],
    ],
    ['a peer chosen by namespace', policy([{ from: [{ namespaceSelector: {} }] }]), ['network-policy-ignored spec.ingress.0.from.0']],
    ['outgoing rules', policy([{}], { egress: [{}] }), ['network-policy-ignored spec']],
    ['a block that is none', policy([{ from: [block('10.0.0.0')] }]), ['invalid-network-policy spec.ingress.0.from.0.ipBlock.cidr']],
    [
      'an exception outside its block',
      policy([{ from: [block('10.0.0.0/8', '11.0.0.0/16')] }]),
      ['invalid-network-policy spec.ingress.0.from.0.ipBlock.except.0'],
    ],
  ])('%s is reported', (_name, policies, expected) => {
    expect(found(run({ ports, policies }).diagnostics)).toEqual(expected);
  });

  test('peers that cannot be expressed leave the port closed', () => {
    expect(rules({ ports, policies: policy([{ from: [{ podSelector: {} }] }]) })).toEqual([]);
  });

  test('without --firewall a policy that selects the pod is reported', () => {
    const options = { firewall: false };
    expect(found(run({ ports, options, policies: policy([{}]) }).diagnostics)).toEqual(['network-policy-ignored spec']);
    expect(found(run({ ports, options, policies: policy([{}], { podSelector: { matchLabels: { app: 'db' } } }) }).diagnostics)).toEqual([]);
  });

  test.each<[NonNullable<NonNullable<NetworkPolicy['spec']>['podSelector']>, boolean]>([
    [{}, true],
    [{ matchLabels: { app: 'web', tier: 'front' } }, true],
    [{ matchLabels: { app: 'web', tier: 'back' } }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'web'] }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, false],
    [{ matchExpressions: [{ key: 'other', operator: 'NotIn', values: ['web'] }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'toString', operator: 'Exists' }] }, false],
    [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
    [{ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
  ])('the selector %j matches: %s', (podSelector, matches) => {
    expect(rules({ ports, policies: policy(undefined, { podSelector }) }).length === 0).toBe(matches);
  });
});
