import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { factsIn } from '../../../test/network/facts.ts';
import { readFlows } from '../../formats/flows/read-flows.ts';
import { reachabilityOf } from '../../questions/network/reachability/reachability.ts';
import { nameOf, type Need } from './need.ts';
import { policyText } from './policy-text.ts';
import { prove, type Proof } from './prove.ts';
import { suggest, type SuggestOptions, type Suggestion } from './suggest.ts';
import { usualDns } from './surroundings.ts';

interface Made {
  readonly made: Suggestion;
  readonly proof: Proof;
  readonly text: string;
}

function suggested(yaml: string, options: SuggestOptions = {}): Made {
  const facts = factsIn(`${usualDns}---\n${yaml}`);
  const today = reachabilityOf(facts);
  const made = suggest(facts, today, options);
  const text = policyText(made.policies);
  const after = reachabilityOf([...facts, ...factsIn(text)]);
  return { made, text, proof: prove(made.needs, today, after) };
}

const deployment = (name: string, more = '', env = '', namespace = 'shop'): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, version: v1 } }
    spec:
      ${more === '' ? 'restartPolicy: Always' : more}
      containers:
        - { name: main, image: a, ports: [{ name: main, containerPort: 8080 }], env: [${env}] }
---`;
const service = (name: string, spec = 'ports: [{ port: 80, targetPort: main }]', namespace = 'shop'): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ${spec} }
---`;

/** `Deployment/shop/web > Deployment/shop/db TCP 8080`, without DNS. */
function needsOf(needs: readonly Need[]): string[] {
  return needs
    .filter(({ why }) => !why.includes('DNS'))
    .map(
      ({ from, to, ports }) =>
        `${nameOf(from)} > ${nameOf(to)} ${ports.map(({ protocol, first }) => `${protocol} ${first}`).join(', ')}`,
    )
    .toSorted();
}

const web = 'Deployment/shop/web';
const db = 'Deployment/shop/db';
const table: [string, string, string[]][] = [
  [
    'a host',
    deployment('web', '', '{ name: DB_HOST, value: db }') + deployment('db') + service('db'),
    [`${web} > ${db} TCP 8080`],
  ],
  [
    'a URL in an argument, of another namespace',
    deployment('web').replace('env: []', "args: ['--api=http://api.back:80/x']") +
      deployment('api', '', '', 'back') +
      service('api', undefined, 'back'),
    [`${web} > Deployment/back/api TCP 8080`],
  ],
  ['a word that is no host', deployment('web', '', '{ name: MODE, value: db }') + deployment('db') + service('db'), []],
  [
    'a port beside the host, of two that the Service has',
    deployment('web', '', '{ name: DB_HOST, value: db }, { name: DB_PORT, value: "81" }') +
      deployment('db') +
      service('db', 'ports: [{ name: a, port: 80, targetPort: 1 }, { name: b, port: 81, targetPort: 2 }]'),
    [`${web} > ${db} TCP 2`],
  ],
  [
    'a ConfigMap',
    deployment('web').replace('env: []', 'envFrom: [{ configMapRef: { name: c } }]') +
      deployment('db') +
      service('db') +
      '\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\ndata: { app.ini: "[x]\\nhost = db:80\\n" }\n---',
    [`${web} > ${db} TCP 8080`],
  ],
  [
    'a Service that is open',
    deployment('web') + service('web', 'type: NodePort, ports: [{ port: 80, targetPort: main }]'),
    [`anyone > ${web} TCP 8080`],
  ],
  [
    'an Ingress, its controller known',
    deployment('web') +
      service('web') +
      deployment('ingress', '', '', 'edge').replace('image: a', 'image: registry.k8s.io/ingress-nginx/controller') +
      '\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: i, namespace: shop }\nspec: { rules: [{ http: { paths: [{ path: /, backend: { service: { name: web, port: { number: 80 } } } }] } }] }\n---',
    [`Deployment/edge/ingress > ${web} TCP 8080`],
  ],
  [
    'a webhook',
    deployment('web') +
      service('web', 'ports: [{ port: 443, targetPort: 9443 }]') +
      '\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: v }\nwebhooks: [{ clientConfig: { service: { name: web, namespace: shop } } }]\n---',
    [`anyone > ${web} TCP 9443`],
  ],
  [
    'rights at the API server',
    deployment('web', 'serviceAccountName: robot') +
      '\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: r, namespace: shop }\nroleRef: { kind: Role, name: r }\nsubjects: [{ kind: ServiceAccount, name: robot }]\n---',
    [`${web} > anyone TCP 443, TCP 6443`],
  ],
  [
    'an address outside',
    deployment(
      'web',
      '',
      '{ name: API_URL, value: "https://203.0.113.7/x" }, { name: SELF, value: "http://127.0.0.1:1/" }',
    ),
    [`${web} > ip:203.0.113.7/32 TCP 443`],
  ],
  [
    'metrics, whoever reads them',
    deployment('web').replace(
      'labels: { app: web',
      "annotations: { prometheus.io/scrape: 'true', prometheus.io/port: '9100' }, labels: { app: web",
    ),
    [`every Pod > ${web} TCP 9100`],
  ],
];

describe('suggest', () => {
  for (const [name, yaml, expected] of table) {
    it(`takes from ${name} what is needed, and proves it`, () => {
      const { made, proof } = suggested(yaml);
      assert.deepEqual(needsOf(made.needs), expected);
      assert.deepEqual([proof.lost, proof.widened, proof.unproven], [[], [], []]);
      assert.ok(proof.pairs.after < proof.pairs.today);
    });
  }

  it('takes labels that last, and as many as tell a workload from its neighbours', () => {
    const other = deployment('web2').replaceAll('app: web2', 'app: web').replace('version: v1', 'tier: back');
    const { text } = suggested(deployment('web').replace('version: v1', 'version: v1, tier: front') + other);
    assert.match(text, /podSelector: \{ matchLabels: \{ app: web, tier: front \} \}/);
    assert.doesNotMatch(text, /version/);
  });

  it('learns from flows, and says which it cannot place', () => {
    const flow = (pod: string): string =>
      JSON.stringify({
        flow: {
          verdict: 'FORWARDED',
          is_reply: false,
          l4: { TCP: { destination_port: 8080 } },
          source: { namespace: 'shop', pod_name: pod },
          destination: { namespace: 'shop', pod_name: 'db-5f6d7c8b9-x2x4z' },
        },
      });
    const { flows } = readFlows(`${flow('web-7d9f6c-abcde')}\n${flow('gone-1')}`);
    const { made, proof } = suggested(deployment('web') + deployment('db'), { observed: { flows, file: 'f' } });
    assert.deepEqual(needsOf(made.needs), [`${web} > ${db} TCP 8080`]);
    assert.deepEqual(proof.lost, []);
    assert.deepEqual(made.leftOut, [{ what: 'line 2 of f', because: 'shop/gone-1 is of no workload that was read' }]);
  });

  it('opens nothing that a policy refuses today, and says so', () => {
    const policy =
      '\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: shut, namespace: shop }\nspec: { podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress] }\n---';
    const { made, proof } = suggested(
      deployment('web', '', '{ name: DB_HOST, value: db }') + deployment('db') + service('db') + policy,
    );
    assert.deepEqual(needsOf(made.needs), []);
    assert.deepEqual(needsOf(made.refused), [`${web} > ${db} TCP 8080`]);
    assert.deepEqual([proof.lost, proof.widened], [[], []]);
    assert.ok(made.leftOut.some(({ because }) => because.includes('NetworkPolicy shut')));
  });

  it('denies by default only where it cuts off nobody that no policy can find', () => {
    const bare =
      '\napiVersion: v1\nkind: Pod\nmetadata: { name: bare, namespace: shop }\nspec: { containers: [{ name: a, image: b }] }\n---';
    const { made, text } = suggested(deployment('web') + bare);
    assert.doesNotMatch(text, /default-deny/);
    assert.ok(made.leftOut.some(({ because }) => because.includes('bare')));
  });

  it('leaves what is on the network of its node, and the parts of Kubernetes', () => {
    const { made } = suggested(deployment('web', 'hostNetwork: true') + deployment('dns', '', '', 'kube-system'));
    assert.deepEqual(
      made.policies.map(({ object }) => `${object.metadata.namespace}/${object.metadata.name}`),
      ['shop/default-deny'],
    );
  });

  it('is proven for any workloads, needs and policies of today', () => {
    const names = ['a', 'b', 'c', 'd'];
    const name = fc.constantFrom(...names);
    const selector = fc.oneof(
      fc.constant('{}'),
      name.map((one) => `{ matchLabels: { app: ${one} } }`),
    );
    const rule = fc.tuple(selector, fc.constantFrom('', ', ports: [{ port: 8080 }]', ', ports: [{ protocol: UDP }]'));
    const policy = fc.tuple(
      selector,
      fc.constantFrom('Ingress', 'Egress', 'Ingress, Egress'),
      fc.array(rule, { maxLength: 2 }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, name), { maxLength: 5 }),
        fc.array(policy, { maxLength: 3 }),
        fc.subarray(names, { minLength: 1 }),
        fc.boolean(),
        (uses, policies, own, open) => {
          const yaml = [
            ...own.map((one) =>
              deployment(
                one,
                '',
                uses
                  .filter(([from]) => from === one)
                  .map(([, to], at) => `{ name: H${at}_HOST, value: ${to} }`)
                  .join(', '),
              ),
            ),
            ...own.map((one, at) =>
              service(one, open && at === 0 ? 'type: NodePort, ports: [{ port: 80, targetPort: main }]' : undefined),
            ),
            ...policies.map(
              ([pods, types, rules], at) =>
                `\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p${at}, namespace: shop }\nspec: { podSelector: ${pods}, policyTypes: [${types}], ingress: [${rules.map(([peer, ports]) => `{ from: [{ podSelector: ${peer} }]${ports} }`).join(', ')}], egress: [${rules.map(([peer, ports]) => `{ to: [{ podSelector: ${peer} }]${ports} }`).join(', ')}] }\n---`,
            ),
          ].join('');
          const { proof, text } = suggested(yaml);
          assert.deepEqual([proof.lost, proof.widened, proof.unproven], [[], [], []], `${yaml}\n${text}`);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('what is named and was not read', () => {
  const env = (value: string): string => `{ name: API_URL, value: '${value}' }`;
  const cases: readonly (readonly [what: string, yaml: string, unsure: number, text?: RegExp])[] = [
    ['a Service that was read', deployment('web', '', env('http://db')) + deployment('db') + service('db'), 0],
    ['a Service of elsewhere', deployment('web', '', env('http://pay.billing.svc:8080')), 1],
    ['a word that is no Service', deployment('web', '', env('http://pay:8080')), 1],
    ['a Service without a Pod', deployment('web', '', env('http://pay')) + service('pay'), 1],
    [
      'a Service that is a name outside',
      `${deployment('web', '', env('mysql://ext'))}
apiVersion: v1
kind: Service
metadata: { name: ext, namespace: shop }
spec: { type: ExternalName, externalName: db.example.com }
`,
      0,
      /port: 3306/,
    ],
    [
      'a Service without a selector',
      `${deployment('web', '', env('http://ext'))}${service('ext').replace('selector: { app: ext },', '')}`.replace(
        'targetPort: main',
        'targetPort: 3306',
      ),
      0,
      /port: 3306/,
    ],
    ['a name of an own domain', deployment('web', '', env('http://vault.corp.internal:8200')), 0, /port: 8200/],
    ['the API server', deployment('web', '', env('https://kubernetes.default.svc')), 0, /port: 6443/],
    ['a ConfigMap', deployment('web', '', '{ name: A, valueFrom: { configMapKeyRef: { name: gone, key: a } } }'), 1],
  ];
  for (const [what, yaml, unsure, text] of cases)
    it(what, () => {
      const { made, text: written } = suggested(yaml);
      assert.equal(made.unsure.length, unsure, JSON.stringify(made.unsure));
      assert.match(written, text ?? /./);
    });

  it('flows of the kernel to a Pod whose address was not read', () => {
    const line =
      'tcp 6 100 ESTABLISHED src=10.244.0.5 dst=10.96.0.1 sport=4000 dport=80 src=10.244.0.6 dst=10.244.0.5 sport=8080 dport=4000 use=1';
    const { made } = suggested(deployment('web'), { observed: { flows: readFlows(line).flows, file: 'f' } });
    assert.equal(made.unsure.length, 1);
  });
});
