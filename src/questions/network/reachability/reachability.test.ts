import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describePorts, partAt, partsOf } from '../../../formats/connections/connections.ts';
import type { Protocol } from '../../../model/connections.ts';
import { factsIn } from '../../../../test/network/facts.ts';
import type { Cni, Endpoint } from './layer.ts';
import { stranger } from './endpoints/stranger.ts';
import { reachabilityOf, type Reachability } from './reachability.ts';

const pod = (name: string, more = ''): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}, spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 8080}]}]${more}}}`;
const namespace = (name: string, labels = '{}'): string =>
  `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}, labels: ${labels}}}`;
const policy = (spec: string, name = 'p'): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: shop}, spec: ${spec}}`;
const shop = [namespace('shop'), pod('web'), pod('db')];

function asked(documents: readonly string[], cni?: Cni): Reachability {
  return reachabilityOf(factsIn(documents.join('\n---\n')), { cni });
}

function verdict(
  reachability: Reachability,
  from: string,
  to: string,
  port: number,
  protocol: Protocol = 'TCP',
): string {
  const [source, destination] = [from, to].map((text) => {
    const found = reachability.find(text);
    assert.equal(found.length, 1, `${text}: ${found.length} found`);
    return found[0]!;
  });
  const { verdict: said, missing = [], because } = partAt(reachability.between(source!, destination!), protocol, port)!;
  if (said !== 'unknown') assert.ok(because.length > 0, 'a reason is given');
  return said === 'unknown' ? `unknown: ${missing.join('; ')}` : said;
}

/** Policies of namespace shop, beside Pods web and db | from | to | port | what is said. */
const vectors = `
-                                                                                             | web | db | 5432 | allowed
{podSelector: {}}                                                                             | web | db | 5432 | denied
{podSelector: {}}                                                                             | web | internet | 443 | allowed
{podSelector: {}}                                                                             | internet | web | 443 | denied
{podSelector: {}, policyTypes: [Egress]}                                                      | web | db | 5432 | denied
{podSelector: {}, egress: []}                                                                 | web | internet | 443 | allowed
{podSelector: {}, ingress: [{}]}                                                              | internet | db | 5432 | allowed
{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}              | web | db | 5432 | allowed
{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}              | db | web | 80 | denied
{podSelector: {}, ingress: [{ports: [{port: http}]}]}                                         | web | db | 8080 | allowed
{podSelector: {}, ingress: [{ports: [{port: http}]}]}                                         | web | db | 8081 | denied
{podSelector: {}, ingress: [{ports: [{port: grpc}]}]}                                         | web | db | 8080 | denied
{podSelector: {}, ingress: [{ports: [{port: 80, endPort: 90}]}]}                              | web | db | 90 | allowed
{podSelector: {}, ingress: [{ports: [{protocol: UDP}]}]}                                      | web | db | 90 | denied
{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {a: b}}}]}]}            | web | db | 90 | denied
{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 8.8.8.0/24}}]}]}                         | web | db | 90 | denied
{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 8.8.8.0/24}}]}]}                         | 8.8.8.8 | db | 90 | allowed
{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 8.8.8.0/24, except: [8.8.8.8/32]}}]}]}   | 8.8.8.8 | db | 90 | denied
{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 8.8.8.0/24, except: [8.8.8.8/32]}}]}]}   | 8.8.8.0/24 | db | 90 | unknown: which addresses of 8.8.8.0/24 are meant: some are let through and some are not
{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 8.8.8.0/24}}]}]}                         | internet | db | 90 | allowed
{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: '2001:db8::/32'}}]}]}                    | 2001:db8::7 | db | 90 | allowed
{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}                         | web | db | 90 | unknown: addresses of Pods, which only a running cluster knows (NetworkPolicy shop/p, ingress rule 1)
{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/33}}]}]}                        | web | db | 90 | unknown: what NetworkPolicy shop/p means, which the API server refuses: "10.0.0.0/33" is no block of addresses
{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 70000}]}]}                  | web | db | 90 | unknown: what NetworkPolicy shop/p means, which the API server refuses: 70000 is no port
{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 70000}]}]}                  | db | web | 90 | allowed
`;

describe('what NetworkPolicies let through', () => {
  for (const line of vectors.trim().split('\n')) {
    const [spec, from, to, port, expected] = line.split(' | ').map((part) => part.trim()) as [
      string,
      string,
      string,
      string,
      string,
    ];
    it(`${spec} ${from} → ${to} ${port}`, () => {
      const documents = spec === '-' ? shop : [...shop, policy(spec)];
      assert.equal(verdict(asked(documents), from, to, Number(port)), expected);
    });
  }
  it('knows no labels of a namespace that was not read, but that of its name', () => {
    const by = (selector: string): string =>
      verdict(
        asked([
          pod('web'),
          pod('db'),
          policy(`{podSelector: {}, ingress: [{from: [{namespaceSelector: ${selector}}]}]}`),
        ]),
        'web',
        'db',
        1,
      );
    assert.match(by('{matchLabels: {team: a}}'), /^unknown: the labels of Namespace shop, which was not read/);
    assert.equal(by('{matchLabels: {kubernetes.io/metadata.name: shop}}'), 'allowed');
    assert.equal(by('{matchLabels: {kubernetes.io/metadata.name: other}}'), 'denied');
  });
  it('does not know the labels that a controller puts on its Pods', () => {
    const deployment = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: shop}, spec: {template: {metadata: {labels: {app: api}}, spec: {containers: [{name: c, image: i}]}}}}`;
    const by = policy('{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {pod-template-hash: abc}}}]}]}');
    assert.match(
      verdict(asked([...shop, deployment, by]), 'api', 'db', 1),
      /labels that controllers put on their Pods/,
    );
  });
  it('a Pod reaches itself; another of the same Deployment only as policies say', () => {
    const deployment = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: shop}, spec: {template: {metadata: {labels: {app: api}}, spec: {containers: [{name: c, image: i}]}}}}`;
    const reachability = asked([...shop, deployment, policy('{podSelector: {}}')]);
    assert.equal(verdict(reachability, 'web', 'web', 1), 'allowed');
    assert.equal(verdict(reachability, 'api', 'api', 1), 'denied');
  });
  it('a port whose number cannot be read is perhaps any', () => {
    const strange = pod('db').replace('containerPort: 8080', 'containerport: 8080');
    const by = (name: string): string =>
      verdict(
        asked([
          namespace('shop'),
          pod('web'),
          strange,
          policy(`{podSelector: {}, ingress: [{ports: [{port: ${name}}]}]}`),
        ]),
        'web',
        'db',
        1,
      );
    assert.equal(by('http'), 'unknown: the numbers of ports that NetworkPolicy shop/p, ingress rule 1 names');
    assert.equal(by('other'), 'denied');
  });
  it('enforces nothing where no plugin does', () => {
    const reachability = asked([...shop, policy('{podSelector: {}}')], 'none');
    assert.equal(verdict(reachability, 'web', 'db', 1), 'allowed');
    const [part] = reachability.between('Pod/shop/web', 'Pod/shop/db');
    assert.match(part!.because[0]!.rule, /enforces no policies/);
  });
  it('of a kind that it does not understand says that it does not know', () => {
    const foreign = '{apiVersion: crd.antrea.io/v1beta1, kind: ClusterNetworkPolicy, metadata: {name: x}, spec: {}}';
    assert.match(
      verdict(asked([...shop, foreign]), 'web', 'db', 1),
      /unknown: what ClusterNetworkPolicy default\/x selects and lets through/,
    );
  });
});

describe('Pods on the network of their node', () => {
  const node = pod('agent', ', hostNetwork: true');
  const closed = policy('{podSelector: {}, policyTypes: [Ingress, Egress]}');
  it('are let in by their own node, whichever that is', () => {
    assert.match(
      verdict(asked([...shop, node, closed], 'kubernetes'), 'agent', 'db', 1),
      /unknown: whether both run on the same node/,
    );
    assert.equal(verdict(asked([...shop, node], 'kubernetes'), 'agent', 'db', 1), 'allowed');
  });
  it('are selected by no policy, or by a plugin that does so', () => {
    const open = policy('{podSelector: {}, egress: [{}]}');
    assert.equal(verdict(asked([...shop, node, open], 'kubernetes'), 'web', 'agent', 1), 'allowed');
    assert.match(
      verdict(asked([...shop, node, open]), 'web', 'agent', 1),
      /unknown: whether the network plugin counts Pods/,
    );
  });
});

describe('what is neither a Pod nor addresses', () => {
  const host: Endpoint = { peer: { id: 'host', kind: 'Host', name: 'host', labels: {} } };
  const said = (spec: string, ...documents: string[]): string[] => {
    const reach = asked([...shop, ...documents, policy(spec)]);
    const layer = reach.layers.find(({ name }) => name === 'policy')!;
    const db = reach.find('db')[0]!;
    return [layer.between(host, db), layer.between(db, host)].map((parts) =>
      parts === undefined ? 'no say' : partAt(parts, 'TCP', 80)!.verdict,
    );
  };

  it('meets policies by an address that is not known', () => {
    assert.deepEqual(said('{podSelector: {matchLabels: {app: web}}}'), ['no say', 'no say']);
    assert.deepEqual(said('{podSelector: {}}'), ['unknown', 'no say']);
    assert.deepEqual(said('{podSelector: {}, policyTypes: [Egress]}'), ['no say', 'unknown']);
    assert.deepEqual(said('{podSelector: {}, ingress: [{ports: [{port: 80}]}]}'), ['allowed', 'no say']);
    assert.deepEqual(said('{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}'), [
      'unknown',
      'no say',
    ]);
  });
});

describe('policies around NetworkPolicies', () => {
  const admin = (name: string, priority: number, action: string, more = ''): string =>
    `{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: ${name}}, spec: {tier: Admin, priority: ${priority}, subject: {namespaces: {}}, ingress: [{action: ${action}, from: [{namespaces: {}}]${more}}]}}`;
  it('decide before them, and leave to them what they pass on', () => {
    const closed = policy('{podSelector: {}}');
    assert.equal(verdict(asked([...shop, admin('a', 1, 'Accept'), closed]), 'web', 'db', 1), 'allowed');
    assert.equal(
      verdict(asked([...shop, admin('a', 1, 'Pass'), admin('b', 2, 'Accept'), closed]), 'web', 'db', 1),
      'denied',
    );
    assert.equal(verdict(asked([...shop, admin('a', 1, 'Deny')]), 'web', 'db', 1), 'denied');
    assert.equal(verdict(asked([...shop, admin('a', 1, 'Deny')]), 'internet', 'db', 1), 'allowed');
  });
  it('of equal priority that disagree leave it open which goes first', () => {
    const clash = asked([
      ...shop,
      admin('a', 5, 'Accept', ', protocols: [{tcp: {destinationPort: {number: 80}}}]'),
      admin('b', 5, 'Deny'),
    ]);
    assert.match(
      verdict(clash, 'web', 'db', 80),
      /which of ClusterNetworkPolicy a and ClusterNetworkPolicy b goes first: both have priority 5/,
    );
    assert.equal(verdict(clash, 'web', 'db', 81), 'denied');
  });
  it('fail closed at a peer that names nothing that is known', () => {
    const strange = (action: string): string =>
      `{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: a}, spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: ${action}, from: [{planets: {}}]}]}}`;
    assert.equal(verdict(asked([...shop, strange('Pass')]), 'internet', 'db', 1), 'denied');
    assert.equal(
      verdict(asked([...shop, strange('Accept'), policy('{podSelector: {}}')]), 'internet', 'db', 1),
      'denied',
    );
  });
  it('that no API server takes hold perhaps', () => {
    const wrong = admin('a', 1001, 'Deny');
    assert.match(
      verdict(asked([...shop, wrong]), 'web', 'db', 1),
      /unknown: whether ClusterNetworkPolicy a holds: its priority/,
    );
  });
  it('may name domains, whose addresses are not known', () => {
    const domain = `{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: a}, spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Accept, to: [{domainNames: ['*.example.org']}]}, {action: Deny, to: [{networks: [0.0.0.0/0, '::/0']}]}]}}`;
    assert.match(verdict(asked([...shop, domain]), 'web', '8.8.8.8', 1), /unknown: which addresses a domain name has/);
  });
});

describe('ends of connections', () => {
  it('are found by name, by kind, by address; what is ambiguous is told as several', () => {
    const other =
      '{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: other}, spec: {containers: [{name: c, image: i}]}}';
    const reachability = asked([...shop, other]);
    const found = (text: string): string[] => reachability.find(text).map(({ peer }) => peer.id);
    assert.deepEqual(found('web').toSorted(), ['Pod/other/web', 'Pod/shop/web']);
    for (const text of ['shop/web', 'Pod/shop/web', 'pod shop web', 'Pod shop/web'])
      assert.deepEqual(found(text), ['Pod/shop/web']);
    assert.deepEqual(found('pod/db'), ['Pod/shop/db']);
    assert.deepEqual(found('nobody'), []);
    assert.deepEqual(found('10.0.0.1'), ['ip:10.0.0.1/32']);
    assert.deepEqual(found('ip:10.0.0.0/8'), ['ip:10.0.0.0/8']);
    assert.deepEqual(found('internet'), ['internet']);
    assert.throws(() => reachability.between('Pod/shop/nobody', 'Pod/shop/web'), RangeError);
  });
  it('Pods of one controller are one, those with other labels are not, finished ones are none', () => {
    const owned = (name: string, labels: string, phase = 'Running'): string =>
      `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: shop, labels: ${labels}, ownerReferences: [{kind: ReplicaSet, name: api-1, controller: true}]}, spec: {containers: [{name: c, image: i}]}, status: {phase: ${phase}}}`;
    const set = `{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: api-1, namespace: shop, ownerReferences: [{kind: Deployment, name: api, controller: true}]}, spec: {template: {metadata: {labels: {app: api, pod-template-hash: '1'}}, spec: {containers: [{name: c, image: i}]}}}}`;
    const deployment = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: shop}, spec: {template: {metadata: {labels: {app: api}}, spec: {containers: [{name: c, image: i}]}}}}`;
    const pods = [
      owned('api-1-a', "{app: api, pod-template-hash: '1'}"),
      owned('api-1-b', '{app: api, debug: on-me}'),
      owned('api-1-c', '{app: api}', 'Succeeded'),
    ];
    const ids = (documents: readonly string[]): string[] =>
      asked(documents).endpoints.flatMap(({ peer }) => (peer.kind === 'ip' ? [] : [peer.id]));
    assert.deepEqual(ids([...pods, set, deployment]), ['Deployment/shop/api', 'Pod/shop/api-1-b']);
    assert.deepEqual(ids([...pods, set]), ['Deployment/shop/api', 'Pod/shop/api-1-b']);
    assert.deepEqual(ids(pods), ['ReplicaSet/shop/api-1', 'Pod/shop/api-1-b']);
    const job = (status: string): string =>
      `{apiVersion: batch/v1, kind: Job, metadata: {name: once, namespace: shop}, spec: {template: {spec: {containers: [{name: c, image: i}]}}}, status: ${status}}`;
    assert.deepEqual(ids([job('{active: 1}')]), ['Job/shop/once']);
    assert.deepEqual(ids([job("{completionTime: '2024-01-01T00:00:00Z'}")]), []);
    assert.deepEqual(ids([job("{conditions: [{type: Failed, status: 'True'}]}")]), []);
  });
  it('a Pod that no policy names stands for every other', () => {
    const reachability = asked([
      ...shop,
      policy(
        '{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 1}]}]}',
      ),
    ]);
    assert.equal(describePorts(partsOf(reachability.between(stranger, 'Pod/shop/db'), 'allowed')), 'TCP 1');
    assert.equal(describePorts(partsOf(reachability.between(stranger, 'Pod/shop/web'), 'allowed')), 'everything');
  });
  it('addresses outside are held once each, both families', () => {
    const blocks =
      '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {ipBlock: {cidr: "fd00::/8"}}]}]}';
    const outside = asked([...shop, policy(blocks)]).endpoints.flatMap(({ peer }) => peer.blocks ?? []);
    assert.equal(new Set(outside).size, outside.length);
    assert.ok(outside.includes('10.1.0.0/16') || outside.includes('10.0.0.0/16'));
    const count = outside
      .filter((text) => text.includes('.'))
      .reduce((sum, text) => sum + 2 ** (32 - Number(text.split('/')[1])), 0);
    assert.equal(count, 2 ** 32);
  });
});
