import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Workload } from '../../facts/workload.ts';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import { readKubernetes } from './read-kubernetes.ts';

const text = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  hostNetwork: false
  containers:
    - name: main
      image: registry.example/web:1
      securityContext: {privileged: true, runAsUser: 0}
      ports: [{name: http, containerPort: 8080, hostPort: 80}]
      env: [{name: A, value: b}]
  initContainers:
    - {image: registry.example/init:1}
`;

function read(only?: 'network'): { workload: Workload; gaps: number } {
  const { documents } = readYaml(text, 'web.yaml', 'test', 'kubernetes');
  const sightings = readKubernetes(documents[0]!.root, { source: 'test', stage: 'declared', only });
  const facts = sightings.flatMap((one) => ('fact' in one ? [one.fact] : []));
  return {
    workload: facts.find(({ kind }) => kind === 'workload')!.value as Workload,
    gaps: sightings.filter((one) => 'gap' in one).length,
  };
}

describe('containers of which the network alone is asked', () => {
  const [whole, part] = [read(), read('network')];
  it('have the same names, roles, images and ports, and lack no gap', () => {
    const seen = ({ workload }: typeof whole): unknown[] =>
      workload.containers.map(({ name, role, image, ports, at }) => ({ name, role, image, ports, at }));
    assert.deepEqual(seen(part), seen(whole));
    assert.deepEqual(part.workload.labels, whole.workload.labels);
    assert.deepEqual(part.workload.hostNetwork, whole.workload.hostNetwork);
    assert.equal(part.gaps, whole.gaps);
  });
  it('leave every other setting undefined, with the reason', () => {
    const settings = Object.entries(part.workload.containers[0]!).filter(
      ([key, value]) =>
        key !== 'image' && typeof value === 'object' && value !== null && 'at' in value && 'why' in value,
    );
    assert.ok(settings.length > 25);
    for (const [key, { value, why }] of settings) {
      assert.equal(value, undefined, key);
      assert.match(why, /network alone/);
    }
  });
});
