import { addresses } from './namespaces.ts';
import type { Random } from './random.ts';

/** Sets that rules name, for `ipset restore`. */
export const ipSets = [
  'create nets4 hash:net family inet',
  'add nets4 10.77.0.0/16',
  'add nets4 10.77.1.0/24 nomatch',
  'add nets4 10.77.1.2/32',
  'create nets6 hash:net family inet6',
  'add nets6 fd77:1::/64',
  'add nets6 fd77:1::2/128 nomatch',
  'add nets6 fd77:2::/64',
  'create pairs4 hash:ip,port family inet',
  'add pairs4 10.77.1.2,tcp:80',
  'add pairs4 10.77.1.2,udp:443',
  'add pairs4 10.77.2.2,tcp:22',
  'create pairs6 hash:net,port family inet6',
  'add pairs6 fd77:1::/64,tcp:5432',
  'add pairs6 fd77:2::2/128,udp:80',
  'create some bitmap:port range 0-65535',
  'add some 80',
  'add some 8080-9000',
  'create all4 list:set size 8',
  'add all4 nets4',
  'create all6 list:set size 8',
  'add all6 nets6',
  '',
].join('\n');

/** Random input of iptables-restore or ip6tables-restore, made of what the model says it can decide. */
export function iptablesRules(random: Random, family: 4 | 6, undecidable: boolean): string {
  const lines: string[] = [];
  if (random.chance(25)) lines.push(...raw(random, family));
  if (random.chance(50)) lines.push(...mangle(random, family));
  if (random.chance(60)) lines.push(...nat(random, family));
  lines.push(...filter(random, family, undecidable));
  return `${lines.join('\n')}\n`;
}

const ports = ['22', '80', '443', '5432', '8080', '9000'];
const chains = ['in-a', 'in-b', 'deep'];

function filter(random: Random, family: 4 | 6, undecidable: boolean): string[] {
  const policy = (): string => random.one(['ACCEPT', 'ACCEPT', 'DROP']);
  const lines = [
    '*filter',
    `:INPUT ${policy()} [0:0]`,
    `:FORWARD ${policy()} [0:0]`,
    `:OUTPUT ${random.chance(85) ? 'ACCEPT' : 'DROP'} [3:180]`,
  ];
  lines.push(...chains.map((chain) => `:${chain} - [0:0]`));
  for (const [chain, hook] of [
    ['INPUT', 'in'],
    ['FORWARD', 'forward'],
    ['OUTPUT', 'out'],
  ] as const) {
    if (random.chance(75)) {
      const match = random.one([
        '-m conntrack --ctstate RELATED,ESTABLISHED',
        '-m state --state ESTABLISHED',
        '-m conntrack ! --ctstate NEW,INVALID',
      ]);
      lines.push(`-A ${chain} ${match} -j ACCEPT`);
    }
    const count = random.below(7);
    for (let at = 0; at < count; at++) lines.push(`-A ${chain} ${rule(random, family, hook, chains)}`);
  }
  for (const [index, chain] of chains.entries()) {
    const count = random.below(5);
    for (let at = 0; at < count; at++)
      lines.push(`-A ${chain} ${rule(random, family, 'any', chains.slice(index + 1))}`);
  }
  if (undecidable)
    lines.push(
      `-A ${random.one(['INPUT', 'FORWARD'])} ${random.one(['-m limit --limit 1/min', '-m statistic --mode random --probability 0.5'])} -j ${random.one(['DROP', 'ACCEPT'])}`,
    );
  return [...lines, 'COMMIT'];
}

type Place = 'in' | 'forward' | 'out' | 'any' | 'pre' | 'post';

function rule(random: Random, family: 4 | 6, place: Place, jumps: readonly string[]): string {
  const target = random.one([
    'ACCEPT',
    'ACCEPT',
    'DROP',
    'DROP',
    random.one(['REJECT', 'DROP']),
    'RETURN',
    'LOG --log-prefix "it was: "',
    ...(jumps.length > 0 ? [random.one(jumps), random.one(jumps)] : []),
  ]);
  const jump = jumps.includes(target) && random.chance(30) ? '-g' : '-j';
  return `${matches(random, family, place)} ${jump} ${target}`.trim();
}

const not = (random: Random): string => (random.chance(20) ? '! ' : '');

function matches(random: Random, family: 4 | 6, place: Place): string {
  const found: string[] = [];
  const { client, host, server } = addresses;
  const blocks =
    family === 4
      ? [
          '10.77.1.0/24',
          '10.77.1.2',
          '10.77.2.0/24',
          '10.0.0.0/8',
          '10.77.0.0/255.255.252.0',
          '10.0.0.2/255.0.0.255',
          '192.0.2.0/24',
          '0.0.0.0/1',
        ]
      : ['fd77:1::/64', 'fd77:1::2', 'fd77:2::/64', 'fd00::/8', '2001:db8::/32', 'fd77::2/ffff:0:0::ffff', '::/1'];
  if (random.chance(30)) found.push(`${not(random)}-s ${random.one(blocks)}`);
  if (random.chance(20))
    found.push(`${not(random)}-d ${random.one([...blocks, host[family], server[family], client[family]])}`);
  if (random.chance(15) && place !== 'out' && place !== 'post')
    found.push(`${not(random)}-i ${random.one(place === 'any' ? ['eth+'] : ['eth0', 'eth+', 'lo', 'eth1'])}`);
  if (random.chance(15) && (place === 'forward' || place === 'out' || place === 'post'))
    found.push(`${not(random)}-o ${random.one(['eth1', 'eth+', 'lo', 'eth0'])}`);
  const icmp = family === 4 ? 'icmp' : 'ipv6-icmp';
  const protocol = random.one(['tcp', 'tcp', 'udp', icmp, 'none', 'not']);
  if (protocol === 'not') found.push(`! -p ${random.one(['tcp', 'udp', icmp])}`);
  else if (protocol !== 'none') found.push(`-p ${protocol}`);
  if (protocol === 'tcp' || protocol === 'udp') {
    const way = random.below(6);
    if (way === 0) found.push(`-m ${protocol} ${not(random)}--dport ${random.one(ports)}`);
    if (way === 1)
      found.push(`-m ${protocol} ${not(random)}--dport ${random.one([':442', '80:5431', '443:', '8080:9000'])}`);
    if (way === 2)
      found.push(`-m multiport ${not(random)}--dports ${random.some([...ports, '80:443', '5000:9000'], 4).join(',')}`);
    if (way === 3) found.push(`-m multiport ${not(random)}--ports ${random.some(ports, 4).join(',')}`);
    if (way === 4 && protocol === 'tcp')
      found.push(`-m tcp ${random.one(['--syn', '! --syn', '--tcp-flags SYN,ACK SYN', '--tcp-flags ACK ACK'])}`);
    if (way === 4 && protocol === 'udp') found.push(`-m udp ${not(random)}--sport 30000:40000`);
  }
  if (protocol === icmp && random.chance(60)) {
    found.push(
      family === 4
        ? `-m icmp ${not(random)}--icmp-type ${random.one(['8', '0', 'echo-request', '3'])}`
        : `-m icmp6 ${not(random)}--icmpv6-type ${random.one(['128', '129', 'echo-request', '1'])}`,
    );
  }
  if (random.chance(20))
    found.push(
      `-m conntrack ${not(random)}--ctstate ${random.some(['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'DNAT'], 3).join(',')}`,
    );
  if (random.chance(12)) found.push(`-m mark ${not(random)}--mark ${random.one(['0x1', '0x1/0x1', '0x2/0xf', '0x0'])}`);
  if (random.chance(10)) found.push(`-m addrtype ${not(random)}--dst-type ${random.one(['LOCAL', 'MULTICAST'])}`);
  if (random.chance(10))
    found.push(
      `-m iprange ${not(random)}${family === 4 ? '--src-range 10.77.1.1-10.77.1.9' : '--src-range fd77:1::1-fd77:1::9'}`,
    );
  if (random.chance(6)) found.push(`-m conntrack --ctdir ${random.one(['ORIGINAL', 'REPLY'])}`);
  if (random.chance(6)) found.push(`-m conntrack ${not(random)}--ctorigdst ${addresses.host[family]}`);
  if (random.chance(18)) {
    const set = random.one([
      `nets${family} ${random.one(['src', 'dst'])}`,
      `pairs${family} ${random.one(['src,dst', 'dst,dst', 'src,src'])}`,
      `some ${random.one(['dst', 'src'])}`,
      `all${family} src`,
    ]);
    found.push(`-m set ${not(random)}--match-set ${set}`);
  }
  if (random.chance(8)) found.push('-m comment --comment "a \\"quoted\\" -j DROP"');
  return found.join(' ');
}

function nat(random: Random, family: 4 | 6): string[] {
  const lines = [
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    ':INPUT ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
    ':published - [0:0]',
  ];
  const { server, inner } = addresses;
  const to = (port: string): string => (family === 4 ? `${server[4]}:${port}` : `[${server[6]}]:${port}`);
  const some = (): string => {
    const protocol = random.one(['tcp', 'udp']);
    const head = `-p ${protocol} -m ${protocol} --dport ${random.one(ports)}`;
    return random.one([
      `${head} -j DNAT --to-destination ${to(random.one(ports))}`,
      `${head} -j DNAT --to-destination ${server[family]}`,
      `${head} -j REDIRECT --to-ports ${random.one(ports)}`,
      `${head} -j ACCEPT`,
      `${head} -j RETURN`,
    ]);
  };
  for (let at = random.below(4); at > 0; at--) lines.push(`-A PREROUTING ${some()}`);
  if (random.chance(50)) lines.push('-A PREROUTING -m addrtype --dst-type LOCAL -j published');
  for (let at = random.below(3); at > 0; at--) lines.push(`-A published ${some()}`);
  if (random.chance(30)) lines.push(`-A OUTPUT ${some()}`);
  if (random.chance(40))
    lines.push(
      `-A POSTROUTING -o eth1 ${random.one(['-p tcp ', '-p udp ', ''])}-j ${random.one(['MASQUERADE', `SNAT --to-source ${inner[family]}`])}`,
    );
  return [...lines, 'COMMIT'];
}

function mangle(random: Random, family: 4 | 6): string[] {
  const lines = [
    '*mangle',
    ':PREROUTING ACCEPT [0:0]',
    ':INPUT ACCEPT [0:0]',
    ':FORWARD ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
  ];
  for (let at = random.below(3); at > 0; at--) {
    const target = random.one([
      'MARK --set-xmark 0x1/0xffffffff',
      'MARK --set-mark 0x2/0xf',
      'MARK --or-mark 0x3',
      'MARK --and-mark 0xfe',
      'CONNMARK --save-mark',
      'CONNMARK --restore-mark',
    ]);
    lines.push(`-A PREROUTING ${matches(random, family, 'pre')} -j ${target}`);
  }
  if (random.chance(20)) lines.push(`-A FORWARD ${matches(random, family, 'forward')} -j DROP`);
  if (random.chance(10)) lines.push(`-A POSTROUTING ${matches(random, family, 'post')} -j DROP`);
  return [...lines, 'COMMIT'];
}

function raw(random: Random, family: 4 | 6): string[] {
  const lines = ['*raw', ':PREROUTING ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]'];
  lines.push(
    `-A PREROUTING -i eth0 -p tcp -m tcp --dport ${random.one(ports)} -s ${addresses.client[family]} -j ${random.one(['DROP', 'ACCEPT'])}`,
  );
  return [...lines, 'COMMIT'];
}
