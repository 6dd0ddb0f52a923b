import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { objects } from '../../../test/checks/yaml.ts';
import type { StoredCertificates } from '../../facts/certificate.ts';
import { certificatesOf } from './certificates-of-object.ts';

/** Made by openssl with P-256, for shop.example; its key was thrown away. */
const pem = `-----BEGIN CERTIFICATE-----
MIICbzCCAVegAwIBAgIUKsW/AkAqf4QhgBWbNMkzmZnvVqwwDQYJKoZIhvcNAQEL
BQAwKTEMMAoGA1UECgwDTGFiMRkwFwYDVQQDDBBMYWIgaW50ZXJtZWRpYXRlMB4X
DTI2MDEwMTAwMDAwMFoXDTQ5MDEwMTAwMDAwMFowHTEMMAoGA1UECgwDTGFiMQ0w
CwYDVQQDDARnb29kMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE86TlN8jjsZyN
wmDacDUpTBeCqJtYDM0czn/6vDTc71bOW9PJxqDI97lhnC5+RngYdjEYuvRMk55f
NWw4wui4zqNmMGQwCQYDVR0TBAIwADAXBgNVHREEEDAOggxzaG9wLmV4YW1wbGUw
HQYDVR0OBBYEFAeQTGKZ/VBKXhgYU1nL6TkGcxENMB8GA1UdIwQYMBaAFDmdzcC6
uqkALowHCOib1UuTzIHHMA0GCSqGSIb3DQEBCwUAA4IBAQAVxGrstv8K7WA4+LHP
ho3e7RiruF2ymxtKyKXzr8KUWwNIuuBB/StJl7GcBMGP5awkl7Z7SqgNRwIsQ3Vr
YEnYxxfuaOudgWxmHFK+P3BIsz8oM+SAdIui/7JsMDqM9GZI/r6X/JmirO7OubSc
8/4gNwBygFWYlQfeO+cIVq5Gv9LIhFIfCej4YclAw+5bGdqvXY1ibghaUvOyaRx0
Yx4CJ0pCdfkIcwNiX2R3OX4UVhAj4+rcpQhjuaMbRtqNxMY5d2a3eBdeltvXjZf2
3pEXHKoB7FYaan3YsP85CI7l5ym8udCUYDLSrotnvFXXmLDTYwX0CpSvvlsmL3vf
TP50
-----END CERTIFICATE-----
`;
const encoded = Buffer.from(pem).toString('base64');

/** What is told of each place: purpose, key, serials or why there are none. */
function told(text: string): unknown[] {
  const sightings = objects(text).map((fact) => ({ fact }));
  return [...certificatesOf(sightings)].map((one) => {
    assert.ok('fact' in one);
    const { purpose, key, certificates } = one.fact.value as StoredCertificates;
    return [
      purpose,
      key,
      ...certificates.map((each) => ('certificate' in each ? each.certificate.names[0] : each.unreadable)),
    ];
  });
}
const secret = (data: string, type = 'kubernetes.io/tls'): unknown[] =>
  told(`{apiVersion: v1, kind: Secret, metadata: {name: s}, type: ${type}, ${data}}`);

describe('certificates in objects', () => {
  it('of a Secret: its own, and whom it trusts', () => {
    assert.deepEqual(secret(`data: {tls.crt: ${encoded}, ca.crt: ${encoded}, tls.key: ${encoded}}`), [
      ['identity', 'tls.crt', 'dns:shop.example'],
      ['authorities', 'ca.crt', 'dns:shop.example'],
    ]);
  });
  it('in clear lies over what is encoded', () => {
    assert.deepEqual(secret(`data: {tls.crt: AAEC}, stringData: {tls.crt: ${JSON.stringify(pem + pem)}}`), [
      ['identity', 'tls.crt', 'dns:shop.example', 'dns:shop.example'],
    ]);
  });
  it('that are none say why', () => {
    assert.deepEqual(secret('data: {tls.crt: "%%%"}'), [['identity', 'tls.crt', 'is no base64']]);
    assert.deepEqual(secret(`data: {tls.crt: ${Buffer.from('hello').toString('base64')}}`), [
      ['identity', 'tls.crt', 'holds no certificate'],
    ]);
    assert.deepEqual(secret('data: {tls.crt: [1]}'), [['identity', 'tls.crt', 'is no base64']]);
    assert.deepEqual(secret(`data: {tls.crt: ${encoded.slice(0, 400)}}`), [['identity', 'tls.crt', 'has no end']]);
  });
  it('that are not there yet are nothing', () => {
    for (const data of ['data: {tls.crt: ""}', 'data: {tls.crt: null}', 'data: {}', 'immutable: true'])
      assert.deepEqual(secret(data), []);
  });
  it('of every ServiceAccount are those of the cluster, and passed over', () => {
    assert.deepEqual(secret(`data: {ca.crt: ${encoded}}`, 'kubernetes.io/service-account-token'), []);
  });
  it('of webhooks, APIServices and conversions', () => {
    const hook = `{name: a, clientConfig: {caBundle: ${encoded}}}`;
    for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'])
      assert.deepEqual(
        told(
          `{apiVersion: admissionregistration.k8s.io/v1, kind: ${kind}, metadata: {name: w}, webhooks: [{name: b}, ${hook}]}`,
        ),
        [['authorities', 'webhooks[1].clientConfig.caBundle', 'dns:shop.example']],
      );
    assert.deepEqual(
      told(
        `{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.x}, spec: {caBundle: ${encoded}}}`,
      ),
      [['authorities', 'spec.caBundle', 'dns:shop.example']],
    );
    assert.deepEqual(
      told(
        `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: x}, spec: {conversion: {webhook: {clientConfig: {caBundle: ${encoded}}}}}}`,
      ),
      [['authorities', 'spec.conversion.webhook.clientConfig.caBundle', 'dns:shop.example']],
    );
  });
  it('of requests of cert-manager are history; kinds of other groups are nothing', () => {
    const request = (group: string): unknown[] =>
      told(
        `{apiVersion: ${group}/v1, kind: CertificateRequest, metadata: {name: r}, status: {certificate: ${encoded}}}`,
      );
    assert.deepEqual(request('cert-manager.io'), [['issued', 'status.certificate', 'dns:shop.example']]);
    assert.deepEqual(request('x.example'), []);
  });
});
