import { anyHandler, handlerKeys, handlersOf } from '../pod-settings/handlers.ts';
import { judgeContainers } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { type Judgement, fail, unknown } from '../../../model/outcome.ts';

/** True unless it is asked by a number, or by something that has no port. */
function hasNoNumber({ httpGet, tcpSocket }: Readonly<Record<string, unknown>>): boolean {
  const asked = httpGet ?? tcpSocket;
  if (asked === undefined || asked === null) return false;
  const { port } = Object(asked) as { readonly port?: unknown };
  return typeof port !== 'number' || !Number.isInteger(port) || port <= 0 || port > 65_535;
}

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
  evaluate({ workloads }) {
    return judgeContainers(workloads, handlerKeys, (about) => {
      if (!anyHandler(about.spec, hasNoNumber)) return about.fine;
      let doubt: Judgement | undefined;
      for (const { name, at } of handlersOf(about.spec)) {
        const port = ['httpGet', 'tcpSocket']
          .map((key) => at.get(key))
          .find((one) => !one.empty)
          ?.get('port');
        if (port === undefined) continue;
        const { value } = port;
        if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536) continue;
        if (typeof value !== 'string')
          doubt ??= unknown(about, port.at, `the port of ${name} is neither a number nor a name`);
        else if (
          !about.spec
            .get('ports')
            .items()
            .some((one) => one.get('name').value === value)
        )
          return fail(about, port.at, `${name} asks the port ${value}, which the container does not name`);
      }
      return doubt ?? about.fine;
    });
  },
});
