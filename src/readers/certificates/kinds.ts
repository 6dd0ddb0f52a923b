/** Kinds of objects that have certificates in them; asked of every object, so that what reads them is loaded only then. */
const kinds = new Set([
  'Secret',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'APIService',
  'CustomResourceDefinition',
  'CertificateRequest',
]);

export function mayHoldCertificates(kind: string): boolean {
  return kinds.has(kind);
}
