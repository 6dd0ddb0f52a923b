import { groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { nowOf } from '../certificates/holders.ts';

export const issuedCertificatesReady = defineCheck({
  id: 'NET-707',
  name: 'issued-certificates-ready',
  aspect: 'network/encryption',
  title: 'Certificates that cert-manager is to issue are issued, and renewed when they are due',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Follow what `cmctl status certificate NAME` says of it: the issuer, the order, the challenge.',
  toKnow: 'Ask the cluster, where cert-manager says how it went: `plimsoll ask kube:`.',
  needs: { objects: kubernetesObject, moments: moment },
  *evaluate({ objects, moments }) {
    const now = nowOf(moments);
    for (const one of objectsOfKind(objects, 'Certificate')) {
      if (groupOf(one.value) !== 'cert-manager.io') continue;
      const status = one.value.root.get('status');
      const ready = status
        .get('conditions')
        .items()
        .find((condition) => condition.get('type').value === 'Ready');
      const [notAfter, renewal] = [status.get('notAfter'), status.get('renewalTime')];
      const [end, due] = [timeOf(notAfter.string().value), timeOf(renewal.string().value)];
      if (ready === undefined) yield unknown(one, status.at, 'it has no status that says whether it is ready');
      else if (ready.get('status').value === 'False') {
        const why = ready.get('message').string().value ?? ready.get('reason').string().value ?? 'no reason is given';
        yield fail(one, ready.at, `is not ready: ${why}`);
      } else if (ready.get('status').value !== 'True') yield unknown(one, ready.at, 'whether it is ready is not said');
      else if (now === undefined || end === null) yield unknown(one, notAfter.at, 'when it ends is not said');
      else if (end < now) yield fail(one, notAfter.at, `ended on ${end}`);
      else if (due === null && !renewal.empty)
        yield unknown(one, renewal.at, 'when it is to be renewed cannot be read');
      else if (due !== null && due < now) yield fail(one, renewal.at, `was to be renewed on ${due}, and was not`);
      else yield pass(one, ready.at);
    }
  },
});

/** ISO 8601 in the one form that can be compared; null for what is no time. */
function timeOf(text: string | undefined): string | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
