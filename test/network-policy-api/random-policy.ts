/** Random NetworkPolicies over every field of their specification, and changes that make most of them wrong. */
import fc from 'fast-check';
import { places, replaced } from '../pod-security/places.ts';
import type { Plain } from '../real/kubernetes-client.ts';

/** Mostly there; else absent, or null, which the API server reads alike. */
function maybe(value: fc.Arbitrary<Plain>, often = 4): fc.Arbitrary<Plain> {
  return fc.oneof(
    { weight: often, arbitrary: value },
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

function mapping(keys: Readonly<Record<string, fc.Arbitrary<Plain>>>): fc.Arbitrary<Plain> {
  return fc
    .record(keys)
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)));
}

export const key = fc.constantFrom('app', 'app.kubernetes.io/name', 'tier', 'kubernetes.io/metadata.name', 'A_b.c-9');
export const value = fc.constantFrom('web', 'db', '', 'A.b_c-9', '0', 'x'.repeat(63));

const requirement = fc.oneof(
  fc.record({ key, operator: fc.constantFrom('In', 'NotIn'), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  mapping({ key, operator: fc.constantFrom('Exists', 'DoesNotExist'), values: maybe(fc.constant([]), 1) }),
);
export const selector: fc.Arbitrary<Plain> = mapping({
  matchLabels: maybe(fc.dictionary(key, value, { maxKeys: 3 })),
  matchExpressions: maybe(fc.array(requirement, { maxLength: 2 }), 2),
});

const blocks = fc.constantFrom<Plain>(
  { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.3.4/32'] },
  { cidr: '0.0.0.0/0' },
  { cidr: '::/0', except: null },
  { cidr: '2001:db8::/32', except: ['2001:db8:1::/48'] },
  { cidr: '2001:0DB8:0:0:0:0:0:0/33', except: [] },
  { cidr: '192.168.1.1/32' },
  { cidr: '::1.2.3.0/120' },
);
const peer: fc.Arbitrary<Plain> = fc.oneof(
  fc.record({ ipBlock: blocks }),
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ namespaceSelector: selector, podSelector: selector }),
  fc.record({ namespaceSelector: fc.constant(null), podSelector: selector, ipBlock: fc.constant(null) }),
);

const number = fc.oneof(fc.constantFrom(1, 80, 443, 65_535), fc.integer({ min: 1, max: 65_535 }));
const port: fc.Arbitrary<Plain> = mapping({
  protocol: maybe(fc.constantFrom('TCP', 'UDP', 'SCTP')),
  port: maybe(fc.oneof(number, fc.constantFrom('http', 'metrics-9', 'a'.repeat(15), '8a'))),
  endPort: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant(null) }),
}).chain((one) =>
  typeof one.port === 'number'
    ? fc
        .oneof(fc.constant(undefined), fc.integer({ min: one.port, max: 65_535 }))
        .map((endPort) => (endPort === undefined ? one : { ...one, endPort }))
    : fc.constant(one),
);

const rules = (side: string): fc.Arbitrary<Plain> =>
  fc.array(
    mapping({ [side]: maybe(fc.array(peer, { maxLength: 3 })), ports: maybe(fc.array(port, { maxLength: 3 })) }),
    { maxLength: 2 },
  );

const policy: fc.Arbitrary<Plain> = fc.record({
  apiVersion: fc.constant('networking.k8s.io/v1'),
  kind: fc.constant('NetworkPolicy'),
  metadata: mapping({
    name: fc.constantFrom('db', 'web.v1', '0-a'),
    labels: maybe(fc.dictionary(key, value, { maxKeys: 2 }), 1),
    annotations: maybe(fc.constantFrom({ 'Example.COM/Note': 'ä' }, {}), 1),
  }),
  spec: mapping({
    podSelector: maybe(selector, 12),
    policyTypes: maybe(fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress'], ['Egress', 'Egress'], [])),
    ingress: maybe(rules('from')),
    egress: maybe(rules('to')),
  }),
});

/** What stands wrongly, or nearly rightly, where a text, a number, a list or a mapping stood. */
const texts = [
  '',
  ' ',
  'web ',
  '-a',
  'a-',
  'a.',
  '.a',
  'a..b',
  'a/b',
  'a/b/c',
  '/a',
  'a/',
  'Example.com/a',
  'ä',
  'a\nb',
  'x'.repeat(64),
  `${'a.'.repeat(126)}a/b`,
  `${'a.'.repeat(127)}a/b`,
  'In',
  'in',
  'Exists',
  'Gt',
  'tcp',
  'TCP',
  'UDP',
  'SCTP',
  'ICMP',
  'ingress',
  'Ingress',
  'Egress',
  '80',
  'http',
  'HTTP',
  'a--b',
  'a_b',
  '16-characters-ab',
];
const cidrs = [
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '10.0.0.0/-1',
  '10.0.0.0/+8',
  '10.0.0.0/8/8',
  '10.0.0.0/7',
  '10.0.0.0/8',
  '10.0.0.0/9',
  '10.0.0.1/8',
  '10.1.0.1/16',
  '10.0.0.1/32',
  '010.0.0.0/8',
  '10.00.0.0/8',
  '256.0.0.0/8',
  '10.0.0/8',
  '0x0a.0.0.0/8',
  '11.0.0.0/16',
  '0.0.0.0/0',
  '::/0',
  '::/129',
  '::/00',
  '2001:db8::/32',
  '2001:db8::1/32',
  '2001:db8::/31',
  '2001:db8:1::/48',
  '2001:db8:1::/64',
  '2001:00db8::/32',
  '2001:000db8::/32',
  '2001:db8:::/32',
  'fe80::1%eth0/128',
  '::ffff:10.0.0.0/104',
  '::ffff:0a00:0/104',
  '::10.0.0.0/104',
  '::10.01.0.0/112',
  '::ffff:0:0/96',
  '1:2:3:4:5:6:7::/112',
  '1:2:3:4:5:6:7:8::/128',
  '1:2:3:4:5:6:1.2.3.4/128',
  '::g/64',
];
const numbers = [0, -1, 1, 80, 443, 65_535, 65_536, 2_147_483_647, 2_147_483_648, -2_147_483_649, 1e18, 1.5, 80.25];
const shapes: readonly Plain[] = [null, true, false, [], {}, [null], [{}], ['x'], { x: 1 }, { x: null }, [[]], 1, 'x'];

const keyed = /^(?:cidr|except)$/;

/** Parts whose fields must fit each other: each by itself is right, together they are often wrong. */
const nearPort = mapping({
  protocol: maybe(fc.constantFrom('TCP', 'UDP', 'SCTP', 'ICMP', 'tcp', ''), 2),
  port: maybe(fc.constantFrom(0, 1, 79, 80, 81, 65_535, 65_536, 'http', '80', 'a--b', 'HTTP', '-a', ''), 4),
  endPort: maybe(fc.constantFrom(0, 1, 79, 80, 81, 65_535, 65_536), 3),
});
const nearBlock = mapping({
  cidr: fc.constantFrom(...cidrs),
  except: maybe(fc.array(fc.constantFrom(...cidrs), { maxLength: 2 }), 3),
});
const nearRequirement = mapping({
  key: fc.oneof(key, fc.constantFrom(...texts), fc.constantFrom('x'.repeat(63), 'x'.repeat(64), `a/${'x'.repeat(64)}`)),
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist', 'in', ''),
  values: maybe(fc.array(fc.oneof(value, fc.constantFrom(...texts)), { maxLength: 2 }), 2),
});
const nearPeer = mapping({
  podSelector: maybe(selector, 1),
  namespaceSelector: maybe(selector, 1),
  ipBlock: maybe(fc.oneof({ weight: 3, arbitrary: blocks }, { weight: 1, arbitrary: nearBlock }), 3),
});

/** What takes the place of a part of its kind. */
function near(old: object, step: string | number | undefined): fc.Arbitrary<Plain> | undefined {
  if ('cidr' in old) return nearBlock;
  if ('operator' in old) return nearRequirement;
  if (typeof step !== 'number') return undefined;
  if ('port' in old || 'protocol' in old || 'endPort' in old) return nearPort;
  return 'podSelector' in old || 'namespaceSelector' in old || 'ipBlock' in old ? nearPeer : undefined;
}

/** Changes one place to something else of its kind, or of another kind; or adds, renames or takes away a key. */
function changed(object: Plain): fc.Arbitrary<Plain> {
  const all = [...places(object)].filter(({ path }) => path.length > 1 || path[0] === 'spec' || path[0] === 'metadata');
  return fc.constantFrom(...all).chain(({ path, value: old }) => {
    const at = (one: Plain): Plain => replaced(object, path, one);
    const isBlock = path.some((step) => typeof step === 'string' && keyed.test(step));
    const alike: readonly Plain[] =
      typeof old === 'string' ? (isBlock ? cidrs : texts) : typeof old === 'number' ? [...numbers, ...texts] : shapes;
    const ways: fc.Arbitrary<Plain>[] = [fc.constantFrom(...alike).map(at), fc.constantFrom(...shapes).map(at)];
    // What is like it is the larger part: other shapes are refused before anything is looked at.
    for (let more = 0; more < 3; more++) ways.push(fc.constantFrom(...alike).map(at));
    if (typeof old === 'object' && old !== null && !Array.isArray(old)) {
      const part = near(old, path.at(-1));
      if (part !== undefined) for (let more = 0; more < 8; more++) ways.push(part.map(at));
      const strange = fc.constantFrom(
        'podselector',
        'namespaceSelector',
        'podSelector',
        'ipBlock',
        'x',
        'port',
        'endPort',
        'Ports',
        'status',
      );
      ways.push(fc.tuple(strange, fc.constantFrom(...shapes)).map(([name, one]) => at({ ...old, [name]: one })));
      ways.push(fc.constantFrom(...texts).map((name) => at({ ...old, [name]: 'x' })));
      const names = Object.keys(old);
      if (names.length > 0) {
        const without = (name: string): Plain =>
          Object.fromEntries(Object.entries(old).filter(([one]) => one !== name));
        ways.push(fc.constantFrom(...names).map((name) => at(without(name))));
      }
    }
    if (Array.isArray(old) && old.length > 0) {
      ways.push(fc.constantFrom(...old).map((one: Plain) => at([...old, one])));
      if (isBlock) ways.push(fc.constantFrom(...cidrs).map((one) => at([...old, one])));
    }
    return fc.oneof(...ways);
  });
}

/** A policy with up to three changes; a fifth of them is as it was made. */
export const mutatedPolicy: fc.Arbitrary<Plain> = fc
  .tuple(policy, fc.constantFrom(0, 1, 1, 2, 3))
  .chain(([made, changes]) => {
    let one: fc.Arbitrary<Plain> = fc.constant(made);
    for (let count = 0; count < changes; count++) one = one.chain(changed);
    return one;
  });

/** One whose changes are of address blocks alone. */
export const mutatedBlock: fc.Arbitrary<Plain> = fc
  .record({ cidr: fc.constantFrom(...cidrs), except: fc.array(fc.constantFrom(...cidrs), { maxLength: 2 }) })
  .map((ipBlock) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'blocks' },
    spec: { podSelector: {}, ingress: [{ from: [{ ipBlock }] }] },
  }));
