import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, unknown } from '../../../model/outcome.ts';

export const noServiceAccountToken = defineCheck({
  id: 'RUN-186',
  name: 'no-service-account-token',
  aspect: 'runtime/access',
  title: 'Pods get no token of the cluster that they do not ask for',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.1.6' },
    { standard: 'nsa-cisa', version: '1.2', item: 'service-account-token' },
  ],
  remedy: 'Set `automountServiceAccountToken: false` for Pods that do not talk to the API server.',
  toKnow: 'Ask the folder that holds the ServiceAccount, or say `automountServiceAccountToken` in the Pod.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    const accounts = Map.groupBy(
      objects.filter(({ value }) => value.kind === 'ServiceAccount' && value.apiVersion === 'v1'),
      ({ value }) => `${value.namespace}/${value.name}`,
    );
    for (const { value, ...about } of workloads) {
      if (value.orchestrator !== 'kubernetes') continue;
      const { serviceAccount: account, serviceAccountToken: token } = value;
      // A setting that is there and not understood is not left to the account.
      if (token.value !== undefined || token.why?.startsWith('is ') === true)
        yield judge(about, token, (mounted) => (mounted ? 'mounts a token of the cluster' : null));
      else {
        const found = accounts.get(`${value.namespace ?? ''}/${account.value ?? ''}`) ?? [];
        // Declared more than once, the one that gives the token counts: which is applied is not known.
        const said = found.map((one) => one.value.root.get('automountServiceAccountToken'));
        const automount = said.find((one) => one.value !== false) ?? said[0];
        if (automount === undefined)
          yield unknown(about, [token, account], token.why ?? 'its ServiceAccount was not seen');
        else {
          const setting = automount.orDefault(automount.boolean(), true, 'absent: Kubernetes takes true');
          yield judge(about, setting, (mounted) =>
            mounted ? 'mounts a token of the cluster: neither it nor its ServiceAccount says no' : null,
          );
        }
      }
    }
  },
});
