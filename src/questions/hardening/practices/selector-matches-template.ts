import { podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { readSelector, selects } from '../../../formats/label-selector/selector.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';

const kinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);
const apps = /^(apps|extensions)\//;

export const selectorMatchesTemplate = defineCheck({
  id: 'HRD-432',
  name: 'selector-matches-template',
  aspect: 'hardening/practices',
  title: 'Controllers select the Pods that they make',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Give the template the labels that the selector asks for.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podsOf(workloads)) {
      const { object } = about.workload;
      if (
        object === undefined ||
        !kinds.has(about.subject.kind) ||
        !apps.test(object.get('apiVersion').string().value ?? '')
      )
        continue;
      const at = object.down('spec', 'selector');
      const selector = readSelector(at);
      const labels = about.workload.template?.down('metadata', 'labels');
      if (selector.value === undefined) yield unknown(about, selector, selector.why ?? 'the selector cannot be read');
      else if (labels !== undefined && !labels.empty && !labels.isMap)
        yield unknown(about, labels.at, 'the labels of its Pods are no mapping');
      else if (selector.value.length === 0) yield fail(about, at.at, 'has no selector, which the API server refuses');
      else if (selects(selector.value, about.workload.labels)) yield about.fine;
      else yield fail(about, at.at, 'does not select the Pods of its own template');
    }
  },
});
