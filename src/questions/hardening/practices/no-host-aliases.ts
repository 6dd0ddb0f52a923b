import { judgePods, noList } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const noHostAliases = defineCheck({
  id: 'HRD-405',
  name: 'no-host-aliases',
  aspect: 'hardening/practices',
  title: 'Pods do not change what names lead to',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Remove `hostAliases`, and let DNS say where a name leads.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgePods(workloads, ['hostAliases'], (about) => {
      const at = about.pod.get('hostAliases');
      const wrong = noList(at);
      if (wrong !== null) return unknown(about, at.at, `hostAliases ${wrong}`);
      const names = at.items().flatMap((item) => item.get('hostnames').strings().value ?? ['a name']);
      return at.items().length === 0
        ? pass(about, at.at)
        : fail(about, at.at, `writes ${names.join(', ') || 'addresses'} into its hosts file`);
    });
  },
});
