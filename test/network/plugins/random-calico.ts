/** Random clusters under Calico in which all there is to know is known. */
import { ports, randomCluster, type Dice } from '../random-cluster.ts';
import type { Policy } from '../reference.ts';
import type { CalicoCluster, SelectorText } from './calico-reference.ts';

const keys = ['app', 'tier', 'env'];
const values = ['a', 'b', 'c', 'ab'];
const names = ['http', 'dns', 'web'];
const nets = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.0.0.0/24',
  '10.0.0.2/32',
  '8.8.8.8',
  '203.0.113.0/24',
  '::/0',
  'fd00::/64',
];

function selector(dice: Dice, depth = 2): SelectorText {
  const [key, value, other] = [dice.one(keys), dice.one(values), dice.one(values)];
  switch (dice.below(depth === 0 ? 8 : 12)) {
    case 0:
      return { text: 'all()', fits: () => true };
    case 1:
      return { text: `has(${key})`, fits: (labels) => key in labels };
    case 2:
      return { text: `${key} != "${value}"`, fits: (labels) => labels[key] !== value };
    case 3:
      return {
        text: `${key} in {'${value}', '${other}'}`,
        fits: (labels) => labels[key] === value || labels[key] === other,
      };
    case 4:
      return { text: `${key} not in {'${value}'}`, fits: (labels) => labels[key] !== value };
    case 5:
      return { text: `${key} starts with '${value}'`, fits: (labels) => labels[key]?.startsWith(value) === true };
    case 6:
    case 7:
      return { text: `${key} == '${value}'`, fits: (labels) => labels[key] === value };
    case 8: {
      const one = selector(dice, depth - 1);
      return { text: `!(${one.text})`, fits: (labels) => !one.fits(labels) };
    }
    case 9: {
      const [a, b] = [selector(dice, depth - 1), selector(dice, depth - 1)];
      return { text: `(${a.text} || ${b.text})`, fits: (labels) => a.fits(labels) || b.fits(labels) };
    }
    default: {
      const [a, b] = [selector(dice, depth - 1), selector(dice, depth - 1)];
      return { text: `(${a.text}) && (${b.text})`, fits: (labels) => a.fits(labels) && b.fits(labels) };
    }
  }
}

export function randomCalico(dice: Dice): CalicoCluster {
  const { namespaces, pods } = randomCluster(dice);
  const where = Object.keys(namespaces);
  const meanings = new Map<string, SelectorText['fits']>();
  const text = (): string => {
    const one = selector(dice);
    meanings.set(one.text, one.fits);
    return one.text;
  };
  const namespaceText = (): string => {
    const name = dice.one(where);
    const by = `projectcalico.org/name == '${name}'`;
    meanings.set(by, (labels) => labels['projectcalico.org/name'] === name);
    meanings.set('all()', () => true);
    // One that asks for the want of a label leaves open whether it means what has no namespace.
    const key = dice.one(keys);
    meanings.set(`has(${key})`, (labels) => key in labels);
    return dice.one([by, by, 'all()', `has(${key})`]);
  };
  const tiers = dice.some(0, 2, () => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'Tier',
    metadata: { name: dice.one(['platform', 'security', 'late']) },
    spec: {
      ...(dice.percent(20) ? {} : { order: dice.one([10, 500, 2_000_000, 1_000_000]) }),
      ...(dice.percent(70) ? {} : { defaultAction: dice.one(['Pass', 'Deny']) }),
    },
  }));
  const known = [...new Map(tiers.map((one) => [one.metadata.name, one])).values()];
  const sets = dice.some(0, 3, (): Policy => {
    const isGlobal = dice.percent(60);
    return {
      apiVersion: 'projectcalico.org/v3',
      kind: isGlobal ? 'GlobalNetworkSet' : 'NetworkSet',
      metadata: { labels: { [dice.one(keys)]: dice.one(values) }, ...(isGlobal ? {} : { namespace: dice.one(where) }) },
      spec: { nets: dice.some(1, 2, () => dice.one(nets)) },
    };
  });
  const entity = (): Policy => ({
    ...(dice.percent(50) ? { selector: text() } : {}),
    ...(dice.percent(20) ? { notSelector: text() } : {}),
    ...(dice.percent(25) ? { namespaceSelector: dice.percent(20) ? 'global()' : namespaceText() } : {}),
  });
  const peer = (): Policy => {
    if (dice.percent(20)) return {};
    if (dice.percent(35)) {
      return {
        ...(dice.percent(70) ? { nets: dice.some(1, 2, () => dice.one(nets)) } : {}),
        ...(dice.percent(40) ? { notNets: [dice.one(nets)] } : {}),
      };
    }
    // Both must hold: the address and the labels.
    return { ...entity(), ...(dice.percent(20) ? { nets: [dice.one(nets)] } : {}) };
  };
  const rule = (side: 'source' | 'destination') => (): Policy => {
    const protocol = dice.percent(70) ? { protocol: dice.one(['TCP', 'UDP', 'SCTP']) } : {};
    const other = 'protocol' in protocol || dice.percent(80) ? {} : { notProtocol: 'UDP' };
    const of = peer();
    const port = dice.one(ports);
    const own =
      'protocol' in protocol && dice.percent(60)
        ? dice.percent(80)
          ? {
              ports: dice.some(1, 2, () =>
                dice.one([port, `${port}:${dice.one(ports.filter((one) => one >= port))}`, dice.one(names)]),
              ),
            }
          : { notPorts: [port] }
        : {};
    const destination = side === 'destination' ? { ...of, ...own } : own;
    return {
      action: dice.one(['Allow', 'Allow', 'Allow', 'Deny', 'Pass', 'Log']),
      ...protocol,
      ...other,
      ...(side === 'source' ? { source: of } : {}),
      ...(Object.keys(destination).length === 0 ? {} : { destination }),
    };
  };
  const calico = dice.some(0, 5, (): Policy => {
    const isGlobal = dice.percent(50);
    return {
      apiVersion: dice.one(['projectcalico.org/v3', 'crd.projectcalico.org/v1']),
      kind: isGlobal ? 'GlobalNetworkPolicy' : 'NetworkPolicy',
      metadata: isGlobal ? {} : { namespace: dice.one(where) },
      spec: {
        ...(known.length > 0 && dice.percent(50) ? { tier: dice.one(known).metadata.name } : {}),
        ...(dice.percent(80) ? { order: dice.one([1, 10, 999, 1001, 5000]) } : {}),
        ...(dice.percent(80) ? { selector: text() } : {}),
        ...(isGlobal && dice.percent(30) ? { namespaceSelector: namespaceText() } : {}),
        ...(dice.percent(50) ? { types: dice.one([['Ingress'], ['Egress'], ['Ingress', 'Egress']]) } : {}),
        ...(dice.percent(80) ? { ingress: dice.some(0, 3, rule('source')) } : {}),
        ...(dice.percent(60) ? { egress: dice.some(0, 3, rule('destination')) } : {}),
      },
    };
  });
  const plain = dice.some(0, 2, (): Policy => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace: dice.one(where) },
    spec: {
      podSelector: { matchLabels: dice.percent(50) ? {} : { [dice.one(keys)]: dice.one(values) } },
      ...(dice.percent(50) ? { policyTypes: dice.one([['Ingress'], ['Egress'], ['Ingress', 'Egress']]) } : {}),
      ingress: dice.some(0, 2, () => plainRule(dice, 'from')),
      egress: dice.some(0, 2, () => plainRule(dice, 'to')),
    },
  }));
  const policies = [...calico, ...plain];
  for (const [index, policy] of [...policies, ...sets].entries()) policy.metadata.name = `policy-${index}`;
  // A staged policy is watched and not enforced: it stands in the objects alone.
  return { namespaces, pods, policies, meanings, tiers: known, sets };
}

function plainRule(dice: Dice, side: string): Policy {
  return {
    ...(dice.percent(60) ? { [side]: [{ podSelector: { matchLabels: { [dice.one(keys)]: dice.one(values) } } }] } : {}),
    ...(dice.percent(60) ? { ports: [{ protocol: dice.one(['TCP', 'UDP']), port: dice.one(ports) }] } : {}),
  };
}

/** Objects beside the Pods and policies of `objectsOf`. */
export function calicoObjectsOf({ tiers, sets }: CalicoCluster): Policy[] {
  const staged = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'StagedGlobalNetworkPolicy',
    metadata: { name: 'staged' },
    spec: { order: 1, selector: 'all()', types: ['Ingress', 'Egress'], ingress: [{ action: 'Deny' }] },
  };
  return [...tiers, ...sets, staged];
}
