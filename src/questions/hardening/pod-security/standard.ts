import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import type { AnyCheck, FactsFor } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { StandardWithChecks } from '../../../model/standard.ts';
import { controlsOf, type ControlAt } from './controls.ts';
import { faultOf } from './judge.ts';
import { describeSeen, placesOf, podsOf, unseen } from './judge-pods.ts';
import { latest, levels, parseVersion, versionName, type Level, type Minor } from './version.ts';

/** Names of all Pod Security Standards, in order: `pod-security-baseline@v1.0`. */
export function podSecurityStandardNames(): string[] {
  return levels.flatMap((level) =>
    Array.from({ length: latest + 1 }, (_, minor) => `pod-security-${level}@${versionName(minor)}`),
  );
}

/** The standard of this name (`pod-security-restricted@v1.25`, `…@latest`); null when it is not one of these. */
export function podSecurityStandardOf(name: string): StandardWithChecks | null {
  for (const level of levels) {
    const prefix = `pod-security-${level}@`;
    const minor = name.startsWith(prefix) ? parseVersion(name.slice(prefix.length)) : null;
    if (minor !== null) return podSecurityStandard(level, minor);
  }
  return null;
}

/**
 * A level of the Pod Security Standards at a version: an item for each control, answered by a check of
 * its own over every Pod and Pod template.
 */
export function podSecurityStandard(level: Level, minor: Minor): StandardWithChecks {
  const there = controlsOf(level, minor);
  const standard = `pod-security-${level}`;
  const version = versionName(minor);
  return {
    standard,
    version,
    source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    items: Object.fromEntries(there.map(({ id, control }) => [id, { title: control.title, checks: [control.check] }])),
    checks: there.map((one) => checkOf(one, standard, version)),
  };
}

const needs = { workloads: workload, objects: kubernetesObject };

function checkOf(one: ControlAt, standard: string, version: string): AnyCheck {
  const { id, control } = one;
  return {
    id: control.check,
    name: `pod-security-${control.level}-${control.name}`,
    aspect: 'hardening/guides',
    title: control.title,
    severity: control.level === 'baseline' ? 'high' : 'medium',
    since: '0.1.0',
    references: [{ standard, version, item: id }],
    remedy: control.remedy,
    toKnow: 'Ask the manifest of the Pod, without the settings that cannot be read.',
    needs,
    *evaluate({ workloads, objects }: FactsFor<typeof needs>) {
      for (const [about, pod] of podsOf(workloads, objects)) {
        if (pod === null) {
          yield unseen(about);
          continue;
        }
        const fault = faultOf(pod, one);
        if (fault === null) yield pass(about, about.value.at);
        else yield (fault.verdict === 'fail' ? fail : unknown)(about, placesOf([fault]), describeSeen([fault]));
      }
    },
  };
}
