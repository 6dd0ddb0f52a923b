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
  unread,
  yes,
} from '../../../../test/report/connections-sample.ts';
import type { Because, ConnectionMap, Peer } from '../../../model/connections.ts';
import { Failure } from '../../../model/failure.ts';
import type { ExpectationResult } from '../../../model/network-report.ts';
import { judgeExpectations, type Reach } from './judge.ts';
import { portRunOf, readExpectations } from './read.ts';
import { matches } from './select.ts';

const web = peer('Deployment', 'shop', 'web');
const api = peer('Deployment', 'shop', 'api');
const db: Peer = { ...peer('StatefulSet', 'shop', 'db'), labels: { app: 'db', tier: 'data' } };
const jobs = [1, 2, 3].map((at) => peer('Pod', 'batch', `job-${at}`));
const [inside, outside] = [
  addresses('10.0.0.0/8'),
  addresses(
    '0.0.0.0/5',
    '8.0.0.0/7',
    '11.0.0.0/8',
    '12.0.0.0/6',
    '16.0.0.0/4',
    '32.0.0.0/3',
    '64.0.0.0/2',
    '128.0.0.0/1',
    '::/0',
  ),
];
const group: Peer = { ...jobs[0]!, id: `${jobs[0]!.id}+2`, members: jobs.map(({ id }) => id) };
const step = (effect: string): Because => ({ ...rule('PeerAuthentication shop/default', effect), layer: 'encryption' });

const map: ConnectionMap = {
  peers: [web, api, db, group, inside, outside],
  connections: [
    { from: web.id, to: api.id, parts: port('TCP', 8080, yes(rule('NetworkPolicy shop/api'), step('encrypts')), no()) },
    {
      from: api.id,
      to: db.id,
      parts: port('TCP', 5432, yes(rule('NetworkPolicy shop/db'), step('may encrypt')), no()),
    },
    { from: group.id, to: db.id, parts: port('TCP', 5432, perhaps('what "pg" names'), no()) },
    { from: group.id, to: group.id, parts: all(yes(rule('no policy'))) },
    { from: inside.id, to: web.id, parts: port('TCP', 443, yes(rule('ipBlock')), no()) },
  ],
};
const endpoints = [web, api, db, ...jobs, inside, outside];
const reach: Reach = {
  map,
  endpoints,
  find: (text) => endpoints.filter(({ namespace, name }) => text === `${namespace}/${name}` || text === name),
  between: () => all(no(rule('NetworkPolicy shop/db', 'isolates'))),
};

function judge(body: string, gaps = [] as (typeof unread)[]): ExpectationResult {
  const [result] = judgeExpectations(readExpectations(`expectations:\n- name: it\n  ${body}`, 'net.yaml'), reach, gaps);
  return result!;
}

describe('assertions', () => {
  for (const [body, verdict, because] of [
    ['must-allow: { from: shop/web, to: shop/api, ports: 8080 }', 'pass', '1 pair keeps it'],
    [
      'must-allow: { from: shop/web, to: shop/api, ports: [8080, 8081] }',
      'fail',
      '1 of 1 pair does not keep it: it is denied',
    ],
    ['must-allow: { from: shop/web, to: shop/api }', 'fail', 'it is denied'],
    ['must-allow: { from: web, to: db, ports: 5432 }', 'fail', 'it is denied'],
    ['must-deny: { from: shop/web, to: shop/db }', 'pass', '1 pair keeps it'],
    [
      'must-deny: { from: { namespace: shop, except: shop/api }, to: { labels: { tier: data } }, ports: 5432 }',
      'pass',
      '2 pairs keep it',
    ],
    ['must-deny: { from: { namespace: shop }, to: shop/db }', 'fail', '1 of 3 pairs do not keep it: it is allowed'],
    ['must-deny: { from: everything, to: shop/db }', 'fail', '1 of 8 pairs do not keep it: it is allowed'],
    [
      'must-deny: { from: { namespace: batch }, to: shop/db }',
      'unknown',
      'of 3 of 3 pairs it is not known: what "pg" names',
    ],
    ['must-deny: { from: { namespace: batch }, to: shop/db, ports: 1-100 }', 'pass', '3 pairs keep it'],
    ['must-deny: { from: shop/webb, to: shop/db }', 'unknown', '`from` takes nobody: shop/webb'],
    [
      'must-deny: { from: [shop/web, shop/webb], to: shop/db }',
      'unknown',
      '`from` takes nobody by shop/webb, a part of it: shop/web, shop/webb',
    ],
    [
      'must-deny: { from: shop/web, to: [shop/db, { kind: CronJob }] }',
      'unknown',
      '`to` takes nobody by one, a part of it: shop/db, kind CronJob',
    ],
    ['must-deny: { from: shop/web, to: { kind: CronJob } }', 'unknown', '`to` takes nobody: kind CronJob'],
    ['must-deny: { from: { cidr: 10.1.0.0/16 }, to: shop/web, ports: 1-442 }', 'pass', '1 pair keeps it'],
    ['must-deny: { from: { cidr: 10.1.0.0/16 }, to: shop/web }', 'fail', 'it is allowed'],
    ['must-deny: { from: { cidr: 0.0.0.0/0, except: 10.0.0.0/8 }, to: shop/web }', 'pass', '1 pair keeps it'],
    ['must-deny: { from: 11.2.3.4, to: shop/web }', 'pass', '1 pair keeps it'],
    ['must-deny: { from: { name: job-1 }, to: { name: job-1 } }', 'unknown', '`to` takes only one peer, and to itself'],
    ['must-deny: { from: { name: job-1 }, to: { name: "job-*" } }', 'fail', '2 of 2 pairs do not keep it'],
    ['must-be-encrypted: { from: shop/web, to: shop/api }', 'pass', '1 pair keeps it'],
    ['must-be-encrypted: { from: shop/api, to: shop/db }', 'fail', 'it may pass in plain text'],
    [
      'must-be-encrypted: { from: { cidr: 10.0.0.0/8 }, to: shop/web }',
      'unknown',
      'nothing that was seen says whether it is encrypted',
    ],
    ['must-be-encrypted: { from: shop/web, to: shop/db }', 'pass', '1 pair keeps it'],
  ] as const) {
    it(`${body} is ${verdict}`, () => {
      const result = judge(body);
      assert.equal(result.verdict, verdict, result.because);
      assert.ok(result.because.endsWith(because) || result.because.includes(because), result.because);
      assert.equal(result.toKnow === null, verdict !== 'unknown');
      if (verdict === 'fail') assert.notEqual(result.counterexample, null);
    });
  }

  it('say the counterexample with its proof', () => {
    const { counterexample } = judge('must-deny: { from: { cidr: 10.1.0.0/16 }, to: shop/web }');
    assert.deepEqual(
      [counterexample?.fromAddress, counterexample?.to, counterexample?.port, counterexample?.proof[0]?.rule],
      ['10.1.0.0', web.id, 443, 'ipBlock'],
    );
    const denied = judge('must-allow: { from: shop/web, to: shop/db, ports: 5432 }').counterexample;
    assert.deepEqual([denied?.verdict, denied?.port, denied?.proof[0]?.effect], ['denied', 5432, 'isolates']);
  });

  it('are not kept, and not broken, where a rule may stand in what was not read', () => {
    for (const body of [
      'must-allow: { from: shop/web, to: shop/api, ports: 8080 }',
      'must-deny: { from: shop/web, to: shop/db }',
      'must-deny: { from: { namespace: shop }, to: shop/db }',
    ]) {
      const result = judge(body, [unread]);
      assert.equal(result.verdict, 'unknown');
      assert.match(result.because, /as far as was seen, .*k8s\/broken\.yaml was not read/);
      assert.equal(result.toKnow, unread.toKnow);
    }
    const encryption = { ...unread, touches: ['network/encryption'] };
    assert.equal(judge('must-deny: { from: shop/web, to: shop/db }', [encryption]).verdict, 'pass');
    assert.equal(judge('must-be-encrypted: { from: shop/web, to: shop/api }', [encryption]).verdict, 'unknown');
  });

  it('may speak of Pods that no rule means', () => {
    const stranger = { ...peer('Pod', '', 'any other Pod'), id: 'stranger' };
    const open: Reach = {
      ...reach,
      stranger,
      between: (from, to) =>
        from === stranger.id && to === db.id ? port('TCP', 9187, yes(rule('x')), no()) : all(no()),
    };
    const ask = (from: string, to: string): ExpectationResult =>
      judgeExpectations(
        readExpectations(`expectations: [{ name: a, must-deny: { from: ${from}, to: ${to} } }]`, 'net.yaml'),
        open,
        [],
      )[0]!;
    assert.deepEqual(ask('strangers', 'shop/db').counterexample?.port, 9187);
    assert.equal(ask('strangers', 'shop/api').verdict, 'pass');
    assert.equal(
      ask('{ everything: true, except: [api, { namespace: batch }] }', 'shop/db').counterexample?.from,
      'stranger',
    );
    assert.equal(
      ask('{ everything: true, except: [api, strangers, { namespace: batch }] }', 'shop/db').verdict,
      'pass',
    );
    assert.equal(judge('must-deny: { from: strangers, to: shop/db }').verdict, 'unknown');
  });

  it('speak of addresses that no peer holds as unknown', () => {
    const partial: Reach = { ...reach, map: { ...map, peers: map.peers.filter((one) => one !== outside) } };
    const list = readExpectations('expectations: [{ name: a, must-deny: { from: 9.0.0.0/7, to: web } }]', 'net.yaml');
    const [result] = judgeExpectations(list, partial, []);
    assert.deepEqual([result!.verdict, result!.because], ['unknown', 'nothing is known of the addresses 8.0.0.0/7']);
  });
});

describe('files of assertions', () => {
  for (const [text, expected] of [
    ['', /holds 0 documents/],
    ['a: b: c', /^net\.yaml:1:/],
    ['expectation: []', /net\.yaml:1:1: `expectation` is not known; known are expectations/],
    ['expectations: []', /must be a list of assertions/],
    ['expectations: [{ must-deny: { from: a, to: b } }]', /`expectations\[0\]\.name` must say in words/],
    ['expectations: [{ name: a }]', /must have one of must-allow, must-deny, must-be-encrypted/],
    ['expectations: [{ name: a, must-deny: { from: a, to: b }, must-allow: { from: a, to: b } }]', /must have one of/],
    ['expectations: [{ name: a, must-deny: { from: a } }]', /`expectations\[0\]\.must-deny\.to` must name peers/],
    ['expectations: [{ name: a, must-deny: { from: a, to: b, port: 1 } }]', /port` is not known/],
    ['expectations: [{ name: a, must-deny: { from: a, to: b, ports: [0] } }]', /must be a port such as/],
    ['expectations: [{ name: a, must-deny: { from: a, to: b, ports: pg } }]', /must be a port such as/],
    ['expectations: [{ name: a, must-deny: { from: a, to: { cidr: 10.0.0.0/33 } } }]', /must be a block of addresses/],
    ['expectations: [{ name: a, must-deny: { from: a, to: { label: { a: b } } } }]', /label` is not known/],
    ['expectations: [{ name: a, must-deny: { from: a, to: { except: b } } }]', /must have one of namespace/],
    ['expectations: [{ name: a, must-deny: { from: a, to: { labels: { a: 1 } } } }]', /must be a string/],
    ['expectations: [{ name: a, must-deny: { from: a, to: { selector: { matchLabels: 1 } } } }]', /not a mapping/],
    ['expectations: [{ name: a, must-deny: { from: a, to: b } }, { name: a, must-deny: { from: a, to: b } }]', /two/],
  ] as const) {
    it(`${text === '' ? 'an empty one' : text} is refused`, () => {
      assert.throws(
        () => readExpectations(text, 'net.yaml'),
        (error) => error instanceof Failure && error.code === 'EXPECTATIONS_INVALID' && expected.test(error.message),
      );
    });
  }

  it('of a host that no layer speaks of are not kept by silence', () => {
    const host = peer('Host', '', 'host');
    const beside: Reach = {
      map: { ...map, peers: [...map.peers, host] },
      endpoints: [...endpoints, host],
      find: (text) => reach.find(text),
      between: () => all(perhaps('no layer that was read speaks of this pair')),
    };
    const text = 'expectations:\n- name: it\n  must-deny: { from: shop/web, to: { kind: Host } }';
    const [result] = judgeExpectations(readExpectations(text, 'net.yaml'), beside, []);
    assert.equal(result?.verdict, 'unknown');
  });

  it('name ports', () => {
    assert.deepEqual(portRunOf('5432'), { protocol: 'TCP', first: 5432, last: 5432 });
    assert.deepEqual(portRunOf('udp/53-54'), { protocol: 'UDP', first: 53, last: 54 });
    assert.deepEqual(portRunOf('ICMP'), { protocol: 'ICMP', first: 0, last: 255 });
    for (const text of ['', '/', 'TCP/', '65536', '9-8', 'ICMP/256', 'IP/1', '-1', '1-', 'TCP 80'])
      assert.equal(portRunOf(text), null, text);
  });

  it('of any content are read or refused with a place', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify({ expectations: [{ name: 'a', 'must-deny': { from: value, to: [value] } }] });
        try {
          readExpectations(text, 'net.yaml');
        } catch (error) {
          assert.ok(error instanceof Failure && /^net\.yaml(:|\sholds)/.test(error.message), String(error));
        }
      }),
    );
  });
});

describe('patterns of names', () => {
  it('agree with a regular expression', () => {
    const letters = fc.stringMatching(/^[ab*]{0,8}$/);
    fc.assert(
      fc.property(letters, fc.stringMatching(/^[ab]{0,8}$/), (pattern, text) => {
        assert.equal(matches(pattern, text), new RegExp(`^${pattern.replaceAll(/\*+/g, '.*')}$`).test(text));
      }),
    );
  });
});
