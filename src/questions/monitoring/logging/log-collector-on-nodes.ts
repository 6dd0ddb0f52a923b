import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { pass, unknown } from '../../../model/outcome.ts';
import { clustersOf } from '../programs/clusters.ts';
import { findPrograms } from '../programs/daemon-set.ts';
import { everyNodeDoubts } from '../programs/every-node.ts';
import { collectors } from './collectors.ts';

export const logCollectorOnNodes = defineCheck({
  id: 'MON-125',
  name: 'log-collector-on-nodes',
  aspect: 'monitoring/logging',
  title: 'A collector takes the logs of containers from every node',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'node-logging' }],
  remedy: 'Deploy a log collector such as Fluent Bit, Vector or Grafana Alloy as DaemonSet.',
  toKnow: 'Ask the folder that deploys the log collector, or look with `kubectl get daemonsets -A`.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    const doubt = everyNodeDoubts(objects);
    for (const cluster of clustersOf(workloads, 'kubernetes')) {
      const found = findPrograms(cluster.workloads, collectors);
      const everywhere = found.filter((one) => doubt(one) === undefined);
      for (const { program, container, workload: own } of everywhere) yield pass(own, container.image, program.name);
      const [some] = found;
      if (everywhere.length > 0) continue;
      if (some === undefined)
        yield unknown(cluster, cluster.first.value.at, 'no log collector is among the workloads that were read');
      else yield unknown(some.workload, some.container.image, doubt(some)!);
    }
  },
});
