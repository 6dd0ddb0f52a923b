/**
 * Topologies with policies, and the connections that another analyzer (np-guard/netpol-analyzer) expects of
 * them, port by port. It knows IPv4 only, no ICMP, and no unknown: what it says is allowed must be allowed
 * here, all else must not be.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cidrsOf, parseAddress, parseBlock, type Block } from '../../src/formats/connections/blocks.ts';
import { describePorts, everyPort, partsOf, type PortRange } from '../../src/formats/connections/connections.ts';
import { reachabilityOf } from '../../src/questions/network/reachability/reachability.ts';
import { factsOfFolder } from './facts.ts';

const data = join(import.meta.dirname, '../../../shared/data/network-policy');
const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/** `from => to` with ports; addresses as CIDRs. */
type Connected = Map<string, string>;

const cases = readdirSync(join(data, 'expected')).flatMap((file) => {
  const name = /^(.*)_(?:connlist|exposure)_output\.txt$/.exec(file)?.[1];
  return name === undefined ? [] : [{ name, file }];
});

describe('connections that another analyzer expects', () => {
  it('has all cases', () => {
    assert.equal(cases.length, 10);
    for (const { name } of cases) assert.ok(existsSync(join(data, 'inputs', name)), name);
  });
  for (const { name, file } of cases) {
    it(name, () => {
      const reachability = reachabilityOf(factsOfFolder(join(data, 'inputs', name)));
      const lines = readFileSync(join(data, 'expected', file), 'utf8').split('\n');
      const expected = expectedOf(lines.slice(0, lines.includes('') ? lines.indexOf('') : undefined));
      assert.ok(expected.length > 0);
      const blocks = cutAt(
        reachability.endpoints.flatMap(({ peer }) => (peer.blocks ?? []).map((text) => parseBlock(text)!)),
        expected.flatMap(({ from, to }) => [from, to].flatMap((end) => (typeof end === 'string' ? [] : [end]))),
      );
      const wanted: Connected = new Map();
      for (const { from, to, ports } of expected) {
        for (const source of textsOf(from, blocks))
          for (const destination of textsOf(to, blocks)) wanted.set(`${source} => ${destination}`, ports);
      }
      const found: Connected = new Map();
      for (const { from, to, parts } of reachability.map({ pairs: true }).connections) {
        const ranges = partsOf(parts, 'allowed').filter(({ protocol }) => protocol !== 'ICMP');
        if (ranges.length === 0) continue;
        for (const source of textsOf(endOf(from), blocks))
          for (const destination of textsOf(endOf(to), blocks))
            found.set(`${source} => ${destination}`, describePorts(ranges));
      }
      assert.deepEqual(Object.fromEntries(found), Object.fromEntries(wanted));
    });
  }
});

interface Expected {
  readonly from: string | Block;
  readonly to: string | Block;
  readonly ports: string;
}

function expectedOf(lines: readonly string[]): Expected[] {
  return lines
    .filter((line) => line.trim() !== '' && !line.includes('{ingress-controller}'))
    .map((line) => {
      const parts = /^(\S+)\s+=>\s+(\S+) : (.*)$/.exec(line);
      assert.ok(parts, line);
      return { from: expectedEnd(parts[1]!), to: expectedEnd(parts[2]!), ports: expectedPorts(parts[3]!) };
    });
}

/** `shop/web[Deployment]` as our id; `10.0.0.0-10.255.255.255[External]` as a block. */
function expectedEnd(text: string): string | Block {
  const [, name = '', kind = ''] = /^(.*)\[(.*)\]$/.exec(text)!;
  if (kind !== 'External') return `${kind}/${name}`;
  const [first, last] = name.split('-').map((address) => parseAddress(address)!);
  return { family: 4, first: first!.first, last: last!.first };
}

function expectedPorts(text: string): string {
  if (text === 'All Connections') return describePorts(protocols.map((protocol) => everyPort[protocol]));
  let protocol: (typeof protocols)[number] = 'TCP';
  const ranges = text.split(',').map((part): PortRange => {
    const [, named, first, last] = /^(?:(TCP|UDP|SCTP) )?(\d+)(?:-(\d+))?$/.exec(part)!;
    if (named !== undefined) protocol = named as typeof protocol;
    return { protocol, first: Number(first), last: Number(last ?? first) };
  });
  return describePorts(ranges);
}

function endOf(id: string): string | Block {
  return id.startsWith('ip:') ? parseBlock(id.slice(3))! : id;
}

/** Blocks of IPv4 that no end of any block given parts. */
function cutAt(...blocks: readonly (readonly Block[])[]): Block[] {
  const own = blocks.flat().filter(({ family }) => family === 4);
  const starts = [...new Set(own.flatMap(({ first, last }) => [first, last + 1n]))].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  return starts.slice(0, -1).map((first, index) => ({ family: 4, first, last: starts[index + 1]! - 1n }));
}

function textsOf(end: string | Block, blocks: readonly Block[]): string[] {
  if (typeof end === 'string') return [end];
  return blocks
    .filter(({ first, last }) => end.family === 4 && end.first <= first && last <= end.last)
    .map((block) => cidrsOf(block).join());
}
