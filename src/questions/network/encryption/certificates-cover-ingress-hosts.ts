import { certificates } from '../../../facts/certificate.ts';
import { groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { isFor } from '../../../formats/x509/host-name.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { describeCertificate } from '../certificates/worth.ts';

export const certificatesCoverIngressHosts = defineCheck({
  id: 'NET-705',
  name: 'certificates-cover-ingress-hosts',
  aspect: 'network/encryption',
  title: 'The certificate of an Ingress is for the hosts that it names',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Have a certificate issued for every host, or name the Secret that holds one.',
  toKnow: 'Ask where the Secrets can be read: `plimsoll ask kube:` with the role of `plimsoll kubernetes role`.',
  needs: { objects: kubernetesObject, stored: certificates },
  *evaluate({ objects, stored }) {
    const identities = stored.filter(({ subject, value }) => subject.kind === 'Secret' && value.purpose === 'identity');
    for (const one of objectsOfKind(objects, 'Ingress')) {
      if (!['networking.k8s.io', 'extensions'].includes(groupOf(one.value))) continue;
      for (const entry of one.value.root.down('spec', 'tls').items()) {
        const named = entry.get('secretName');
        const hosts = entry.get('hosts').strings().value;
        const secret = named.string().value;
        // Without hosts it is for whatever the rules name; without a Secret the controller has its own.
        if (hosts === undefined || hosts.length === 0 || secret === undefined || secret === '') continue;
        const held = identities.find(
          ({ subject, stage }) =>
            subject.name === secret &&
            (subject.namespace ?? '') === one.value.namespace &&
            subject.source === one.subject.source &&
            stage === one.stage,
        );
        const first = held?.value.certificates[0];
        if (held === undefined || first === undefined)
          yield unknown(one, named.at, `the certificate in Secret ${secret} was not seen`);
        else if (!('certificate' in first))
          yield unknown(one, [named.at, first.at], `the certificate in Secret ${secret} ${first.unreadable}`);
        else {
          const { certificate } = first;
          const bare = hosts.filter((host) => !covers(certificate.names, host));
          const saw = `${describeCertificate(certificate)} is not for ${bare.join(', ')}`;
          if (bare.length > 0) yield fail(one, [entry.get('hosts').at, first.at], saw);
          else yield pass(one, [entry.get('hosts').at, first.at]);
        }
      }
    }
  },
});

/** A host may itself be a wildcard, which only the same wildcard covers. */
function covers(names: readonly string[], host: string): boolean {
  return host.startsWith('*.') ? names.includes(`dns:${host.toLowerCase()}`) : isFor({ names }, host);
}
