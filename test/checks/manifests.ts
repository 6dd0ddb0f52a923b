import assert from 'node:assert/strict';
import { listing } from '../../src/facts/listing.ts';
import { readYaml } from '../../src/formats/yaml/read-yaml.ts';
import { fact, type Fact, type Stage } from '../../src/model/fact.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';
import { here } from './table.ts';

/** The facts that the real reader makes of a YAML text; what it tells as a gap is for its own tests. */
export function manifests(text: string, stage: Stage = 'declared'): Fact[] {
  const { documents, problems } = readYaml(text, 'test.yaml', 'test', 'kubernetes');
  assert.deepEqual(problems, []);
  return documents
    .flatMap(({ root }) => readKubernetes(root, { source: 'test', stage }))
    .flatMap((one) => ('fact' in one ? [one.fact] : []));
}

/** A Pod with this spec (in flow style, without braces), and more in its metadata. */
export function pod(spec: string, metadata = '', stage: Stage = 'declared'): Fact[] {
  return manifests(`{apiVersion: v1, kind: Pod, metadata: {name: web, ${metadata}}, spec: {${spec}}}`, stage);
}

/** A Pod with one container of these settings beside its name and image, and more in the Pod spec. */
export function inContainer(settings: string, spec = ''): Fact[] {
  return pod(`containers: [{name: web, image: "r.example/web:1.2", ${settings}}], ${spec}`);
}

/** A Pod with one plain container and these settings of the Pod. */
export function inPod(spec: string, metadata = '', stage: Stage = 'declared'): Fact[] {
  return pod(`containers: [{name: web, image: "r.example/web:1.2"}], ${spec}`, metadata, stage);
}

/** That all objects of these kinds were seen, in every namespace. */
export function listed(stage: Stage, ...kinds: string[]): Fact[] {
  return kinds.map((kind) =>
    fact(listing, { subject: { source: 'test', kind: 'Cluster', name: 'test' }, stage }, { kind, namespace: '' }, here),
  );
}
