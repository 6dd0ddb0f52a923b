import { podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { readSelector, selects } from '../../../formats/label-selector/selector.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';

const kinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);
const apps = /^(apps|extensions)\//;

/** Nothing but labels, all of which the Pods have: what nearly every selector is. */
function matchesPlainly(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  if (typeof selector !== 'object' || selector === null || Object.keys(selector).length !== 1) return false;
  const { matchLabels } = selector as { readonly matchLabels?: unknown };
  if (typeof matchLabels !== 'object' || matchLabels === null || Array.isArray(matchLabels)) return false;
  const wanted = Object.entries(matchLabels);
  return (
    wanted.length > 0 &&
    wanted.every(([key, value]) => typeof value === 'string' && Object.hasOwn(labels, key) && labels[key] === value)
  );
}

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
      if (matchesPlainly(at.value, about.workload.labels)) {
        yield about.fine;
        continue;
      }
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
