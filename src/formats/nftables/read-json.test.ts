import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Step } from '../packet-filter/rule-set.ts';
import { readNftJson } from './read-json.ts';

const table = { table: { family: 'inet', name: 't', handle: 1 } };
const chain = {
  chain: { family: 'inet', table: 't', name: 'c', handle: 2, type: 'filter', hook: 'input', prio: 0, policy: 'drop' },
};
const list = (...entries: unknown[]): string =>
  JSON.stringify({ nftables: [{ metainfo: { version: '1.0.6' } }, ...entries] });
const rule = (...expr: unknown[]): unknown => ({ rule: { family: 'inet', table: 't', chain: 'c', handle: 3, expr } });
const read = (...expr: unknown[]): readonly Step[] => {
  const set = readNftJson(list(table, chain, rule(...expr)));
  assert.deepEqual(set.problems, []);
  return set.tables[0]!.chains[0]!.rules[0]!.steps;
};
const match = (left: unknown, right: unknown, op = '=='): unknown => ({ match: { op, left, right } });
const dport = { payload: { protocol: 'tcp', field: 'dport' } };
const accept = { accept: null };

describe('nft -j list ruleset', () => {
  it('is read with tables, hooks, priorities, policies and places', () => {
    const set = readNftJson(list(table, chain, rule(match(dport, 22), accept)));
    assert.deepEqual(set.tables[0]!.families, [4, 6]);
    const [found] = set.tables[0]!.chains;
    assert.deepEqual(found!.base, { type: 'filter', hook: 'input', priority: 0, policy: 'drop' });
    assert.equal(found!.rules[0]!.place, 'inet t c handle 3');
    assert.equal(found!.rules[0]!.text, 'tcp dport 22 accept');
    assert.deepEqual(found!.rules[0]!.steps, [
      { kind: 'field', field: 'protocol', ranges: [{ first: 6, last: 6 }], negated: false },
      { kind: 'field', field: 'dport', ranges: [{ first: 22, last: 22 }], negated: false },
      { kind: 'accept' },
    ]);
  });
  it('reads families by the numbers that nft -nn prints, and no word that every object has', () => {
    for (const [key, four] of [
      ['nfproto', 2],
      ['protocol', 2048],
    ])
      assert.deepEqual(read(match({ meta: { key } }, four)), [
        { kind: 'field', field: 'family', ranges: [{ first: 4, last: 4 }], negated: false },
      ]);
    assert.equal(read(match({ meta: { key: 'nfproto' } }, 4))[0]!.kind, 'undecidable');
    assert.equal(read(match({ meta: { key: 'constructor' } }, 1))[0]!.kind, 'undecidable');
  });
  it('is refused where it is nested without end', () => {
    const deep = `${'{"&":['.repeat(5_000)}1${']}'.repeat(5_000)}`;
    assert.match(readNftJson(`{"nftables":[${deep}]}`).problems[0]!.because, /no answer/);
  });
  it('holds refusals to the packets that their answer is for', () => {
    // nft leaves `meta nfproto ipv4` out where the answer implies it.
    assert.equal(read({ reject: { type: 'icmp', expr: 'port-unreachable' } }).length, 2);
    assert.equal(read({ reject: { type: 'icmpx', expr: 'port-unreachable' } }).length, 1);
    assert.equal(read({ reject: { type: 'tcp reset' } }).length, 2);
  });
  it('takes the element for all others last, whatever its place', () => {
    const steps = read({
      vmap: {
        key: dport,
        data: {
          set: [
            ['*', { drop: null }],
            [22, accept],
          ],
        },
      },
    });
    const choose = steps.at(-1);
    assert.ok(choose?.kind === 'choose');
    assert.deepEqual(
      choose.elements.map(({ actions }) => actions[0]?.kind),
      ['accept', 'drop'],
    );
  });
  for (const [name, expression] of [
    ['limit', { limit: { rate: 5, burst: 5, per: 'second' } }],
    ['a module of iptables', { xt: { type: 'match', name: 'multiport' } }],
    ['routes', match({ fib: { result: 'oif', flags: ['saddr'] } }, false)],
    ['users', match({ meta: { key: 'skuid' } }, 0)],
    ['a set that is not there', match(dport, '@nowhere')],
    ['a name that is not known', match(dport, 'gopher')],
    ['an unknown comparison', match(dport, 22, '~')],
    ['an unknown expression', match({ osf: { key: 'name' } }, 'Linux')],
    ['hops', match({ payload: { protocol: 'ip', field: 'ttl' } }, 64, '!=')],
  ] as const) {
    it(`${name} cannot be told`, () => {
      assert.ok(
        read(expression, accept).some(({ kind }) => kind === 'undecidable'),
        JSON.stringify(read(expression, accept)),
      );
    });
  }
  it('statements that are not understood may do anything', () => {
    for (const one of [
      { queue: { num: 1 } },
      { xt: { type: 'target', name: 'MARK' } },
      { fantasy: {} },
      'odd',
      { dnat: { addr: 'host.example' } },
      { mangle: { key: { payload: { protocol: 'ip', field: 'daddr' } }, value: '1.2.3.4' } },
    ]) {
      assert.equal(read(one).at(-1)?.kind, 'elsewhere', JSON.stringify(one));
    }
  });
  it('a set that rules add to is not decided by', () => {
    const set = { set: { family: 'inet', name: 's', table: 't', type: 'ipv4_addr', handle: 9, elem: ['10.0.0.1'] } };
    const source = { payload: { protocol: 'ip', field: 'saddr' } };
    const kinds = (...more: unknown[]): unknown[] =>
      readNftJson(
        list(table, chain, set, rule(match(source, '@s'), accept), ...more),
      ).tables[0]!.chains[0]!.rules[0]!.steps.map(({ kind }) => kind);
    assert.deepEqual(kinds(), ['field', 'field', 'accept']);
    assert.deepEqual(
      kinds(rule({ set: { op: 'add', elem: source, set: '@s' } })),
      ['field', 'undecidable', 'accept'].slice(1),
    );
  });
  it('says what of a rule set is not there, or not followed', () => {
    const because = (...entries: unknown[]): string =>
      readNftJson(list(...entries))
        .problems.map((one) => one.because)
        .join('; ');
    assert.match(because(rule(accept)), /table inet t .* is not there/);
    assert.match(because(table, rule(accept)), /chain c .* is not there/);
    assert.match(because(table, { chain: { ...chain.chain, hook: 'ingress' } }), /ingress is not followed/);
    const bridge = { chain: { ...chain.chain, family: 'bridge', policy: 'drop' } };
    assert.match(because({ table: { family: 'bridge', name: 't' } }, bridge), /bridge t are not followed/);
    const device = { chain: { ...chain.chain, family: 'netdev', hook: 'ingress', policy: 'drop' } };
    assert.match(because({ table: { family: 'netdev', name: 't' } }, device), /netdev t are not followed/);
    assert.match(because(table, chain, rule(accept), chain), /chain c of table inet t stands twice/);
    assert.match(readNftJson('{"nftables": 5}').problems[0]!.because, /no answer of/);
    assert.match(readNftJson('table inet t {}').problems[0]!.because, /no answer of/);
    assert.deepEqual(readNftJson(list({ table: { ...table.table, flags: ['dormant'] } }, chain)).tables, []);
  });
  it('never throws, whatever the answer', () => {
    const word = fc.constantFrom(
      'match',
      'left',
      'right',
      'op',
      'payload',
      'protocol',
      'tcp',
      'dport',
      'vmap',
      'key',
      'data',
      'set',
      'concat',
      'dnat',
      'addr',
      'map',
      'range',
      'prefix',
      '@s',
      '==',
      'meta',
      'mark',
      'mangle',
      'value',
      '&',
      '|',
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        word,
        fc.integer(),
        fc.constant(null),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(word, tie('node'), { maxKeys: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), fc.array(value, { maxLength: 3 }), (expressions, entries) => {
        readNftJson(
          list(
            table,
            chain,
            { set: { family: 'inet', table: 't', name: 's', elem: entries } },
            rule(...expressions),
            ...entries,
          ),
        );
      }),
    );
  });
});
