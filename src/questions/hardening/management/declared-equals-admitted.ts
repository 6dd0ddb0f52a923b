import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { listing } from '../../../facts/listing.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { DriftEffect, DriftItem } from '../../../model/drift.ts';
import type { About, Fact } from '../../../model/fact.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';
import { kubernetesDrift } from '../drift/kubernetes.ts';

const severities: Readonly<Record<DriftEffect, Severity>> = { weakens: 'high', neutral: 'medium', strengthens: 'low' };

function placesOf({ live, declared }: DriftItem): NonNullable<DriftItem['live']>[] {
  return [live, declared].filter((one) => one !== null);
}

export const declaredEqualsAdmitted = defineCheck({
  id: 'HRD-851',
  name: 'declared-equals-admitted',
  aspect: 'hardening/management',
  title: 'A cluster holds what was declared for it',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.4.5' }],
  remedy: 'Apply the declaration again, or write into it what lives; `plimsoll hardening drift` gives the command.',
  toKnow: 'Ask both at once: `plimsoll ask DIR kube:`.',
  needs: { workloads: workload, objects: kubernetesObject, listings: listing },
  *evaluate({ workloads, objects, listings }) {
    const own = workloads.filter(({ value }) => value.orchestrator === 'kubernetes');
    const isDeclared = ({ stage }: About): boolean => stage === 'declared';
    const live = own.filter((one) => !isDeclared(one));
    if (live.length === 0 || live.length === own.length) {
      const alone = new Map(own.map((one): [string, Fact<Workload>] => [one.subject.source, one]));
      const missing = live.length === 0 ? 'what lives' : 'what was declared';
      for (const one of alone.values()) yield unknown(one, one.value.at, `${missing} was not seen beside it`);
      return;
    }
    const all: readonly Fact[] = [...objects, ...own, ...listings];
    const items = kubernetesDrift({
      declared: all.filter(isDeclared),
      live: all.filter((one) => !isDeclared(one)),
      hiding: [],
      namespace: null,
      whole: false,
      except: new Set(),
      exceptClusterScoped: false,
    });
    for (const item of items) {
      const about: About = { subject: item.subject, stage: item.live === null ? 'declared' : 'admitted' };
      const places = placesOf(item);
      const more = item.toKnow === null ? {} : { toKnow: item.toKnow };
      if (item.state === 'same') yield pass(about, places);
      else if (item.state === 'unknown') yield unknown(about, places, item.because, more);
      else yield fail(about, places, item.because, { severity: severities[item.effect ?? 'neutral'] });
    }
  },
});
