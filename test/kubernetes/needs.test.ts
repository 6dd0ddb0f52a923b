/** The table of kinds that Plimsoll asks a cluster for, held against what the checks do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configuration } from '../../src/facts/configuration.ts';
import { questions } from '../../src/main.ts';
import { isWorkloadKind } from '../../src/readers/kubernetes/kinds.ts';
import { neededKinds, touchesOfExtension, type NeededKind } from '../../src/readers/kubernetes/needed-kinds.ts';
import { neededByTrial } from './needs.ts';

const trial = neededByTrial();
const checks = questions.flatMap((question) => question.checks);
const aspects = new Set(questions.flatMap(({ name, aspects: own }) => own.map((one) => `${name}/${one.name}`)));
const keyOf = ({ group, kind }: NeededKind): string => `${group}/${kind}`;
const ofTrial = (key: string): string[] => [...(trial.get(key)?.keys() ?? [])].toSorted();

/** Kinds whose part in an aspect no page of a check shows, and which check it is. */
const unshown: Readonly<Record<string, readonly string[]>> = {
  // HRD-444 reads the ConfigMap of the ingress controller.
  // NET-181 to NET-184 and NET-601 to NET-608 read the ConfigMap of a mesh.
  '/ConfigMap': ['hardening/practices', 'network/mesh'],
  // HRD-413: a volume names a claim that is not there.
  '/PersistentVolumeClaim': ['hardening/management'],
  // RUN-125 to RUN-127: a path of the host behind a volume.
  '/PersistentVolume': ['runtime/isolation'],
  // HRD-447 and NET-706 read both kinds of webhooks alike.
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': ['hardening/management', 'network/encryption'],
  // NET-706 reads all bundles of authorities alike.
  'apiregistration.k8s.io/APIService': ['network/encryption'],
  // NET-146: Calico encrypts between nodes.
  'crd.projectcalico.org/FelixConfiguration': ['network/encryption'],
  // RUN-404 reads claims and what they are made of alike.
  'resource.k8s.io/ResourceClaimTemplate': ['runtime/isolation'],
};

describe('kinds that checks need', () => {
  it('trial finds what is plainly so', () => {
    assert.ok(ofTrial('/ServiceAccount').includes('runtime/access'));
    assert.ok(!ofTrial('/ServiceAccount').includes('network/mesh'));
    assert.ok(trial.size > 20);
  });

  it('no kind stands twice, and every aspect is one', () => {
    assert.equal(new Set(neededKinds.map(keyOf)).size, neededKinds.length);
    for (const one of neededKinds) {
      assert.equal(new Set(one.touches).size, one.touches.length, keyOf(one));
      assert.ok(one.touches.length > 0, `${keyOf(one)} is asked for without need`);
      for (const touched of one.touches) assert.ok(aspects.has(touched), `${keyOf(one)}: ${touched}`);
    }
  });

  it('what a check needs stands in the table', () => {
    const missing: string[] = [];
    for (const [key, needed] of trial) {
      const [group = '', kind = ''] = key.split('/');
      const known = neededKinds.find((one) => keyOf(one) === key)?.touches ?? touchesOfExtension(group, kind);
      for (const [aspect, ids] of needed)
        if (!known.includes(aspect)) missing.push(`${key}: ${aspect} (${[...ids].join(', ')})`);
    }
    assert.deepEqual(missing, []);
  });

  it('whatever runs containers touches all that any of them does', () => {
    const all = new Set([...trial.keys()].filter((key) => isWorkloadKind(key.split('/')[1])).flatMap(ofTrial));
    for (const one of neededKinds.filter(({ kind }) => isWorkloadKind(kind)))
      assert.deepEqual(one.touches.toSorted(), [...all].toSorted(), keyOf(one));
  });

  it('what may hold configurations touches all that look at them', () => {
    const looks = checks.filter(({ needs }) => Object.values(needs).some(({ name }) => name === configuration.name));
    for (const kind of ['ConfigMap', 'Secret']) {
      const { touches } = neededKinds.find((one) => one.kind === kind)!;
      for (const { aspect, id } of looks) assert.ok(touches.includes(aspect), `${kind}: ${aspect} (${id})`);
    }
  });

  it('nothing else stands in the table but what a check is known to need', () => {
    const needless: string[] = [];
    const looks = checks.filter(({ needs }) => Object.values(needs).some(({ name }) => name === configuration.name));
    const configured = new Set(looks.map(({ aspect }) => aspect));
    for (const one of neededKinds.filter(({ kind }) => !isWorkloadKind(kind))) {
      const holds = one.kind === 'ConfigMap' || one.kind === 'Secret';
      for (const aspect of one.touches) {
        if (ofTrial(keyOf(one)).includes(aspect) || (holds && configured.has(aspect))) continue;
        if (!(unshown[keyOf(one)] ?? []).includes(aspect)) needless.push(`${keyOf(one)}: ${aspect}`);
      }
    }
    assert.deepEqual(needless, []);
    for (const [key, own] of Object.entries(unshown))
      for (const aspect of own) assert.ok(!ofTrial(key).includes(aspect), `${key} ${aspect} is shown by now`);
  });
});
