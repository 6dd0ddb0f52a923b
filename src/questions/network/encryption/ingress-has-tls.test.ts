import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { ingressHasTls } from './ingress-has-tls.ts';

const ingress = (spec: string, annotations = '{}'): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, annotations: ${annotations}}, spec: ${spec}}`,
  );

checkTable(ingressHasTls, [
  {
    name: 'its host',
    facts: ingress('{tls: [{hosts: [a.example], secretName: s}], rules: [{host: a.example}]}'),
    verdicts: ['pass'],
  },
  {
    name: 'a wildcard',
    facts: ingress('{tls: [{hosts: ["*.example"]}], rules: [{host: a.example}]}'),
    verdicts: ['pass'],
  },
  { name: 'all hosts', facts: ingress('{tls: [{secretName: s}], rules: [{host: a.example}]}'), verdicts: ['pass'] },
  { name: 'none', facts: ingress('{rules: [{host: a.example}]}'), verdicts: ['fail'], saw: /no host/ },
  {
    name: 'another host',
    facts: ingress('{tls: [{hosts: [a.example]}], rules: [{host: a.example}, {host: b.example}]}'),
    verdicts: ['fail'],
    saw: /b\.example/,
  },
  {
    name: 'a wildcard covers one label',
    facts: ingress('{tls: [{hosts: ["*.example"]}], rules: [{host: a.b.example}]}'),
    verdicts: ['fail'],
  },
  { name: 'a default backend only', facts: ingress('{defaultBackend: {}}'), verdicts: ['fail'] },
  {
    name: 'TLS at the load balancer',
    facts: ingress('{rules: [{host: a.example}]}', '{alb.ingress.kubernetes.io/certificate-arn: x}'),
    verdicts: ['unknown'],
  },
  {
    name: 'a rule without host',
    facts: ingress('{tls: [{hosts: [a.example]}], rules: [{http: {}}]}'),
    verdicts: ['unknown'],
  },
  { name: 'tls of the wrong shape', facts: ingress('{tls: yes, rules: []}'), verdicts: ['unknown'] },
  {
    name: 'an Ingress of another group',
    facts: objects('{apiVersion: config.openshift.io/v1, kind: Ingress, metadata: {name: c}}'),
    verdicts: [],
  },
]);
