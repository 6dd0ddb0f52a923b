import { admissionDecision } from '../../../facts/admission-decision.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const admissionPoliciesMet = defineCheck({
  id: 'HRD-801',
  name: 'admission-policies-met',
  aspect: 'hardening/management',
  title: 'Objects meet the admission policies beside them',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Change the object so that the policy takes it, or narrow the policy or its binding.',
  toKnow: 'Ask the cluster with the policies, parameters and namespaces: `plimsoll ask kube:`.',
  needs: { decisions: admissionDecision },
  *evaluate({ decisions }) {
    for (const decision of decisions) {
      const { policy, binding, verdict, message, at, rule } = decision.value;
      const saw = `ValidatingAdmissionPolicy '${policy}' with binding '${binding}'`;
      switch (verdict) {
        case 'admit':
          yield pass(decision, [at, rule], `${saw} takes it`);
          break;
        case 'deny':
          yield fail(decision, [at, rule], `${saw} denied request: ${message}`);
          break;
        case 'warn':
          yield fail(decision, [at, rule], `${saw} warns: ${message}`, { severity: 'medium' });
          break;
        case 'unknown':
          yield unknown(decision, [at, rule], `${saw}: ${message}`);
          break;
      }
    }
  },
});
