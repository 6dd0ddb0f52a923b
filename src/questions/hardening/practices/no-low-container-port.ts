import { entriesOf, judgeContainers, noList } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const noLowContainerPort = defineCheck({
  id: 'HRD-407',
  name: 'no-low-container-port',
  aspect: 'hardening/practices',
  title: 'Containers listen above port 1023',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Listen on a port above 1023, and let the Service map the low one to it.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgeContainers(workloads, ['ports'], (about) => {
      const at = about.spec.get('ports');
      if (
        entriesOf(at.value)?.every(({ containerPort }) => typeof containerPort === 'number' && containerPort > 1023) ===
        true
      )
        return about.fine;
      const ports = at.items().map((item) => item.get('containerPort').number());
      const unread = ports.find(({ value }) => value === undefined);
      const low = ports.filter(({ value }) => value !== undefined && value > 0 && value < 1024);
      if (!at.isList) return unknown(about, at.at, `ports ${noList(at)}`);
      if (low.length > 0)
        return fail(
          about,
          low,
          `listens on ${low.map(({ value }) => value).join(', ')}, which needs a capability or root`,
        );
      return unread === undefined ? pass(about, at.at) : unknown(about, unread, unread.why ?? 'a port has no number');
    });
  },
});
