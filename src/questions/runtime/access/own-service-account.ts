import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';

export const ownServiceAccount = defineCheck({
  id: 'RUN-187',
  name: 'own-service-account',
  aspect: 'runtime/access',
  title: 'Pods that hold a token have a ServiceAccount of their own',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-kubernetes', version: '2.0.1', item: '5.1.5' }],
  remedy: 'Make a ServiceAccount for the workload, or mount no token.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const { value, ...about } of workloads) {
      if (value.orchestrator !== 'kubernetes') continue;
      const { serviceAccount: account, serviceAccountToken: token } = value;
      if (token.value === false) yield pass(about, [account, token], 'it holds no token');
      else
        yield judge(about, account, (name) =>
          name === 'default' || name === '' ? 'shares the default ServiceAccount' : null,
        );
    }
  },
});
