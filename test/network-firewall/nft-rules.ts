import { addresses } from './namespaces.ts';
import type { Random } from './random.ts';

/** Random input of `nft -f`, made of what the model says it can decide. */
export function nftRules(random: Random, undecidable: boolean): string {
  const family = random.one(['inet', 'inet', 'both'] as const);
  if (family === 'inet') return table(random, 'inet', undecidable);
  return table(random, 'ip', undecidable) + table(random, 'ip6', false);
}

type Kind = 'inet' | 'ip' | 'ip6';
const ports = ['22', '80', '443', '5432', '8080', '9000'];
const { client, host, server, inner } = addresses;

function table(random: Random, kind: Kind, undecidable: boolean): string {
  const lines = [`table ${kind} t {`, ...sets(random, kind)];
  const chains = ['deep', 'mid', 'top'];
  for (const [index, name] of chains.entries()) {
    lines.push(` chain ${name} {`, ...rules(random, kind, 'any', chains.slice(0, index), 4), ' }');
  }
  const bases: [hook: string, priority: string, place: Place, percent: number][] = [
    ['input', 'filter', 'in', 100],
    ['forward', 'filter', 'forward', 100],
    ['output', 'filter', 'out', 60],
    ['input', '10', 'in', 25],
    ['forward', '-5', 'forward', 25],
    ['prerouting', 'mangle', 'pre', 40],
    ['prerouting', 'raw', 'raw', 20],
    ['postrouting', 'mangle', 'post', 15],
  ];
  for (const [hook, priority, place, percent] of bases) {
    if (!random.chance(percent)) continue;
    const policy = place === 'in' || place === 'forward' ? random.one(['accept', 'drop', 'accept']) : 'accept';
    lines.push(
      ` chain ${hook}-${priority.replace('-', 'm')} {`,
      `  type filter hook ${hook} priority ${priority}; policy ${policy};`,
    );
    if (place === 'pre') lines.push(...marks(random, kind));
    if (place !== 'raw' && place !== 'pre' && random.chance(75)) {
      lines.push(
        `  ${random.one(['ct state established,related accept', 'ct state vmap { established : accept, related : accept, invalid : drop }', 'ct state { established, related } accept', 'ct state != new accept'])}`,
      );
    }
    lines.push(
      ...rules(random, kind, place, place === 'raw' || place === 'pre' ? [] : chains, place === 'raw' ? 1 : 6),
    );
    if (undecidable && place === 'in')
      lines.push(
        `  ${random.one(['limit rate 1/minute', 'numgen random mod 2 0', 'meta skuid 0'])} ${random.one(['accept', 'drop'])}`,
      );
    lines.push(' }');
  }
  lines.push(...nat(random, kind));
  return `${[...lines, '}'].join('\n')}\n`;
}

function sets(random: Random, kind: Kind): string[] {
  const family = kind === 'ip6' ? 6 : 4;
  const type = family === 4 ? 'ipv4_addr' : 'ipv6_addr';
  const blocks = blocksOf(family);
  return [
    ` set nets { type ${type}; flags interval; auto-merge; elements = { ${random.some(blocks, 3).join(', ')} }; }`,
    ` set services { type inet_service; flags interval; elements = { ${random.some([...ports, '100-400', '6000-7999'], 3).join(', ')} }; }`,
    ` set pairs { type ${type} . inet_service; flags interval; elements = { ${random
      .some([blocks[0]!, blocks[2]!], 2)
      .map((block) => `${block} . ${random.one(ports)}`)
      .join(', ')} }; }`,
    ` map verdicts { type inet_service : verdict; flags interval; elements = { ${random
      .some(ports, 3)
      .map((port) => `${port} : ${random.one(['accept', 'drop', 'continue', 'return', 'jump deep', 'goto deep'])}`)
      .join(', ')} }; }`,
    ` map targets { type inet_service : ${type}; elements = { ${random
      .some(ports, 2)
      .map((port) => `${port} : ${server[family]}`)
      .join(', ')} }; }`,
  ];
}

function blocksOf(family: 4 | 6): string[] {
  return family === 4
    ? ['10.77.1.0/24', '10.77.1.2', '10.77.2.0/24', '192.0.2.0/24', '10.77.1.1-10.77.1.5']
    : ['fd77:1::/64', 'fd77:1::2', 'fd77:2::/64', '2001:db8::/32', 'fd77:1::1-fd77:1::5'];
}

type Place = 'in' | 'forward' | 'out' | 'any' | 'pre' | 'post' | 'raw';

function rules(random: Random, kind: Kind, place: Place, jumps: readonly string[], most: number): string[] {
  return Array.from({ length: random.below(most + 1) }, () => {
    if (random.chance(12) && jumps.length > 1) return `  tcp dport vmap @verdicts`;
    if (random.chance(8) && jumps.length > 1)
      return `  meta l4proto vmap { tcp : jump ${random.one(jumps)}, udp : ${random.one(['accept', 'drop'])}, icmp : accept }`;
    if (random.chance(8)) {
      const name = kind === 'ip6' ? 'ip6' : 'ip';
      return `  ${name} ${random.one(['saddr', 'saddr', 'daddr'])} . tcp dport vmap { ${pair(random, kind)} : ${random.one(['accept', 'drop'])} }`;
    }
    const verdict = random.one([
      'accept',
      'accept',
      'drop',
      'drop',
      random.one(['reject', 'drop']),
      'return',
      'counter',
      'log prefix "it was: "',
      ...(jumps.length > 0 ? [`jump ${random.one(jumps)}`, `goto ${random.one(jumps)}`] : []),
    ]);
    const fitting =
      verdict === 'reject' && (place === 'pre' || place === 'post' || place === 'raw' || place === 'any')
        ? 'drop'
        : verdict;
    return `  ${matches(random, kind, place)} ${fitting}`;
  });
}

function address(random: Random, kind: Kind, six: boolean): string {
  const side = random.one(['saddr', 'saddr', 'daddr']);
  const blocks = [...blocksOf(six ? 6 : 4), host[six ? 6 : 4], server[six ? 6 : 4], client[six ? 6 : 4]];
  const value = random.one([
    random.one(blocks),
    random.one(blocks),
    `{ ${random.one(blocks)} }`,
    ...(six === (kind === 'ip6') ? ['@nets'] : []),
  ]);
  return `${six ? 'ip6' : 'ip'} ${side} ${random.chance(20) ? '!= ' : ''}${value}`;
}

function pair(random: Random, kind: Kind): string {
  return `${kind === 'ip6' ? client[6] : client[4]} . ${random.one(ports)}`;
}

function matches(random: Random, kind: Kind, place: Place): string {
  const found: string[] = [];
  const six = kind === 'ip6' || (kind === 'inet' && random.chance(50));
  const not = (): string => (random.chance(20) ? '!= ' : '');
  if (random.chance(35)) found.push(address(random, kind, six));
  if (random.chance(15) && place !== 'out' && place !== 'post' && place !== 'any')
    found.push(`iifname ${not()}${random.one(['"eth0"', '"eth*"', '"lo"', '{ "eth0", "lo" }'])}`);
  if (random.chance(15) && (place === 'forward' || place === 'out' || place === 'post'))
    found.push(`oifname ${not()}${random.one(['"eth1"', '"eth*"', '"lo"'])}`);
  const way = random.below(13);
  if (way < 3)
    found.push(
      `${random.one(['tcp', 'udp'])} dport ${not()}${random.one([...ports, '{ 22, 80-443 }', '100-9000', '@services'])}`,
    );
  if (way === 3) found.push(`meta l4proto { tcp, udp } th dport ${not()}${random.one(ports)}`);
  if (way === 4) found.push(`meta l4proto ${not()}${random.one(['tcp', 'udp', 'icmp', '{ tcp, udp }'])}`);
  if (way === 5)
    found.push(
      random.one(
        [
          'icmp type echo-request',
          'icmpv6 type echo-request',
          'icmpv6 type { echo-request, echo-reply }',
          'icmp type != echo-reply',
        ].filter((one) => one.startsWith('icmpv6') === six),
      ),
    );
  if (way === 6)
    found.push(
      random.one([
        'tcp flags & (fin | syn | rst | ack) == syn',
        'tcp flags syn',
        'tcp flags != syn',
        'tcp flags & ack == ack',
        'tcp flags ! ack',
      ]),
    );
  if (way === 7 && six === (kind === 'ip6'))
    found.push(kind === 'ip6' ? `ip6 saddr . tcp dport ${not()}@pairs` : `ip saddr . tcp dport ${not()}@pairs`);
  if (way === 8) found.push(`udp sport ${random.one(['< 30000', '>= 40000', '20000-60000'])}`);
  if (random.chance(20) && place !== 'raw')
    found.push(
      `ct state ${random.one(['new', 'established', 'new,established', 'invalid', '!= new', '{ new, related }'])}`,
    );
  if (random.chance(10) && place !== 'raw' && place !== 'pre')
    found.push(random.one(['ct status dnat', 'ct direction reply', 'ct direction original']));
  if (random.chance(12) && place !== 'raw')
    found.push(random.one(['meta mark 0x1', 'meta mark != 0x0', 'meta mark and 0x3 == 0x2', 'ct mark 0x1']));
  if (random.chance(10) && place !== 'post') found.push(`fib daddr type ${not()}local`);
  if (random.chance(8) && kind === 'inet')
    found.push(
      random.one(six ? ['meta nfproto ipv6', 'meta protocol ip6'] : ['meta nfproto ipv4', 'meta protocol ip']),
    );
  return found.join(' ');
}

function marks(random: Random, kind: Kind): string[] {
  const statements = [
    'meta mark set 0x1',
    'meta mark set meta mark or 0x2',
    'meta mark set meta mark and 0xff xor 0x3',
    'ct mark set meta mark',
    'ct mark set 0x1',
    'meta mark set ct mark',
  ];
  const marking = Array.from(
    { length: random.below(4) },
    () => `  ${random.chance(60) ? matches(random, kind, 'raw') : ''} ${random.one(statements)}`,
  );
  return random.chance(25) ? [...marking, '  meta mark set tcp dport map { 22 : 0x1, 80 : 0x2 }'] : marking;
}

function nat(random: Random, kind: Kind): string[] {
  if (!random.chance(60)) return [];
  const family = kind === 'ip6' ? 6 : 4;
  const to = kind === 'inet' ? (family === 4 ? ' ip' : ' ip6') : '';
  const port = (): string => random.one(ports);
  const target = (): string => (family === 4 ? `${server[4]}:${port()}` : `[${server[6]}]:${port()}`);
  const some = (): string =>
    random.one([
      `${random.one(['tcp', 'udp'])} dport ${port()} dnat${to} to ${target()}`,
      `${random.one(['tcp', 'udp'])} dport ${port()} dnat${to} to ${server[family]}`,
      `${random.one(['tcp', 'udp'])} dport ${port()} redirect to :${port()}`,
      `fib daddr type local tcp dport ${port()} dnat${to} to ${target()}`,
      `dnat${to} to tcp dport map @targets`,
      `tcp dport ${port()} accept`,
    ]);
  const lines = [' chain published {', '  type nat hook prerouting priority dstnat; policy accept;'];
  for (let at = random.below(4); at > 0; at--) lines.push(`  ${some()}`);
  lines.push(' }');
  if (random.chance(30))
    lines.push(' chain late {', '  type nat hook prerouting priority -90; policy accept;', `  ${some()}`, ' }');
  if (random.chance(40)) {
    lines.push(' chain hidden {', '  type nat hook postrouting priority srcnat; policy accept;');
    lines.push(`  oifname "eth1" ${random.one(['masquerade', `snat${to} to ${inner[family]}`])}`, ' }');
  }
  return lines;
}
