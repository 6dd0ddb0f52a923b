import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { commaList, componentOf, betaGate, featureGates, parseFlags, parseGoDuration, parseSwitch } from './flags.ts';

const read = (line: string): [string, string | undefined][] => {
  const words = line.split(' ');
  const found = componentOf(words)!;
  return parseFlags(words, found.from, found.name).map(({ name, value }) => [name, value]);
};

describe('which program it is', () => {
  const vectors: readonly [string, string | undefined][] = [
    ['kube-apiserver --v=2', 'kube-apiserver'],
    ['/usr/local/bin/kube-scheduler', 'kube-scheduler'],
    ['/hyperkube kubelet --config=a', 'kubelet'],
    ['/usr/bin/kubelet', 'kubelet'],
    ['/cache/server --data-dir /d --listen-client-urls http://a --listen-peer-urls http://b', 'etcd'],
    ['/cache/server --data-dir /d', undefined],
    ['sh -c kubelet', undefined],
    ['vim --kubelet', undefined],
    ['vi kubelet', undefined],
    ['man /usr/bin/kubelet --anonymous-auth=false', undefined],
    ['', undefined],
  ];
  for (const [line, name] of vectors) it(line, () => assert.equal(componentOf(line.split(' '))?.name, name));
});

describe('flags', () => {
  const vectors: readonly [string, [string, string | undefined][]][] = [
    [
      'kubelet --a=b --c d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['kubelet --anonymous-auth false', [['anonymous-auth', 'true']]],
    [
      'kubelet --anonymous-auth=false --anonymous_auth=true',
      [
        ['anonymous-auth', 'false'],
        ['anonymous-auth', 'true'],
      ],
    ],
    ['kubelet -v=2 stray --a=b=c', [['a', 'b=c']]],
    ['kubelet --node-ip -1', [['node-ip', '-1']]],
    [
      'kubelet --other --a=b',
      [
        ['other', 'true'],
        ['a', 'b'],
      ],
    ],
    ['kubelet --a', [['a', undefined]]],
    [
      'kubelet --a= --b=1',
      [
        ['a', ''],
        ['b', '1'],
      ],
    ],
    ['kubelet -- --a=b', []],
    [
      'etcd -client-cert-auth --name n',
      [
        ['client-cert-auth', 'true'],
        ['name', 'n'],
      ],
    ],
    ['etcd --client-cert-auth false --auto-tls', [['client-cert-auth', 'true']]],
  ];
  for (const [line, flags] of vectors) it(line, () => assert.deepEqual(read(line), flags));

  it('never throws, and names every flag by a word of the line', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 12 }), { maxLength: 20 }), (words) => {
        const flags = parseFlags(['kubelet', ...words], 1, 'kubelet');
        for (const { index } of flags) assert.ok(['kubelet', ...words][index]!.startsWith('--'));
      }),
    ));
});

describe('values', () => {
  it('switches', () => {
    assert.deepEqual(['1', 'T', 'true', 'True'].map(parseSwitch), [true, true, true, true]);
    assert.deepEqual(['0', 'f', 'FALSE', 'yes', ''].map(parseSwitch), [false, false, false, undefined, undefined]);
  });
  const durations: readonly [string, number | undefined][] = [
    ['0', 0],
    ['0s', 0],
    ['1m0s', 60],
    ['1h30m', 5400],
    ['300s', 300],
    ['-5s', -5],
    ['1.5h', 5400],
    ['60', undefined],
    ['', undefined],
    ['5 m', undefined],
  ];
  for (const [text, seconds] of durations) it(`duration ${text}`, () => assert.equal(parseGoDuration(text), seconds));
  it('lists', () => assert.deepEqual(commaList(['Node,RBAC', '', 'Webhook']), ['Node', 'RBAC', 'Webhook']));
  it('gates', () => {
    assert.deepEqual(
      [...featureGates(['A=true,B=false', 'B=true'])!],
      [
        ['A', true],
        ['B', true],
      ],
    );
    assert.equal(betaGate(featureGates(['AllBeta=false'])!, 'A'), false);
    assert.equal(betaGate(featureGates(['A=true,AllBeta=false'])!, 'A'), true);
    assert.equal(betaGate(featureGates(['B=false'])!, 'A'), undefined);
    assert.equal(featureGates(['A']), undefined);
    assert.equal(featureGates(['A=maybe']), undefined);
  });
});
