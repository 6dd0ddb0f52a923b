import { configuration } from '../../../facts/configuration.ts';
import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { pass, unknown } from '../../../model/outcome.ts';
import { clustersOf } from '../programs/clusters.ts';
import { findPrograms } from '../programs/daemon-set.ts';
import { everyNodeDoubts } from '../programs/every-node.ts';
import { sensors } from './sensors.ts';

export const sensorOnEveryNode = defineCheck({
  id: 'MON-101',
  name: 'sensor-on-every-node',
  aspect: 'monitoring/detection',
  title: 'A sensor watches the behaviour of containers on every node',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'nist-800-190', version: '2017', item: '4.4.4' },
    { standard: 'nsa-cisa', version: '1.2', item: 'threat-detection' },
  ],
  remedy: 'Deploy a sensor such as Falco, Tetragon or Tracee as DaemonSet.',
  toKnow: 'Ask the folder that deploys the sensor, or look with `kubectl get daemonsets -A`.',
  needs: { workloads: workload, configurations: configuration, objects: kubernetesObject },
  *evaluate({ workloads, configurations, objects }) {
    const doubt = everyNodeDoubts(objects);
    for (const one of workloads.length === 0 ? configurations : []) {
      if (one.value.program !== 'falco') continue;
      yield unknown(one, one.value.root.at, 'configures Falco; whether Falco runs anywhere is not among what was read');
    }
    for (const orchestrator of ['kubernetes', 'compose'] as const) {
      for (const cluster of clustersOf(workloads, orchestrator)) {
        const found = findPrograms(cluster.workloads, sensors);
        const everywhere = found.filter((one) => doubt(one) === undefined);
        for (const { program, container, workload: own } of everywhere) yield pass(own, container.image, program.name);
        const [some] = found;
        if (everywhere.length > 0) continue;
        if (some === undefined)
          yield unknown(
            cluster,
            cluster.first.value.at,
            'no sensor is among the workloads that were read',
            orchestrator === 'compose' ? { toKnow: 'Ask `docker:` as root on the host that runs the services.' } : {},
          );
        else {
          yield unknown(some.workload, some.workload.value.at, doubt(some)!);
        }
      }
    }
  },
});
