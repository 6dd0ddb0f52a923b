import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { all, no, perhaps, port, rule, shop, yes } from '../../../../test/report/connections-sample.ts';
import type { ConnectionMap } from '../../../model/connections.ts';
import { exposed } from './exposed.ts';

const [web, api, db] = [shop.peers[0]!, shop.peers[1]!, shop.peers[2]!];

describe('exposure', () => {
  it('to the internet is told with its ports and reasons, what is not known apart', () => {
    const found = exposed(shop, ({ id }) =>
      id === web.id
        ? port('TCP', 443, yes(rule('NetworkPolicy shop/web, ingress rule 1')), no())
        : id === db.id
          ? all(perhaps('what "pg" names'))
          : all(no()),
    );
    assert.deepEqual(
      found.map(({ peer, to, verdict, ports }) => [peer, to, verdict, ports.length]),
      [
        [web.id, 'internet', 'allowed', 1],
        [db.id, 'internet', 'unknown', 4],
      ],
    );
    assert.deepEqual(
      found[0]!.because.map(({ rule: text }) => text),
      ['NetworkPolicy shop/web, ingress rule 1'],
    );
  });

  it('to everything is what each peer and each address reaches', () => {
    const froms = shop.peers.filter(({ id }) => id !== api.id);
    const open: ConnectionMap = {
      ...shop,
      connections: froms.map(({ id: from }, at) => ({
        from,
        to: api.id,
        parts: at === 0 ? port('TCP', 80, yes(), no()) : all(yes()),
      })),
    };
    const told = exposed(open, () => all(no()));
    assert.deepEqual(told, [
      {
        peer: api.id,
        to: 'everything',
        verdict: 'allowed',
        ports: [{ protocol: 'TCP', first: 80, last: 80 }],
        because: [],
      },
    ]);
    assert.deepEqual(
      exposed({ ...open, connections: open.connections.slice(1) }, () => all(no())),
      [],
    );
  });
});
