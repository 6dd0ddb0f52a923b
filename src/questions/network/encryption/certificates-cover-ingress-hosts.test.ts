import { kept } from '../../../../test/checks/certificates.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { certificatesCoverIngressHosts } from './certificates-cover-ingress-hosts.ts';

const ingress = (tls: string, namespace = 'shop'): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: ${namespace}}, spec: {tls: ${tls}}}`,
  );

checkTable(certificatesCoverIngressHosts, [
  {
    name: 'its host',
    facts: [...ingress('[{hosts: [web.example], secretName: web}]'), kept([{}])],
    verdicts: ['pass'],
  },
  {
    name: 'by a wildcard',
    facts: [...ingress('[{hosts: [a.web.example], secretName: web}]'), kept([{ names: ['dns:*.web.example'] }])],
    verdicts: ['pass'],
  },
  {
    name: 'a wildcard by the same one',
    facts: [...ingress('[{hosts: ["*.web.example"], secretName: web}]'), kept([{ names: ['dns:*.web.example'] }])],
    verdicts: ['pass'],
  },
  {
    name: 'one of two hosts',
    facts: [...ingress('[{hosts: [web.example, b.example], secretName: web}]'), kept([{}])],
    verdicts: ['fail'],
    saw: /is not for b\.example/,
  },
  {
    name: 'a wildcard by one name',
    facts: [...ingress('[{hosts: ["*.example"], secretName: web}]'), kept([{}])],
    verdicts: ['fail'],
  },
  {
    name: 'a Secret that was not seen',
    facts: ingress('[{hosts: [web.example], secretName: web}]'),
    verdicts: ['unknown'],
  },
  {
    name: 'a Secret of another namespace',
    facts: [...ingress('[{hosts: [web.example], secretName: web}]', 'other'), kept([{}])],
    verdicts: ['unknown'],
  },
  {
    name: 'a certificate that cannot be read',
    facts: [...ingress('[{hosts: [web.example], secretName: web}]'), kept(['is cut off'])],
    verdicts: ['unknown'],
    saw: /is cut off/,
  },
  { name: 'no Secret: the certificate of the controller', facts: ingress('[{hosts: [web.example]}]'), verdicts: [] },
]);
