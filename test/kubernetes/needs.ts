import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificates } from '../../src/facts/certificate.ts';
import { configuration } from '../../src/facts/configuration.ts';
import { kubernetesObject, type KubernetesObject } from '../../src/facts/kubernetes-object.ts';
import { listing } from '../../src/facts/listing.ts';
import { workload } from '../../src/facts/workload.ts';
import { readYaml } from '../../src/formats/yaml/read-yaml.ts';
import { questions } from '../../src/main.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import { fact, type Fact } from '../../src/model/fact.ts';
import { certificatesOf } from '../../src/readers/certificates/certificates-of-object.ts';
import { readEmbeddedConfigurations } from '../../src/readers/configuration/read-configuration.ts';
import { neededKinds } from '../../src/readers/kubernetes/needed-kinds.ts';
import { looksLikeKubernetes, readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';
import { evaluate } from '../checks/table.ts';

const root = join(import.meta.dirname, '../..');

/** `apps/Deployment`, `/Pod`. */
export function kindKey(apiVersion: string, kind: string): string {
  return `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`;
}

interface Scene {
  readonly facts: readonly Fact[];
  /** What was made of objects of each kind. */
  readonly ofKind: ReadonlyMap<string, ReadonlySet<Fact>>;
}

/**
 * Which kinds of objects the checks need, found by trial: a check is run over the manifests of every
 * check's page, with and without the objects of each kind; where an outcome changes, it needs that kind.
 */
export function neededByTrial(): Map<string, Map<string, Set<string>>> {
  const needed = new Map<string, Map<string, Set<string>>>();
  const checks = questions.flatMap((question) => question.checks);
  const scenes = checks.flatMap((check) => scenesOf(check));
  for (const check of checks) {
    const kinds = Object.values(check.needs).map(({ name }) => name);
    if (![kubernetesObject, workload, configuration, certificates].some(({ name }) => kinds.includes(name))) continue;
    for (const { facts, ofKind } of scenes) {
      const whole = said(check, facts);
      for (const [kind, own] of ofKind) {
        const without = facts.filter((one) => !own.has(one));
        if (said(check, without) === whole) continue;
        const aspects = needed.get(kind) ?? new Map<string, Set<string>>();
        needed.set(kind, aspects.set(check.aspect, (aspects.get(check.aspect) ?? new Set()).add(check.id)));
      }
    }
  }
  return needed;
}

function said(check: AnyCheck, facts: readonly Fact[]): string {
  return JSON.stringify(evaluate(check, facts).map(({ verdict, subject, saw }) => [verdict, subject, saw]));
}

/** The manifests of a check's page, each as facts. */
function scenesOf(check: AnyCheck): Scene[] {
  const page = readFileSync(join(root, `src/questions/${check.aspect}/${check.name}.md`), 'utf8');
  const scenes: Scene[] = [];
  for (const [, text = ''] of page.matchAll(/^```ya?ml[^\n]*\n(.*?)^```$/gms)) {
    const facts: Fact[] = [];
    const ofKind = new Map<string, Set<Fact>>();
    for (const { root: object } of readYaml(text, 'page.yaml', 'test', 'kubernetes').documents) {
      if (!looksLikeKubernetes(object)) continue;
      let key = '';
      for (const sighting of readKubernetes(object, { source: 'test', stage: 'admitted' })) {
        if (!('fact' in sighting)) continue;
        const made = [sighting.fact];
        if (sighting.fact.kind === kubernetesObject.name) {
          const value = sighting.fact.value as KubernetesObject;
          key = kindKey(value.apiVersion, value.kind);
          if (key === '/ConfigMap' || key === '/Secret') {
            for (const one of readEmbeddedConfigurations(value.root, sighting.fact.subject, 'admitted'))
              if ('fact' in one) made.push(one.fact);
          }
          for (const one of certificatesOf([sighting])) if ('fact' in one) made.push(one.fact);
        }
        facts.push(...made);
        ofKind.set(key, new Set([...(ofKind.get(key) ?? []), ...made]));
      }
    }
    if (facts.length === 0) continue;
    // A cluster gives every object of a kind, so that what is not there is known not to be.
    for (const { group, kind } of neededKinds) {
      const key = `${group}/${kind}`;
      const subject = { source: 'test', kind, name: 'all' };
      const all = fact(listing, { subject, stage: 'admitted' }, { kind, namespace: '' }, { source: 'test' });
      facts.push(all);
      ofKind.set(key, new Set([...(ofKind.get(key) ?? []), all]));
    }
    scenes.push({ facts, ofKind });
  }
  return scenes;
}
