import { configuration } from '../../../facts/configuration.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import { componentsNamed, type Component } from '../kubernetes/component.ts';
import { configurationOf, type ConfigurationFacts } from '../kubernetes/configuration.ts';
import { list } from '../kubernetes/flag.ts';
import { cis } from '../kubernetes/references.ts';
import { judgeComponent, rule, type Rule } from '../kubernetes/rules.ts';

/**
 * The authorizers in their order: of `--authorization-config`, beside which the API server takes no
 * `--authorization-mode`, else of that flag, else AlwaysAllow.
 */
function modes(component: Component, configurations: ConfigurationFacts): Seen<readonly string[]> {
  const file = configurationOf(component, 'authorization-config', 'kubernetes-authorization', configurations);
  if (file !== null) {
    if (file.value === undefined) return seen<readonly string[]>(undefined, file.at, file.why);
    const authorizers = file.value.get('authorizers');
    const types = authorizers.items().map((one) => one.get('type').string().value);
    return types.length === 0 || types.includes(undefined)
      ? seen<readonly string[]>(undefined, authorizers.at, 'its authorizers do not all say their type')
      : seen<readonly string[]>(types as string[], authorizers.at);
  }
  const flag = list(component, 'authorization-mode', 'absent: --authorization-mode is AlwaysAllow');
  return flag.value === null
    ? seen<readonly string[]>(['AlwaysAllow'], flag.at)
    : seen<readonly string[]>(flag.value, flag.at, flag.why);
}

function rules(configurations: ConfigurationFacts): Rule[] {
  const authorizers = (component: Component): Seen<readonly string[]> => modes(component, configurations);
  const has = (type: string) => (types: readonly string[]) =>
    types.includes(type) ? null : `authorizes by ${types.join(', ')}, and not by ${type}`;
  return [
    rule('1.2.6', authorizers, (types) => (types.includes('AlwaysAllow') ? 'allows every request' : null), 'critical'),
    rule('1.2.7', authorizers, has('Node')),
    rule('1.2.8', authorizers, has('RBAC')),
  ];
}

export const apiServerAuthorizes = defineCheck({
  id: 'HRD-704',
  name: 'api-server-authorizes',
  aspect: 'hardening/guides',
  title: 'The API server allows by role, and a node only what is its own',
  severity: 'high',
  since: '0.1.0',
  references: cis('1.2.6', '1.2.7', '1.2.8'),
  remedy: 'Start kube-apiserver with `--authorization-mode=Node,RBAC`, or name both in `--authorization-config`.',
  toKnow: 'Ask a node of the control plane as root: `plimsoll hardening audit host:`.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit, configurations: configuration },
  *evaluate(facts) {
    const own = rules(facts.configurations);
    for (const component of componentsNamed(facts, 'kube-apiserver')) yield* judgeComponent(component, own);
  },
});
