import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { componentsNamed } from '../kubernetes/component.ts';
import { text } from '../kubernetes/flag.ts';
import { cis } from '../kubernetes/references.ts';

export const etcdOwnAuthority = defineCheck({
  id: 'HRD-714',
  name: 'etcd-own-authority',
  aspect: 'hardening/guides',
  title: 'etcd trusts a certificate authority of its own',
  severity: 'high',
  since: '0.1.0',
  references: cis('2.7'),
  remedy: 'Give etcd `--trusted-ca-file` with an authority that signs for etcd alone, not that of the cluster.',
  toKnow: 'Ask a node of the control plane as root: `plimsoll hardening audit host:`.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate(facts) {
    const servers = componentsNamed(facts, 'kube-apiserver');
    for (const component of componentsNamed(facts, 'etcd')) {
      const authority = text(component, 'trusted-ca-file', 'absent: no authority, so every certificate of a known one');
      if (authority.value === undefined) {
        yield unknown(component, authority, authority.why ?? 'its flags are not known');
        continue;
      }
      if (authority.value === null || authority.value === '') {
        yield fail(component, authority, 'has no --trusted-ca-file');
        continue;
      }
      const near = servers.filter(({ subject }) => subject.source === component.subject.source);
      const clients = near.map((server) => text(server, 'client-ca-file'));
      const same = clients.find(({ value }) => value === authority.value);
      const unread = clients.find(({ value }) => value === undefined);
      if (same !== undefined)
        yield fail(
          component,
          [authority, same],
          `trusts ${authority.value}, which signs for every client of the cluster`,
        );
      else if (clients.length === 0 || unread !== undefined)
        yield unknown(component, authority, 'the API server, whose authority it must not be, was not seen');
      else yield pass(component, [authority, ...clients]);
    }
  },
});
