import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  addresses,
  all,
  no,
  peer,
  perhaps,
  port,
  rule,
  shop,
  yes,
} from '../../../../test/report/connections-sample.ts';
import { parseAddress, parseBlock, holds } from '../../../formats/connections/blocks.ts';
import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { ConnectionMap, Connections, Peer } from '../../../model/connections.ts';
import { fact, type Fact } from '../../../model/fact.ts';
import { Located } from '../../../model/located.ts';
import { objectChanges, withCauses } from './causes.ts';
import { compare } from './compare.ts';
import type { Side } from './side.ts';

const nothing = all(no(rule('NetworkPolicy shop/db', 'isolates')));

function side(map: ConnectionMap): Side {
  const endpoints = map.peers.flatMap((one): Peer[] =>
    (one.members ?? [one.id]).map((id) => {
      const [kind = '', namespace = '', name = ''] = id.split('/');
      return one.members === undefined ? one : peer(kind, namespace, name);
    }),
  );
  const group = (id: string): string => map.peers.find((one) => one.id === id || one.members?.includes(id))?.id ?? id;
  return {
    map,
    endpoints,
    between: (from, to) =>
      map.connections.find((one) => one.from === group(from) && one.to === group(to))?.parts ?? nothing,
  };
}

/** The map without one of its connections. */
function without(map: ConnectionMap, from: string, to: string): ConnectionMap {
  return { ...map, connections: map.connections.filter((one) => one.from !== from || one.to !== to) };
}

const [web, api, db] = ['Deployment/shop/web', 'Deployment/shop/api', 'StatefulSet/shop/db'] as const;

describe('comparison of two maps', () => {
  it('of a map with itself is empty, but counts what is not known', () => {
    const { changes, peers, unknown } = compare(side(shop), side(structuredClone(shop)));
    assert.deepEqual([changes, peers, unknown], [[], [], 1]);
    assert.deepEqual(compare(side(shop), side(shop)).changes, []);
  });

  it('names what opens and what closes, with the reasons of both sides', () => {
    const closed = without(shop, api, db);
    const [change, ...rest] = compare(side(closed), side(shop)).changes;
    assert.deepEqual(rest, []);
    assert.deepEqual(
      [change!.from, change!.to, change!.before, change!.after, change!.ports],
      [api, db, 'denied', 'allowed', [{ protocol: 'TCP', first: 5432, last: 5432 }]],
    );
    assert.deepEqual(
      [...change!.proofBefore, ...change!.proofAfter].map(({ rule: text }) => text),
      ['NetworkPolicy shop/db', 'NetworkPolicy shop/db, ingress rule 1'],
    );
    const [back] = compare(side(shop), side(closed)).changes;
    assert.deepEqual([back!.before, back!.after], ['allowed', 'denied']);
  });

  it('parts a group of which some members changed', () => {
    const jobs = peer('Deployment', 'batch', 'jobs');
    const more = peer('Deployment', 'batch', 'more');
    const split: ConnectionMap = {
      peers: [...shop.peers.filter(({ id }) => id !== jobs.id), jobs, more],
      connections: [
        ...shop.connections.filter(({ from }) => from !== jobs.id),
        { from: jobs.id, to: db, parts: port('TCP', 5432, perhaps('the port that "pg" names'), no()) },
        { from: more.id, to: db, parts: port('TCP', 5432, yes(rule('any')), no()) },
      ],
    };
    const { changes, unknown } = compare(side(shop), side(split));
    assert.deepEqual(
      changes.map(({ from, before, after }) => [from, before, after]),
      [[more.id, 'unknown', 'allowed']],
    );
    assert.equal(unknown, 1);
  });

  it('compares addresses by the blocks that both maps have whole', () => {
    const [half, other] = [addresses('0.0.0.0/1', '::/0'), addresses('128.0.0.0/1')];
    const narrower: ConnectionMap = {
      peers: [...shop.peers.slice(0, -1), half, other],
      connections: shop.connections.flatMap((one) =>
        one.from.startsWith('ip:')
          ? [{ ...one, from: half.id }]
          : one.to.startsWith('ip:')
            ? [half, other].map(({ id }) => ({ ...one, to: id }))
            : [one],
      ),
    };
    const { changes, peers } = compare(side(shop), side(narrower));
    assert.deepEqual(
      changes.map(({ from, to, before, after }) => [from, to, before, after]),
      [[other.id, web, 'allowed', 'denied']],
    );
    assert.deepEqual(peers.find(({ id }) => id === other.id)?.blocks, ['128.0.0.0/1']);
  });

  it('says of a peer that only one side has what it reaches', () => {
    const fewer: ConnectionMap = {
      peers: shop.peers.filter(({ id }) => id !== api),
      connections: shop.connections.filter(({ from, to }) => from !== api && to !== api),
    };
    const { changes, peers } = compare(side(fewer), side(shop));
    assert.deepEqual(
      changes.map(({ from, to, before, after }) => [from, to, before, after]),
      [
        [web, api, null, 'allowed'],
        [api, db, null, 'allowed'],
      ],
    );
    assert.equal(peers.find(({ id }) => id === api)?.only, 'new');
    assert.equal(peers.find(({ id }) => id === db)?.only, undefined);
  });

  it('tells of what passes on both sides and is encrypted on one of them alone', () => {
    const wire = (...effects: string[]): ConnectionMap => ({
      ...shop,
      connections: [
        {
          from: web,
          to: db,
          parts: port(
            'TCP',
            5432,
            yes(...effects.map((effect) => ({ ...rule('wire', effect), layer: 'encryption' as const }))),
            no(),
          ),
        },
      ],
    });
    const told = (before: readonly string[], after: readonly string[]): unknown =>
      compare(side(wire(...before)), side(wire(...after))).changes.map(({ encryption, ports }) => [
        encryption,
        ports.length,
      ]);
    assert.deepEqual(told(['encrypts'], ['may encrypt']), [[{ before: 'encrypts', after: 'may encrypt' }, 1]]);
    assert.deepEqual(told([], ['encrypts']), [[{ before: null, after: 'encrypts' }, 1]]);
    assert.deepEqual(told(['does not encrypt', 'encrypts'], ['encrypts']), []);
    assert.deepEqual(told(['may encrypt'], ['does not encrypt']), []);
  });

  it('proves what members of a group may do to each other by two of them', () => {
    const members = ['Pod/batch/jobs', 'Pod/batch/more'];
    const one = (open: boolean): Side => {
      const group = { ...peer('Pod', 'batch', 'jobs', members), id: `${members[0]}+1` };
      const parts = open ? all(yes(rule('shared'))) : all(no());
      const map = { peers: [group], connections: open ? [{ from: group.id, to: group.id, parts }] : [] };
      const own = (from: string, to: string): Connections =>
        from === to ? all(yes(rule('itself'))) : open ? all(yes(rule('own'))) : all(no(rule('closed')));
      return { ...side(map), between: own };
    };
    const [change] = compare(one(false), one(true)).changes;
    assert.deepEqual(
      [...change!.proofBefore, ...change!.proofAfter].map(({ rule: text }) => text),
      ['closed', 'own'],
    );
  });

  it('asks for a Pod that no rule means, which no map has', () => {
    const stranger = { ...peer('Pod', '', 'any other Pod'), id: 'stranger' };
    const of = (open: boolean): Side => ({
      ...side(shop),
      stranger,
      between: (from, to) =>
        [from, to].includes(stranger.id)
          ? open && to === db
            ? port('TCP', 9187, yes(rule('x')), no())
            : all(no())
          : nothing,
    });
    const { changes, peers } = compare(of(false), of(true));
    assert.deepEqual(
      changes.map(({ from, to, after, proofAfter }) => [from, to, after, proofAfter.map(({ rule: text }) => text)]),
      [[stranger.id, db, 'allowed', ['x']]],
    );
    assert.deepEqual(peers.map(({ id }) => id).toSorted(), [db, stranger.id].toSorted());
    assert.deepEqual(compare(of(true), side(shop)).changes, []);
  });

  it('agrees with asking both maps for every pair and port', () => {
    const ids = ['Pod/a/1', 'Pod/a/2', 'Pod/b/1', 'Pod/b/2'];
    const cidrs = ['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/2', '::/0'];
    const said = fc.constantFrom(yes(rule('x')), no(), perhaps('y'));
    const parts: fc.Arbitrary<Connections> = fc.oneof(
      said.map(all),
      fc
        .tuple(fc.constantFrom('TCP', 'UDP', 'ICMP'), fc.constantFrom(1, 2, 80, 255), said, said)
        .map(([protocol, number, one, other]) => port(protocol as 'TCP', number, one, other)),
    );
    const colours = fc.tuple(...ids.map(() => fc.nat(2)));
    const map: fc.Arbitrary<ConnectionMap> = fc
      .tuple(colours, fc.tuple(...cidrs.map(() => fc.nat(1))), fc.array(fc.tuple(fc.nat(4), fc.nat(4), parts)))
      .map(([inside, outside, connections]) => {
        const peers: Peer[] = [
          ...[...Map.groupBy(ids, (_, at) => inside[at]!).values()].map((own) => ({
            ...peer('Pod', 'g', own[0]!),
            id: own[0]!,
            members: own,
          })),
          ...[...Map.groupBy(cidrs, (_, at) => outside[at]!).values()].map((own) => addresses(...own)),
        ];
        const seen = new Map(
          connections.map(([from, to, list]) => [`${from % peers.length} ${to % peers.length}`, list]),
        );
        return {
          peers,
          connections: [...seen].map(([key, list]) => {
            const [from, to] = key.split(' ').map(Number) as [number, number];
            return { from: peers[from]!.id, to: peers[to]!.id, parts: list };
          }),
        };
      });
    const points = [...ids, '10.0.0.1', '130.0.0.1', '200.0.0.1', '2001:db8::1'];
    const holder = ({ peers }: ConnectionMap, point: string): string => {
      const at = parseAddress(point);
      const found = peers.find((one) =>
        at === null ? one.members?.includes(point) : one.blocks?.some((text) => holds(parseBlock(text)!, at)),
      );
      return found!.id;
    };
    const verdict = (one: ConnectionMap, from: string, to: string, protocol: string, number: number): string => {
      const found = one.connections.find((pair) => pair.from === holder(one, from) && pair.to === holder(one, to));
      const part = found?.parts.find((p) => p.protocol === protocol && p.first <= number && number <= p.last);
      return part?.verdict ?? 'denied';
    };
    fc.assert(
      fc.property(map, map, (old, now) => {
        const { changes, peers } = compare(side(old), side(now));
        const told = (id: string, point: string): boolean => {
          const at = parseAddress(point);
          const one = peers.find((candidate) => candidate.id === id)!;
          return at === null
            ? (one.members ?? [one.id]).includes(point)
            : one.blocks?.some((text) => holds(parseBlock(text)!, at)) === true;
        };
        for (const from of points)
          // One instance to itself is no connection.
          for (const to of points.filter((one) => one !== from))
            for (const [protocol, number] of [
              ['TCP', 1],
              ['TCP', 2],
              ['TCP', 80],
              ['TCP', 81],
              ['UDP', 255],
              ['SCTP', 9],
              ['ICMP', 255],
              ['ICMP', 0],
            ] as const) {
              const [before, after] = [
                verdict(old, from, to, protocol, number),
                verdict(now, from, to, protocol, number),
              ];
              const own = changes.filter(
                (one) =>
                  told(one.from, from) &&
                  told(one.to, to) &&
                  one.ports.some((run) => run.protocol === protocol && run.first <= number && number <= run.last),
              );
              assert.deepEqual(
                own.map((one) => [one.before, one.after]),
                before === after ? [] : [[before, after]],
              );
            }
      }),
      { numRuns: 60 },
    );
  });
});

describe('causes of changes', () => {
  const object = (kind: string, name: string, spec: unknown, line: number): Fact => {
    const at = { source: 'directory', file: 'k8s.yaml', line };
    return fact(
      kubernetesObject,
      { subject: { source: 'directory', kind, namespace: 'shop', name }, stage: 'declared' },
      {
        apiVersion: 'v1',
        kind,
        name,
        namespace: 'shop',
        labels: {},
        annotations: {},
        root: Located.root({ kind, spec }, { evidence: () => at }),
      },
      at,
    );
  };

  it('are objects that were added, removed or changed, and not those that only moved', () => {
    const old = [
      object('NetworkPolicy', 'db', 1, 1),
      object('NetworkPolicy', 'gone', 1, 9),
      object('Pod', 'same', 1, 20),
    ];
    const now = [
      object('Pod', 'same', 1, 1),
      object('NetworkPolicy', 'db', 2, 5),
      object('NetworkPolicy', 'more', 1, 30),
    ];
    assert.deepEqual(
      objectChanges(old, now).map(({ change, name, at }) => [change, name, at.line]),
      [
        ['changed', 'db', 5],
        ['added', 'more', 30],
        ['removed', 'gone', 9],
      ],
    );
  });

  it('are not what only an API server adds, nor the order of keys', () => {
    const root = (value: unknown): Fact => {
      const one = object('NetworkPolicy', 'db', 1, 1) as Fact<KubernetesObject>;
      return { ...one, value: { ...one.value, root: Located.root(value, { evidence: () => one.at }) } };
    };
    const written = { kind: 'NetworkPolicy', metadata: { name: 'db', labels: { a: '1' } }, spec: { x: 1, y: 2 } };
    const served = {
      spec: { y: 2, x: 1 },
      metadata: { uid: '7', labels: { a: '1' }, managedFields: [] },
      kind: 'NetworkPolicy',
      status: { ready: true },
    };
    assert.deepEqual(objectChanges([root(written)], [root(served)]), []);
    const relabelled = { ...served, metadata: { labels: { a: '2' } } };
    assert.equal(objectChanges([root(written)], [root(relabelled)]).length, 1);
  });

  it('are told of the rules that decided; else the ends themselves', () => {
    const changes = objectChanges([], [object('NetworkPolicy', 'db', 1, 1), object('NetworkPolicy', 'd', 1, 2)]);
    const closed = compare(side(shop), side(without(shop, api, db)));
    assert.deepEqual(
      withCauses(closed, changes)[0]!.causes.map(({ name }) => name),
      ['db'],
    );
    const workloads = objectChanges([], [object('Deployment', 'api', 1, 1), object('Deployment', 'web', 1, 2)]);
    assert.deepEqual(
      withCauses(closed, workloads)[0]!.causes.map(({ name }) => name),
      ['api'],
    );
  });
});
