import { networkInterfaces } from 'node:os';
import type { HostInterface } from '../../facts/host-firewall.ts';
import { procText } from '../../io/proc.ts';
import { runProgram, type ProgramRun } from '../../io/run-program.ts';
import type { Sighting } from '../../model/collector.ts';
import {
  asNftText,
  familyOfSave,
  firewallFormOf,
  readFirewall,
  textUnread,
  toKnowNft,
} from '../../readers/firewall/read-firewall.ts';
import { aboutHost, evidenceOf, source, type HostView } from './view.ts';

const maxBytes = 32 * 1024 * 1024;
const limits = { milliseconds: 10_000, bytes: maxBytes };

/** The packet filter of a host: what its kernel holds, or what its files would load. */
export async function lookAtFirewall(view: HostView): Promise<Sighting[]> {
  return view.live ? running(view) : declared(view);
}

/** Programs that only list; `-save` and `list` change nothing. */
const programs = {
  'nft -j list ruleset': ['nft', ['-j', 'list', 'ruleset']],
  'iptables-save': ['iptables-save', []],
  'ip6tables-save': ['ip6tables-save', []],
  'iptables-legacy-save': ['iptables-legacy-save', []],
  'ip6tables-legacy-save': ['ip6tables-legacy-save', []],
  'ipset save': ['ipset', ['save']],
} as const satisfies Record<string, readonly [string, readonly string[]]>;
type Command = keyof typeof programs;

async function running(view: HostView): Promise<Sighting[]> {
  const gap = (command: string, because: string, toKnow: string): Sighting =>
    textUnread({ source, place: command }, command, because, toKnow);
  if (process.getuid?.() !== 0)
    return [gap('packet filter rules', 'only root may list them', 'Run `plimsoll ask host:` as root on the host.')];
  const interfaces = interfacesOf();
  const run = (command: Command): Promise<ProgramRun> => {
    const [program, args] = programs[command];
    return runProgram(program, args, limits, view.signal);
  };
  const read = (command: Command, text: string): Sighting[] => {
    const form = command.startsWith('nft') ? 'nft-json' : command === 'ipset save' ? 'ipset-save' : 'iptables-save';
    const family = form === 'iptables-save' ? (command.startsWith('ip6') ? 6 : 4) : undefined;
    const about = aboutHost(view, 'Firewall', command);
    return readFirewall(form, text, family, { about, at: { source, place: command }, interfaces });
  };
  const found: Sighting[] = [];
  const texts: string[] = [];
  const failed = (command: Command, result: Exclude<ProgramRun, { outcome: 'done' }>, missing: string): void => {
    const because = result.outcome === 'missing' ? missing : `\`${command}\` fails: ${result.because}`;
    found.push(gap(command, because, `Install it and run \`plimsoll ask host:\` as root.`));
  };
  const [nft, four, six] = await Promise.all([run('nft -j list ruleset'), run('iptables-save'), run('ip6tables-save')]);
  if (nft.outcome === 'done') found.push(...read('nft -j list ruleset', nft.output));
  else failed('nft -j list ruleset', nft, 'nft is not installed, so that rules of nftables cannot be listed');
  for (const [command, result] of [
    ['iptables-save', four],
    ['ip6tables-save', six],
  ] as const) {
    if (result.outcome === 'done') {
      texts.push(result.output);
      // Nothing at all is what it prints where the kernel holds no table of it.
      if (result.output.includes('*')) found.push(...read(command, result.output));
    } else if (result.outcome === 'failed') failed(command, result, '');
  }
  await legacy();
  if (texts.some((text) => text.includes('--match-set'))) {
    const sets = await run('ipset save');
    if (sets.outcome === 'done') found.push(...read('ipset save', sets.output));
    else failed('ipset save', sets, 'ipset is not installed, so that sets which rules name cannot be listed');
  }
  return found;

  /** Tables of the older iptables stand apart from those of nftables, and decide as well. */
  async function legacy(): Promise<void> {
    for (const [command, other, names] of [
      ['iptables-legacy-save', four, 'net/ip_tables_names'],
      ['ip6tables-legacy-save', six, 'net/ip6_tables_names'],
    ] as const) {
      const tables = (await procText(`self/${names}`))?.trim() ?? '';
      const listed = other.outcome === 'done' && other.output.includes('*') && !other.output.includes('(nf_tables)');
      if (tables === '' || listed) continue;
      const result = await run(command);
      if (result.outcome === 'done') {
        texts.push(result.output);
        if (result.output.includes('*')) found.push(...read(command, result.output));
      } else failed(command, result, `the kernel holds tables of iptables-legacy, and ${command} is not installed`);
    }
  }
}

function interfacesOf(): HostInterface[] {
  return Object.entries(networkInterfaces()).map(([name, all]) => ({
    name,
    addresses: (all ?? []).map(({ address }) => address.split('%')[0]!),
  }));
}

/** Where distributions keep rules that are loaded at the start. */
const savedRules = [
  ['/etc/iptables/rules.v4', 4],
  ['/etc/iptables/rules.v6', 6],
  ['/etc/sysconfig/iptables', 4],
  ['/etc/sysconfig/ip6tables', 6],
  ['/etc/iptables/iptables.rules', 4],
  ['/etc/iptables/ip6tables.rules', 6],
] as const;
const nftFiles = ['/etc/nftables.conf', '/etc/sysconfig/nftables.conf', '/etc/nftables.nft'] as const;

async function declared(view: HostView): Promise<Sighting[]> {
  const found: Sighting[] = [];
  for (const [path, family] of savedRules) {
    const read = view.files.text(path, maxBytes);
    const at = evidenceOf(view, path);
    if ('text' in read) {
      if (firewallFormOf(read.text) === 'iptables-save')
        found.push(
          ...readFirewall('iptables-save', read.text, familyOfSave(read.text, String(family)), {
            about: aboutHost(view, 'Firewall', path),
            at,
          }),
        );
    } else if (!read.missing) found.push(textUnread(at, view.shown(path), read.because, 'Let this user read it.'));
  }
  for (const path of nftFiles) {
    const read = view.files.text(path, maxBytes);
    const at = evidenceOf(view, path);
    if ('text' in read) {
      if (/^\s*(table|include|add)\s/m.test(read.text))
        found.push(textUnread(at, view.shown(path), asNftText, toKnowNft));
    } else if (!read.missing) found.push(textUnread(at, view.shown(path), read.because, 'Let this user read it.'));
  }
  const ufw = view.files.text('/etc/ufw/ufw.conf', maxBytes);
  if ('text' in ufw && /^\s*ENABLED\s*=\s*["']?yes/im.test(ufw.text))
    found.push(pieces('/etc/ufw', 'ufw is on, and joins its rules of many files when it starts'));
  if (view.files.list('/etc/firewalld/zones').state === 'there')
    found.push(pieces('/etc/firewalld', 'firewalld makes its rules when it starts'));
  return found;

  function pieces(path: string, because: string): Sighting {
    const toKnow = 'Ask `host:` as root on the running host, or about its `iptables-save` and `nft -j list ruleset`.';
    return textUnread(evidenceOf(view, path), view.shown(path), because, toKnow);
  }
}
