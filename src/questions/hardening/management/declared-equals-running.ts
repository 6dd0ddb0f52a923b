import { image } from '../../../facts/image.ts';
import { network } from '../../../facts/network.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';
import { shown } from '../drift/compare.ts';
import { compareService, serviceLabel, servicesOf } from '../drift/service.ts';

function severityOf(differs: readonly string[]): Severity {
  return differs.some((one) => !one.startsWith('image')) ? 'high' : 'medium';
}

export const declaredEqualsRunning = defineCheck({
  id: 'HRD-221',
  name: 'declared-equals-running',
  aspect: 'hardening/management',
  title: 'What runs is what was declared',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.4.5' }],
  remedy: 'Start it again from its declaration (`docker compose up -d`), or write what runs into it.',
  toKnow: 'Ask both at once: `plimsoll ask DIR docker:`.',
  needs: { workloads: workload, networks: network, images: image },
  *evaluate({ workloads: all, networks, images }) {
    // Of clusters HRD-851 speaks.
    const workloads = all.filter(({ value }) => value.orchestrator !== 'kubernetes');
    const declared = workloads.filter(({ stage }) => stage === 'declared');
    const live = workloads.filter(({ stage }) => stage !== 'declared');
    if (declared.length === 0 || live.length === 0) {
      const alone = new Map(workloads.map((one): [string, Fact<Workload>] => [one.subject.source, one]));
      for (const one of alone.values()) {
        const missing = declared.length === 0 ? 'what was declared' : 'what runs';
        yield unknown(one, one.value.at, `${missing} was not seen beside it`);
      }
      return;
    }
    for (const one of live) {
      const service = one.value.labels[serviceLabel];
      const named = servicesOf(one.value, declared);
      const [first] = named;
      if (first === undefined) yield unknown(one, one.value.at, 'none of the declarations that were seen is its own');
      else if (named.length > 1)
        yield unknown(one, one.value.at, `${named.length} declarations have the service ${service}`);
      else {
        const beside = { networks: networks.filter(({ stage }) => stage === 'declared'), images };
        const { differences, unsaid } = compareService(first.value, one.value, beside);
        const differs = differences.map(
          (each) => `${each.name} is ${shown(each.live)} instead of ${shown(each.declared)}`,
        );
        const at = [one.value.at, first.value.at];
        if (differs.length > 0)
          yield fail(one, at, `runs otherwise than declared: ${differs.join('; ')}`, { severity: severityOf(differs) });
        else if (unsaid.length > 0) yield unknown(one, at, `cannot be compared: ${unsaid.join(', ')}`);
        else yield pass(one, at);
      }
    }
  },
});
