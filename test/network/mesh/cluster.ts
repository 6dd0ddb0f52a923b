import assert from 'node:assert/strict';
import { workload, type Workload } from '../../../src/facts/workload.ts';
import { readYaml } from '../../../src/formats/yaml/read-yaml.ts';
import { partAt } from '../../../src/formats/connections/connections.ts';
import type { Fact, Stage } from '../../../src/model/fact.ts';
import type { Part } from '../../../src/model/connections.ts';
import type { Endpoint } from '../../../src/questions/network/reachability/layer.ts';
import { meshLayer } from '../../../src/questions/network/reachability/mesh/layer.ts';
import { readKubernetes } from '../../../src/readers/kubernetes/read-kubernetes.ts';

/** The facts of a YAML text by the real reader; what it does not read fails the test. */
export function factsOf(text: string, stage: Stage = 'declared'): Fact[] {
  const { documents, problems } = readYaml(text, 'cluster.yaml', 'test', 'kubernetes');
  assert.deepEqual(problems, []);
  return documents
    .flatMap(({ root }) => readKubernetes(root, { source: 'test', stage }))
    .map((sighting) => {
      assert.ok('fact' in sighting, JSON.stringify(sighting));
      return sighting.fact;
    });
}

/** `shop/web`, or a block of addresses outside: `10.0.0.0/8`. */
export function endpointOf(facts: readonly Fact[], name: string): Endpoint {
  if (/^[\d.:a-f]+\/\d+$/.test(name))
    return { peer: { id: `ip:${name}`, kind: 'ip', name, labels: {}, blocks: [name] } };
  const found = facts.find(
    ({ kind, subject }) => kind === workload.name && `${subject.namespace ?? 'default'}/${subject.name}` === name,
  ) as Fact<Workload> | undefined;
  assert.ok(found !== undefined, `no workload ${name}`);
  const { labels } = found.value;
  const { namespace = 'default', kind } = found.subject;
  return { peer: { id: `${kind}/${name}`, kind, namespace, name: found.subject.name, labels }, workload: found };
}

export interface Said {
  /** `allowed`, `denied`, `unknown`; `silent` where the mesh has no say. */
  readonly verdict: string;
  /** `encrypts`, `may encrypt`, `does not encrypt`; empty where none is said. */
  readonly wire: string;
  readonly part: Part | undefined;
}

/** What the mesh says of `web -> db:5432`, namespaces as in `endpointOf`. */
export function ask(facts: readonly Fact[], from: string, to: string, port: number): Said {
  const layer = meshLayer(facts);
  const connections = layer?.between(endpointOf(facts, from), endpointOf(facts, to));
  if (connections === undefined) return { verdict: 'silent', wire: '', part: undefined };
  const part = partAt(connections, 'TCP', port)!;
  const wire = part.because.find((one) => one.layer === 'encryption')?.effect ?? '';
  return { verdict: part.verdict, wire, part };
}

/** A Pod in the form that most tests need. */
export function pod(name: string, namespace: string, more = '', metadata = ''): string {
  return `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} }${metadata} }
spec:
  serviceAccountName: ${name}
  ${more}
  containers:
    - { name: ${name}, image: registry.example/x, ports: [{ name: main, containerPort: 8080 }] }
`;
}

export function service(name: string, namespace: string, port: string): string {
  return `
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [${port}] }
`;
}

export const namespace = (name: string, labels: string, annotations = '{}'): string => `
---
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: ${labels}, annotations: ${annotations} }
`;

export function istio(kind: string, name: string, where: string, spec: string, metadata = ''): string {
  const group = kind === 'DestinationRule' ? 'networking' : 'security';
  return `
---
apiVersion: ${group}.istio.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${where}${metadata} }
spec: ${spec}
`;
}
