import { configuration } from '../../../facts/configuration.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { judge } from '../../../model/outcome.ts';
import { mapSeen, seen, type Seen } from '../../../model/seen.ts';
import { componentsNamed, type Component } from '../kubernetes/component.ts';
import { configurationOf, type ConfigurationFacts } from '../kubernetes/configuration.ts';
import { text } from '../kubernetes/flag.ts';
import { cis } from '../kubernetes/references.ts';
import { judgeComponent, rule } from '../kubernetes/rules.ts';

/** An address, with or without a port. */
function isLoopback(address: string): boolean {
  return /^(127(\.\d{1,3}){3}(:\d+)?|::1|\[::1\](:\d+)?)$/.test(address);
}

function fault(address: string): string | null {
  return isLoopback(address) ? null : `listens on ${address === '' ? 'every address' : address}`;
}

function bound(component: Component): Seen<string> {
  const address = text(component, 'bind-address', 'absent: --bind-address is 0.0.0.0');
  return mapSeen(address.value === null ? seen('0.0.0.0', address.at) : (address as Seen<string>), (value) => value);
}

const byDefault = '127.0.0.1:10249';

function metricsOf(root: Located): Seen<string> {
  const at = root.get('metricsBindAddress');
  return at.empty || at.value === '' ? seen(byDefault, at.noted(`absent: kube-proxy takes ${byDefault}`)) : at.string();
}

/** With `--config` kube-proxy takes nothing from its flags. */
function metrics(component: Component, configurations: ConfigurationFacts): Seen<string> {
  const file = configurationOf(component, 'config', 'kube-proxy', configurations);
  if (file !== null)
    return file.value === undefined ? seen<string>(undefined, file.at, file.why) : metricsOf(file.value);
  const flag = text(component, 'metrics-bind-address', `absent: --metrics-bind-address is ${byDefault}`);
  return flag.value === null ? seen(byDefault, flag.at) : (flag as Seen<string>);
}

const rules = {
  'kube-controller-manager': [rule('1.3.7', bound, fault)],
  'kube-scheduler': [rule('1.4.2', bound, fault)],
} as const;

export const controlPlaneOnLoopback = defineCheck({
  id: 'HRD-712',
  name: 'control-plane-on-loopback',
  aspect: 'hardening/guides',
  title: 'What only its own node asks listens on the loopback address',
  severity: 'medium',
  since: '0.1.0',
  references: cis('1.3.7', '1.4.2', '4.3.1'),
  remedy:
    'Set `--bind-address=127.0.0.1` of kube-controller-manager and kube-scheduler, and leave `metricsBindAddress` of kube-proxy as it comes.',
  toKnow: 'Ask the node as root, or the cluster for the ConfigMap kube-system/kube-proxy.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit, configurations: configuration },
  *evaluate(facts) {
    for (const name of ['kube-controller-manager', 'kube-scheduler'] as const)
      for (const component of componentsNamed(facts, name)) yield* judgeComponent(component, rules[name]);
    const files = facts.configurations.filter(({ value }) => value.program === 'kube-proxy');
    for (const one of files) yield judge(one, metricsOf(one.value.root), fault, { references: cis('4.3.1') });
    for (const component of componentsNamed(facts, 'kube-proxy')) {
      // The proxies of a cluster take their file from one ConfigMap, which is judged as itself.
      if (files.length > 0 && text(component, 'config').value) continue;
      yield* judgeComponent(component, [rule('4.3.1', (one) => metrics(one, facts.configurations), fault)]);
    }
  },
});
