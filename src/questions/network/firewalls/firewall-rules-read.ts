import { engine } from '../../../facts/engine.ts';
import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { unknown } from '../../../model/outcome.ts';
import { inhabitedNamespaces } from '../selection/namespaces.ts';
import { firstInOrder } from '../selection/order.ts';

export const firewallRulesRead = defineCheck({
  id: 'NET-162',
  name: 'firewall-rules-read',
  aspect: 'network/firewalls',
  title: 'The rules of host firewalls and security groups were read',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Let in by rules of the host and the cloud only what is meant.',
  toKnow: 'Compare with `nft list ruleset` on the host, and with the security groups of the cloud.',
  needs: { engines: engine, workloads: workload, objects: kubernetesObject },
  *evaluate({ engines, workloads, objects }) {
    for (const one of engines)
      yield unknown(one, one.value.at, 'the firewall rules of its host are not read in this version');
    const pods = workloads.filter(({ value }) => value.orchestrator === 'kubernetes');
    const services = objects.filter(({ value }) => value.kind === 'Service' && value.apiVersion === 'v1');
    for (const one of pods.length === 0 ? firstInOrder(services) : [])
      yield unknown(
        one,
        one.at,
        'firewall rules of nodes and security groups of the cloud are not read in this version',
      );
    for (const here of inhabitedNamespaces(pods)) {
      yield unknown(
        here,
        here.first.value.at,
        'firewall rules of nodes and security groups of the cloud are not read in this version',
        {
          toKnow: 'Compare with the security groups of the nodes, or `nft list ruleset` on a node.',
        },
      );
    }
  },
});
