import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';
import { bindingOf, bindingsOf, namesOf } from '../roles/rules.ts';

const everybody: ReadonlyMap<string, Severity> = new Map([
  ['system:anonymous', 'critical'],
  ['system:unauthenticated', 'critical'],
  ['system:authenticated', 'high'],
  ['system:serviceaccounts', 'high'],
]);
/** Roles that Kubernetes itself gives to all: version, health and what they may do. */
const ownRoles = new Set([
  'system:public-info-viewer',
  'system:basic-user',
  'system:discovery',
  'system:cluster-trust-bundle-discovery',
  'system:service-account-issuer-discovery',
]);

export const noAnonymousBinding = defineCheck({
  id: 'RUN-189',
  name: 'no-anonymous-binding',
  aspect: 'runtime/access',
  title: 'No rights are given to anonymous users or to everybody',
  severity: 'critical',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.1.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'anonymous-access' },
    { standard: 'nist-800-190', version: '2017', item: '4.3.2' },
  ],
  remedy: 'Bind to named users, groups or ServiceAccounts.',
  toKnow: 'Ask the folder with the bindings after correcting the one that cannot be read.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const { value, ...about } of bindingsOf(objects)) {
      const binding = bindingOf(value);
      const wide =
        binding.value?.subjects.filter(({ kind, name }) => kind !== 'ServiceAccount' && everybody.has(name)) ?? [];
      const anonymous = wide.some(({ name }) => everybody.get(name) === 'critical');
      yield judge(
        about,
        binding,
        ({ role }) =>
          wide.length === 0 || ownRoles.has(role.name) ? null : `gives ${role.kind} ${role.name} to ${namesOf(wide)}`,
        wide.length === 0 ? {} : { severity: anonymous ? 'critical' : 'high' },
      );
    }
  },
});
