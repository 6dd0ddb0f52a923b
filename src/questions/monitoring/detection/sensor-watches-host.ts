import { engine } from '../../../facts/engine.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { findPrograms } from '../programs/daemon-set.ts';
import { everyNodeDoubts } from '../programs/every-node.ts';
import { hostOf } from '../programs/host.ts';
import { sensors } from './sensors.ts';

export const sensorWatchesHost = defineCheck({
  id: 'MON-104',
  name: 'sensor-watches-host',
  aspect: 'monitoring/detection',
  title: 'A sensor runs on the host of the Docker engine',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.4.4' }],
  remedy: 'Run a sensor such as Falco, Tetragon or Tracee on the host.',
  toKnow: 'Ask `docker:` as root on the host itself, so that its processes can be read.',
  needs: { engines: engine, processes: hostProcess, workloads: workload },
  *evaluate({ engines, processes, workloads }) {
    const host = hostOf(processes);
    const sensor = host.running(sensors);
    const running = workloads.filter(({ value, stage }) => value.orchestrator === 'docker' && stage === 'running');
    const doubt = everyNodeDoubts([]);
    const contained = findPrograms(running, sensors).find((one) => doubt(one) === undefined);
    for (const one of engines) {
      if (sensor !== undefined)
        yield pass(one, sensor.process.at, `${sensor.program.name} runs as process ${sensor.process.value.pid}`);
      else if (contained !== undefined) {
        yield pass(
          one,
          contained.container.image,
          `${contained.program.name} runs as container ${contained.workload.value.name}`,
        );
      } else if (host.whole) {
        yield fail(
          one,
          one.value.at,
          `none of the ${host.count} processes seen on its host is a sensor that Plimsoll knows`,
        );
      } else
        yield unknown(
          one,
          one.value.at,
          'no sensor runs as container, and the processes of its host were not seen in full',
        );
    }
  },
});
