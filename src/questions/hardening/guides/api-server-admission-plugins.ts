import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import type { Severity } from '../../../model/severity.ts';
import { componentsNamed, type Component } from '../kubernetes/component.ts';
import { list } from '../kubernetes/flag.ts';
import { cis } from '../kubernetes/references.ts';
import { judgeComponent, rule, type Rule } from '../kubernetes/rules.ts';

/** On in every release of Kubernetes that has `--enable-admission-plugins` (1.10); the others below never are. */
const onByDefault = new Set(['NamespaceLifecycle', 'ServiceAccount']);

/** Whether a plugin takes part: switched on or on by default, and not switched off. */
function takesPart(component: Component, plugin: string): Seen<boolean> {
  // Before 1.10 the one list named all that take part; with both the API server does not start.
  const all = list(component, 'admission-control');
  if (all.value) return seen(all.value.includes(plugin), all.at);
  const byDefault = onByDefault.has(plugin);
  const [on, off] = [
    list(component, 'enable-admission-plugins', `absent: ${plugin} is ${byDefault ? 'on' : 'off'}`),
    list(component, 'disable-admission-plugins'),
  ];
  const unread = [all, on, off].find(({ value }) => value === undefined);
  if (unread !== undefined) return seen<boolean>(undefined, unread.at, unread.why);
  // A plugin in both lists is on: the API server adds those that are switched on last.
  if (on.value?.includes(plugin)) return seen(true, on.at);
  return off.value?.includes(plugin) ? seen(false, off.at) : seen(byDefault, on.at);
}

function plugin(item: string, name: string, without: string, severity?: Severity): Rule {
  return rule(
    item,
    (component) => takesPart(component, name),
    (on) => (on ? null : `${name} does not take part: ${without}`),
    severity,
  );
}

const rules = [
  plugin('1.2.3', 'DenyServiceExternalIPs', 'a Service may draw the traffic of any address (CVE-2020-8554)'),
  plugin('1.2.9', 'EventRateLimit', 'events of one client can fill etcd'),
  rule(
    '1.2.10',
    (component) => takesPart(component, 'AlwaysAdmit'),
    (on) => (on ? 'AlwaysAdmit takes part' : null),
    'high',
  ),
  plugin('1.2.11', 'AlwaysPullImages', 'a Pod may run a private image that another Pod pulled'),
  plugin('1.2.12', 'ServiceAccount', 'Pods get no account of their own', 'low'),
  plugin('1.2.13', 'NamespaceLifecycle', 'objects are made in namespaces that are going or not there', 'low'),
  plugin('1.2.14', 'NodeRestriction', 'a kubelet may change other nodes and their Pods', 'high'),
];

export const apiServerAdmissionPlugins = defineCheck({
  id: 'HRD-705',
  name: 'api-server-admission-plugins',
  aspect: 'hardening/guides',
  title: 'Admission plugins guard what the API server takes in',
  severity: 'medium',
  since: '0.1.0',
  references: cis(...rules.map(({ item }) => item)),
  remedy:
    'Name NodeRestriction, AlwaysPullImages, EventRateLimit and DenyServiceExternalIPs in `--enable-admission-plugins`, and switch none off that is on by default.',
  toKnow: 'Ask a node of the control plane as root: `plimsoll hardening audit host:`.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate(facts) {
    for (const component of componentsNamed(facts, 'kube-apiserver')) yield* judgeComponent(component, rules);
  },
});
