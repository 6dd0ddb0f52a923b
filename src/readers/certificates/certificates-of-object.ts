import { certificates, type StoredCertificates } from '../../facts/certificate.ts';
import { groupOf, kubernetesObject, type KubernetesObject } from '../../facts/kubernetes-object.ts';
import { isBase64 } from '../../formats/x509/pem.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact, type Fact } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { mayHoldCertificates } from './kinds.ts';
import { readStored } from './read-stored.ts';

/** Of one value: what a Secret holds is a mebibyte at most. */
const maxLength = 2 * 1024 * 1024;

/** The certificates that are in the objects among what was seen. */
export function* certificatesOf(sightings: readonly Sighting[]): Generator<Sighting> {
  for (const sighting of sightings) {
    if (!('fact' in sighting) || sighting.fact.kind !== kubernetesObject.name) continue;
    const object = sighting.fact as Fact<KubernetesObject>;
    if (mayHoldCertificates(object.value.kind)) yield* certificatesOfObject(object);
  }
}

function* certificatesOfObject(object: Fact<KubernetesObject>): Generator<Sighting> {
  const { root, kind } = object.value;
  const group = groupOf(object.value);
  if (kind === 'Secret' && group === '') yield* ofSecret(object);
  else if (/^(Validating|Mutating)WebhookConfiguration$/.test(kind) && group === 'admissionregistration.k8s.io') {
    for (const [index, webhook] of root.get('webhooks').items().entries())
      yield* held(object, webhook.down('clientConfig', 'caBundle'), `webhooks[${index}].clientConfig.caBundle`);
  } else if (kind === 'APIService' && group === 'apiregistration.k8s.io')
    yield* held(object, root.down('spec', 'caBundle'), 'spec.caBundle');
  else if (kind === 'CustomResourceDefinition' && group === 'apiextensions.k8s.io') {
    const key = 'spec.conversion.webhook.clientConfig.caBundle';
    yield* held(object, root.down(...key.split('.')), key);
  } else if (kind === 'CertificateRequest' && group === 'cert-manager.io')
    yield* held(object, root.down('status', 'certificate'), 'status.certificate', 'issued');
}

function* ofSecret(object: Fact<KubernetesObject>): Generator<Sighting> {
  const { root } = object.value;
  // Every ServiceAccount has one, with the authority of the cluster itself.
  if (root.get('type').value === 'kubernetes.io/service-account-token') return;
  for (const [key, purpose] of [
    ['tls.crt', 'identity'],
    ['ca.crt', 'authorities'],
  ] as const) {
    // The API server lays what is in clear over what is encoded.
    const plain = root.get('stringData').get(key);
    if (plain.empty) yield* held(object, root.get('data').get(key), key, purpose);
    else yield* made(object, plain, key, purpose, Buffer.from(plain.string().value ?? '', 'utf8'));
  }
}

function* held(
  object: Fact<KubernetesObject>,
  value: Located,
  key: string,
  purpose: StoredCertificates['purpose'] = 'authorities',
): Generator<Sighting> {
  if (value.empty) return;
  const text = (value.string().value ?? '').replaceAll(/\s/g, '');
  // An empty value waits for its controller.
  if (text === '' && value.string().value !== undefined) return;
  yield* made(object, value, key, purpose, isBase64(text) ? Buffer.from(text, 'base64') : 'is no base64');
}

function* made(
  object: Fact<KubernetesObject>,
  { at }: Located,
  key: string,
  purpose: StoredCertificates['purpose'],
  bytes: Buffer | string,
): Generator<Sighting> {
  const refused =
    typeof bytes === 'string' ? bytes : bytes.length > maxLength ? `is longer than ${maxLength} bytes` : null;
  const read = refused === null ? readStored(bytes as Buffer, at, false).certificates : [];
  const all = read.length > 0 ? read : [{ unreadable: refused ?? 'holds no certificate', at }];
  yield { fact: fact(certificates, object, { purpose, key, certificates: all, at }, at) };
}
