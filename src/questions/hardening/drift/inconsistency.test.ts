import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf } from '../../../../test/drift/hold.ts';
import { container, factOf, here, workloadFact } from '../../../../test/checks/table.ts';
import { engine, type Engine } from '../../../facts/engine.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { drift } from '../../../../test/drift/hold.ts';
import { inconsistencies } from './inconsistency.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type Plain = any;

const place = (label: string, ...facts: readonly Fact[]): { label: string; facts: readonly Fact[]; gaps: [] } => ({
  label,
  facts,
  gaps: [],
});
function engineOf(given: Readonly<Record<string, unknown>>): Fact<Engine> {
  const told: Record<string, unknown> = { at: here };
  const silent = new Proxy(told, {
    get: (all, key) => (key in all ? all[key as string] : seen(undefined, here)),
  });
  for (const [key, value] of Object.entries(given)) silent[key] = seen(value, here);
  return factOf(engine, silent as unknown as Engine, 'running');
}
const told = (all: ReturnType<typeof inconsistencies>): string[] =>
  all.map(
    ({ severity, name, setting, places }) =>
      `${severity} ${name}: ${setting} ${places.map(({ value }) => value).join(' / ')}`,
  );

describe('engines', () => {
  it('that say otherwise are inconsistent; what one does not say is not', () => {
    const one = place('a', engineOf({ kernelVersion: '6.1', liveRestore: true, securityOptions: ['b', 'a'] }));
    const two = place('b', engineOf({ kernelVersion: '6.8', securityOptions: ['a', 'b'] }));
    assert.deepEqual(told(inconsistencies([one, two], [])), ['medium engine: kernelVersion 6.1 / 6.8']);
    assert.deepEqual(inconsistencies([one], []), []);
  });
  it('run one service otherwise', () => {
    const of = (privileged: boolean): Fact =>
      workloadFact(
        {
          orchestrator: 'docker',
          labels: { 'com.docker.compose.service': 'web' },
          containers: [container({ privileged })],
        },
        'running',
      );
    assert.deepEqual(told(inconsistencies([place('a', of(true)), place('b', of(false))], [])), [
      'medium container web: privileged true / false',
    ]);
    assert.deepEqual(inconsistencies([place('a', of(true), of(false))], []), [], 'on one host they are two containers');
  });
});

describe('namespaces', () => {
  const deployment = (namespace: string, podSpec: Plain): Plain => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: { template: { spec: { containers: [{ name: 'main', image: 'r.example/web:1' }], ...podSpec } } },
  });
  const space = (name: string, labels: Plain = {}): Plain => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  });
  const enforce = { 'pod-security.kubernetes.io/enforce': 'baseline' };

  it('in which one workload is confined otherwise', () => {
    const all = [deployment('a', { hostPID: true }), deployment('b', {})];
    const found = inconsistencies([place('kube:', ...factsOf(all, 'live'))], []);
    assert.deepEqual(told(found), ['low Deployment web: hostPID true / not set']);
    assert.equal(found[0]!.declared, false);
    const { inconsistencies: asDeclared, verdict } = drift(all, all);
    assert.deepEqual(
      asDeclared.map(({ declared }) => declared),
      [true],
    );
    assert.equal(verdict, 'no drift');
  });
  it('with other labels of Pod Security, or no policy for all Pods', () => {
    const deny = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny', namespace: 'a' },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    };
    const all = [space('a', enforce), space('b'), space('empty'), deployment('a', {}), deployment('b', {}), deny];
    assert.deepEqual(told(inconsistencies([place('kube:', ...factsOf(all, 'live'))], [])), [
      'low namespaces: pod-security.kubernetes.io/enforce baseline / not set',
      'low namespaces: a NetworkPolicy that selects every Pod yes / no',
    ]);
  });
});
