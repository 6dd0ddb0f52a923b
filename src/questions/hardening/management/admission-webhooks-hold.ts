import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { type Judgement, fail, pass, unknown } from '../../../model/outcome.ts';

export const admissionWebhooksHold = defineCheck({
  id: 'HRD-447',
  name: 'admission-webhooks-hold',
  aspect: 'hardening/management',
  title: 'Admission webhooks hold when they cannot be reached, and stay in the cluster',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'admission' }],
  remedy:
    'Set `failurePolicy: Fail`, keep the webhook available, and let it run in the cluster (`clientConfig.service`).',
  toKnow: 'Correct the object; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']) {
      for (const one of objectsOfKind(objects, kind)) {
        const list = one.value.root.get('webhooks');
        const severity = kind === 'ValidatingWebhookConfiguration' ? 'medium' : 'low';
        let said: Judgement | undefined;
        for (const webhook of list.items()) {
          const name = webhook.get('name').string().value ?? 'a webhook';
          const policy = webhook.get('failurePolicy');
          const url = webhook.down('clientConfig', 'url');
          if (policy.value === 'Ignore')
            said ??= fail(one, policy.at, `${name} lets everything through while it does not answer`, { severity });
          else if (!policy.empty && policy.value !== 'Fail')
            said ??= unknown(one, policy.at, `the failurePolicy of ${name} is neither Fail nor Ignore`);
          else if (url.empty) continue;
          else if (typeof url.value !== 'string' || !URL.canParse(url.value))
            said ??= unknown(one, url.at, `the address of ${name} cannot be read`);
          else if (!/\.svc(\.|$)/.test(new URL(url.value).hostname))
            said ??= fail(one, url.at, `${name} sends objects, Secrets if it asks for them, out of the cluster`, {
              severity: 'medium',
            });
        }
        if (said !== undefined) yield said;
        else if (!list.empty && !list.isList) yield unknown(one, list.at, 'webhooks is no list');
        else yield pass(one, one.at);
      }
    }
  },
});
