import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { all, no, perhaps, port, rule, shop, yes } from '../../../../test/report/connections-sample.ts';
import type { ConnectionMap } from '../../../model/connections.ts';
import { exposed } from './exposed.ts';

const [web, api, db] = [shop.peers[0]!, shop.peers[1]!, shop.peers[2]!];

const nowhere = (): undefined => undefined;

describe('exposure', () => {
  it('to the internet is told with its ports and reasons, what is not known apart', () => {
    const found = exposed(shop, {
      internet: ({ id }, direction) =>
        direction === 'egress'
          ? all(no())
          : id === web.id
            ? port('TCP', 443, yes(rule('NetworkPolicy shop/web, ingress rule 1')), no())
            : id === db.id
              ? all(perhaps('what "pg" names'))
              : all(no()),
      unmatched: nowhere,
    });
    assert.deepEqual(
      found.map(({ peer, direction, to, verdict, ports }) => [peer, direction, to, verdict, ports.length]),
      [
        [web.id, 'ingress', 'internet', 'allowed', 1],
        [db.id, 'ingress', 'internet', 'unknown', 4],
      ],
    );
    assert.deepEqual(
      found[0]!.because.map(({ rule: text }) => text),
      ['NetworkPolicy shop/web, ingress rule 1'],
    );
  });

  it('to everything is what passes between it and each peer and each address', () => {
    const others = shop.peers.filter(({ id }) => id !== api.id);
    const open: ConnectionMap = {
      ...shop,
      connections: others.map(({ id: from }, at) => ({
        from,
        to: api.id,
        parts: at === 0 ? port('TCP', 80, yes(), no()) : all(yes()),
      })),
    };
    const told = exposed(open, { internet: nowhere, unmatched: nowhere });
    const ports = [{ protocol: 'TCP', first: 80, last: 80 }];
    const one = { peer: api.id, direction: 'ingress', to: 'everything', verdict: 'allowed', ports, because: [] };
    assert.deepEqual(told, [one]);
    const fewer = { ...open, connections: open.connections.slice(1) };
    assert.deepEqual(exposed(fewer, { internet: nowhere, unmatched: nowhere }), []);
    const turned = {
      ...open,
      connections: open.connections.map(({ from, to, parts }) => ({ from: to, to: from, parts })),
    };
    assert.deepEqual(exposed(turned, { internet: nowhere, unmatched: nowhere }), [{ ...one, direction: 'egress' }]);
  });

  it('to Pods that no rule means is asked for each workload, and for no address', () => {
    const asked: string[] = [];
    exposed(shop, {
      internet: nowhere,
      unmatched: ({ id }, direction) => {
        asked.push(`${id} ${direction}`);
        return undefined;
      },
    });
    assert.equal(asked.length, (shop.peers.length - 1) * 2);
  });
});
