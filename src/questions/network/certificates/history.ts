import type { StoredCertificates } from '../../../facts/certificate.ts';
import { objectsOfKind, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { describeSubject, type Fact } from '../../../model/fact.ts';
import type { IssuedBefore } from '../../../model/tls-stored.ts';

/**
 * What a Secret of cert-manager held before, newest first: the CertificateRequests of its Certificate that
 * are still there (cert-manager keeps some, `revisionHistoryLimit`).
 */
export function historyOf(
  one: Fact<StoredCertificates>,
  stored: readonly Fact<StoredCertificates>[],
  objects: readonly Fact<KubernetesObject>[],
): readonly IssuedBefore[] {
  if (one.subject.kind !== 'Secret' || one.value.purpose !== 'identity') return [];
  const { namespace, name } = one.subject;
  const makers = objectsOfKind(objects, 'Certificate').filter(
    ({ value }) => value.namespace === namespace && value.root.down('spec', 'secretName').value === name,
  );
  const names = new Set(makers.map(({ value }) => value.name));
  const requests = new Set(
    objectsOfKind(objects, 'CertificateRequest')
      .filter(
        ({ value }) =>
          value.namespace === namespace && names.has(value.annotations['cert-manager.io/certificate-name'] ?? ''),
      )
      .map(({ value }) => value.name),
  );
  return stored
    .filter(
      ({ subject, value }) =>
        value.purpose === 'issued' && subject.namespace === namespace && requests.has(subject.name),
    )
    .flatMap(({ subject, value }) => {
      const [first] = value.certificates;
      if (first === undefined || !('certificate' in first)) return [];
      const { serial, notBefore, notAfter } = first.certificate;
      return [{ from: describeSubject(subject), serial, notBefore, notAfter }];
    })
    .toSorted((a, b) => (a.notBefore < b.notBefore ? 1 : -1));
}
