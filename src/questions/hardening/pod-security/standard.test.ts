import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { evaluate, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Standard } from '../../../model/standard.ts';
import { readKubernetes } from '../../../readers/kubernetes/read-kubernetes.ts';
import { controls } from './controls.ts';
import { podSecurityStandard, podSecurityStandardNames, podSecurityStandardOf } from './standard.ts';

const file = join(import.meta.dirname, '../../../../standards/pod-security-v1.37.json');
const written = JSON.parse(readFileSync(file, 'utf8')) as Standard;

describe('standards of Pod Security', () => {
  it('are of two levels and 38 versions', () => {
    const names = podSecurityStandardNames();
    assert.equal(names.length, 76);
    for (const name of names) {
      const { standard, version } = podSecurityStandardOf(name)!;
      assert.equal(`${standard}@${version}`, name);
    }
    assert.equal(podSecurityStandardOf('pod-security-baseline@latest')?.version, 'v1.37');
    for (const name of ['pod-security-baseline@v1.38', 'pod-security-baseline', 'pod-security@v1.37', 'x@v1.0'])
      assert.equal(podSecurityStandardOf(name), null);
  });
  it('have the titles that the file of all controls has', () => {
    const titles = Object.fromEntries(controls.map(({ level, name, title }) => [`${level}/${name}`, title]));
    assert.deepEqual(
      titles,
      Object.fromEntries(Object.entries(written.items).map(([item, { title }]) => [item, title])),
    );
  });
  it('have a check for each item, that names it', () => {
    for (const [level, minor, count] of [
      ['baseline', 0, 11],
      ['baseline', 37, 12],
      ['restricted', 0, 12],
      ['restricted', 37, 15],
    ] as const) {
      const { standard, version, items, checks } = podSecurityStandard(level, minor);
      assert.deepEqual(
        Object.entries(items).map(([item, { checks: named }]) => [named?.[0], { standard, version, item }]),
        checks.map(({ id, references }) => [id, references[0]]),
      );
      assert.equal(checks.length, count);
    }
    assert.equal(new Set(controls.map(({ check }) => check)).size, controls.length);
  });
  it('replace only controls of baseline that there are', () => {
    const names = controls.filter(({ level }) => level === 'baseline').map(({ name }) => name);
    for (const { replaces } of controls) assert.ok(replaces === undefined || names.includes(replaces));
  });

  const item = (facts: Parameters<typeof evaluate>[1], id: string): [string, string][] => {
    const { items, checks } = podSecurityStandard('restricted', 37);
    const check = checks.find((one) => one.id === items[id]!.checks![0])!;
    return evaluate(check, facts).map(({ verdict, saw }) => [verdict, saw]);
  };
  it('judge every Pod by each item alone', () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { template: { spec: { hostPID: true, containers: [{ name: web, image: web, ports: x }] } } }`;
    const facts = objects(text).flatMap(({ value }) =>
      readKubernetes(value.root, { source: 'test', stage: 'declared' }).flatMap((one) =>
        'fact' in one ? [one.fact] : [],
      ),
    );
    assert.deepEqual(item(facts, 'baseline/host-namespaces'), [['fail', 'shares the process ids of the host']]);
    assert.deepEqual(item(facts, 'baseline/host-ports'), [['unknown', 'ports is no list']]);
    assert.deepEqual(item(facts, 'baseline/privileged'), [['pass', '']]);
  });
  it('do not know a Pod whose object was not seen, and say nothing of what is no Pod', () => {
    assert.deepEqual(item([workloadFact()], 'baseline/privileged'), [['unknown', 'the object itself was not seen']]);
    assert.deepEqual(item([workloadFact({ orchestrator: 'compose' })], 'baseline/privileged'), []);
  });
});
