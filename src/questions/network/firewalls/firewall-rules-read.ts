import { engine, type Engine } from '../../../facts/engine.ts';
import { hostFirewall } from '../../../facts/host-firewall.ts';
import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { pass, unknown, type Judgement } from '../../../model/outcome.ts';
import { firewallsOf, usesIpv6, type Firewall } from '../host-firewall/firewalls.ts';
import { notUnderstood } from '../host-firewall/understood.ts';
import { inhabitedNamespaces } from '../selection/namespaces.ts';
import { firstInOrder } from '../selection/order.ts';

export const firewallRulesRead = defineCheck({
  id: 'NET-162',
  name: 'firewall-rules-read',
  aspect: 'network/firewalls',
  title: 'The rules of host firewalls and security groups were read and understood',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Let in by rules of the host and the cloud only what is meant.',
  toKnow:
    'Ask `host:` as root, or a folder with what `iptables-save`, `ip6tables-save` and `nft -j list ruleset` print; and compare with the security groups of the cloud.',
  needs: { engines: engine, firewalls: hostFirewall, workloads: workload, objects: kubernetesObject },
  *evaluate({ engines, firewalls, workloads, objects }) {
    const read = firewallsOf(firewalls);
    for (const one of read) yield judgeFirewall(one);
    const running = read.some(({ about }) => about.stage === 'running');
    for (const one of engines) {
      if (running && isHere(one)) continue;
      yield unknown(one, one.value.at, 'the firewall rules of its host were not read');
    }
    const pods = workloads.filter(({ value }) => value.orchestrator === 'kubernetes');
    const services = objects.filter(({ value }) => value.kind === 'Service' && value.apiVersion === 'v1');
    for (const one of pods.length === 0 ? firstInOrder(services) : [])
      yield unknown(one, one.at, 'firewall rules of nodes and security groups of the cloud are not told by it');
    for (const here of inhabitedNamespaces(pods)) {
      yield unknown(
        here,
        here.first.value.at,
        'firewall rules of nodes and security groups of the cloud are not told by it',
        {
          toKnow: 'Compare with the security groups of the nodes, or ask `host:` as root on a node.',
        },
      );
    }
  },
});

/** An engine of this machine: its host is the one whose rules `host:` lists. */
function isHere({ value }: Fact<Engine>): boolean {
  return value.address.startsWith('unix:');
}

function judgeFirewall(firewall: Firewall): Judgement {
  const { about, at, families, ruleSet } = firewall;
  const [problem] = ruleSet.problems;
  if (problem !== undefined) return unknown(about, at, problem.because);
  for (const family of [4, 6] as const) {
    if (families.has(family) || (family === 6 && usesIpv6(firewall) === false)) continue;
    return unknown(about, at, `the rules of IPv${family} were not read`);
  }
  const unclear = notUnderstood(firewall);
  const [first] = unclear;
  if (first === undefined) return pass(about, at);
  const more = unclear.length === 1 ? '' : ` (and ${unclear.length - 1} more rules)`;
  return unknown(about, firewall.evidence(first), `${first.because}${more}`);
}
