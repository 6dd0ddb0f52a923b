import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { all, no, peer, rule, yes } from '../../test/report/connections-sample.ts';
import { lookupIn, withoutGroups } from './connection-groups.ts';
import type { ConnectionMap, Connections, Peer } from './connections.ts';

const peers = ['a', 'b', 'c', 'd'].map((name) => peer('Pod', 'shop', name));
const ids = peers.map(({ id }) => id);
const group = (name: string, members: readonly string[]): Peer => ({
  id: `group/${name}`,
  kind: 'Group',
  name,
  labels: {},
  members,
});
const open = all(yes(rule('open')));
const closed = all(no());

const map: ConnectionMap = {
  peers: [...peers, group('1', ids.slice(0, 2)), group('2', ids.slice(1))],
  connections: [
    { from: 'group/1', to: 'group/2', parts: open },
    { from: ids[0]!, to: ids[2]!, parts: closed },
    { from: ids[3]!, to: 'group/1', parts: open },
  ],
};

describe('groups of peers in a map', () => {
  it('speak for their members, but for pairs with a connection of their own', () => {
    const lookup = lookupIn(map);
    assert.equal(lookup(ids[0]!, ids[1]!), open);
    assert.equal(lookup(ids[0]!, ids[2]!), closed);
    assert.equal(lookup(ids[1]!, ids[2]!), open);
    assert.equal(lookup(ids[3]!, ids[0]!), open);
    assert.equal(lookup(ids[2]!, ids[3]!), undefined);
  });

  it('can be taken apart, where that does not make too many pairs', () => {
    assert.equal(withoutGroups(map, 8), null);
    assert.deepEqual(
      withoutGroups(map, 9)
        ?.connections.map(({ from, to }) => `${from.at(-1)}${to.at(-1)}`)
        .toSorted(),
      ['ab', 'ad', 'bc', 'bd', 'da', 'db'],
    );
    const plain = { peers, connections: [{ from: ids[0]!, to: ids[1]!, parts: open }] };
    assert.equal(withoutGroups(plain, 0), plain);
  });

  it('say the same taken apart', () => {
    const parts: fc.Arbitrary<Connections> = fc.constantFrom(open, closed);
    const ends = fc.constantFrom(...ids, 'group/1', 'group/2');
    // Of two groups that both speak of a pair, a map has one only.
    const own = fc.uniqueArray(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids), parts), {
      selector: ([from, to]) => `${from} ${to}`,
    });
    fc.assert(
      fc.property(own, fc.option(fc.tuple(ends, ends)), (pairs, some) => {
        const one: ConnectionMap = {
          peers: map.peers,
          connections: [
            ...pairs.map(([from, to, list]) => ({ from, to, parts: list })),
            ...(some === null || !some.join(' ').includes('group')
              ? []
              : [{ from: some[0], to: some[1], parts: open }]),
          ],
        };
        const [lookup, apart] = [lookupIn(one), lookupIn(withoutGroups(one, 1000)!)];
        const isOpen = (list: Connections | undefined): boolean => list?.[0]?.verdict === 'allowed';
        for (const from of ids)
          for (const to of ids) if (from !== to) assert.equal(isOpen(apart(from, to)), isOpen(lookup(from, to)));
      }),
    );
  });
});
