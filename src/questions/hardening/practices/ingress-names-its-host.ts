import { type KubernetesObject, groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';

export const ingressNamesItsHost = defineCheck({
  id: 'HRD-443',
  name: 'ingress-names-its-host',
  aspect: 'hardening/practices',
  title: 'Each Ingress serves hosts of its own, by name',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Name the host in each rule, and serve each host from one namespace.',
  toKnow: 'Correct the Ingress; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    const all = objectsOfKind(objects, 'Ingress').filter(({ value }) =>
      /^(networking\.k8s\.io|extensions)$/.test(groupOf(value)),
    );
    const owners = new Map<string, string>();
    for (const { value } of all)
      for (const host of hostsOf(value)) {
        const name = host.value === undefined ? '' : host.value;
        const known = owners.get(name);
        if (known === undefined || value.namespace < known) owners.set(name, value.namespace);
      }
    for (const one of all) {
      const rules = one.value.root.down('spec', 'rules');
      const hosts = hostsOf(one.value);
      const unread = hosts.find(({ why }) => why !== undefined);
      const taken = hosts.find(
        ({ value }) => value !== undefined && value !== '' && owners.get(value) !== one.value.namespace,
      );
      const open = hosts.find(
        ({ value, why }) => why === undefined && (value === undefined || value === '' || value.startsWith('*')),
      );
      const whole = one.value.root.down('spec', 'defaultBackend');
      if (!rules.empty && !rules.isList) yield unknown(one, rules.at, 'rules is no list');
      else if (taken !== undefined)
        yield fail(one, taken, `${taken.value} is also served from namespace ${owners.get(taken.value!)}`, {
          severity: 'medium',
        });
      else if (open !== undefined)
        yield fail(
          one,
          open,
          open.value === undefined || open.value === ''
            ? 'a rule serves every host'
            : `serves every host of ${open.value}`,
        );
      else if (!whole.empty) yield fail(one, whole.at, 'serves every host that no rule names');
      else if (unread !== undefined) yield unknown(one, unread, `a host ${unread.why}`);
      else yield pass(one, rules.at);
    }
  },
});

function hostsOf({ root }: KubernetesObject): Seen<string>[] {
  return root
    .down('spec', 'rules')
    .items()
    .map((rule) => rule.get('host').string());
}
