import { handlersOf } from '../pod-settings/handlers.ts';
import { podContainersOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const probePortsDeclared = defineCheck({
  id: 'HRD-424',
  name: 'probe-ports-declared',
  aspect: 'hardening/practices',
  title: 'Probes ask a port that their container has',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Name a port of the container, or give the number.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podContainersOf(workloads)) {
      const { spec, container } = about;
      let clean = true;
      for (const { name, at } of handlersOf(spec)) {
        const port = ['httpGet', 'tcpSocket']
          .map((key) => at.get(key))
          .find((one) => !one.empty)
          ?.get('port');
        if (port === undefined) continue;
        const { value } = port;
        if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536) continue;
        clean = false;
        if (typeof value !== 'string')
          yield unknown(about, port.at, `the port of ${name} is neither a number nor a name`);
        else if (
          !spec
            .get('ports')
            .items()
            .some((one) => one.get('name').value === value)
        ) {
          yield fail(about, port.at, `${name} asks the port ${value}, which the container does not name`);
        } else clean = true;
      }
      if (clean) yield pass(about, container.at);
    }
  },
});
