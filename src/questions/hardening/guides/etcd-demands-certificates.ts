import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { componentsNamed } from '../kubernetes/component.ts';
import { onOff } from '../kubernetes/flag.ts';
import { cis } from '../kubernetes/references.ts';
import { given, judgeComponent, rule, type Rule } from '../kubernetes/rules.ts';

function demanded(item: string, flag: string, who: string): Rule {
  return rule(
    item,
    (component) => onOff(component, flag, false),
    (on) => (on ? null : `lets ${who} in without a certificate`),
  );
}

function notOfItsOwn(item: string, flag: string): Rule {
  return rule(
    item,
    (component) => onOff(component, flag, false),
    (on) => (on ? `has --${flag}: certificates that it makes for itself, which nobody can verify` : null),
    'medium',
  );
}

const rules = [
  given('2.1', ['cert-file', 'key-file']),
  demanded('2.2', 'client-cert-auth', 'clients'),
  notOfItsOwn('2.3', 'auto-tls'),
  given('2.4', ['peer-cert-file', 'peer-key-file']),
  demanded('2.5', 'peer-client-cert-auth', 'peers'),
  notOfItsOwn('2.6', 'peer-auto-tls'),
];

export const etcdDemandsCertificates = defineCheck({
  id: 'HRD-713',
  name: 'etcd-demands-certificates',
  aspect: 'hardening/guides',
  title: 'etcd serves TLS and lets in only clients and peers with a certificate',
  severity: 'high',
  since: '0.1.0',
  references: cis(...rules.map(({ item }) => item)),
  remedy:
    'Start etcd with `--cert-file`, `--key-file`, `--client-cert-auth=true`, `--peer-cert-file`, `--peer-key-file` and `--peer-client-cert-auth=true`, and without `--auto-tls` and `--peer-auto-tls`.',
  toKnow: 'Ask the node that etcd runs on as root: `plimsoll hardening audit host:`.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate(facts) {
    for (const component of componentsNamed(facts, 'etcd')) yield* judgeComponent(component, rules);
  },
});
