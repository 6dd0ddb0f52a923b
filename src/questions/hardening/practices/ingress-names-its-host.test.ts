import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { ingressNamesItsHost } from './ingress-names-its-host.ts';

const ingress = (rules: string, namespace = 'shop'): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a, namespace: ${namespace}}, spec: {rules: ${rules}}}`,
  );

checkTable(ingressNamesItsHost, [
  { name: 'by name', facts: ingress('[{host: a.example}]'), verdicts: ['pass'] },
  { name: 'no host', facts: ingress('[{http: {}}]'), verdicts: ['fail'], saw: /every host/ },
  { name: 'a wildcard', facts: ingress('[{host: "*.a.example"}]'), verdicts: ['fail'], saw: /every host of/ },
  {
    name: 'everything else',
    facts: ingress('[{host: a.example}], defaultBackend: {service: {name: a}}'),
    verdicts: ['fail'],
    saw: /no rule names/,
  },
  {
    name: 'the same from two namespaces',
    facts: [...ingress('[{host: a.example}]', 'one'), ...ingress('[{host: a.example}]', 'two')],
    verdicts: ['pass', 'fail'],
    saw: /also served from namespace one/,
  },
  {
    name: 'twice from one',
    facts: [...ingress('[{host: a.example}]', 'one'), ...ingress('[{host: a.example}]', 'one')],
    verdicts: ['pass', 'pass'],
  },
  { name: 'no text', facts: ingress('[{host: 5}]'), verdicts: ['unknown'] },
  { name: 'no list', facts: ingress('{host: a}'), verdicts: ['unknown'], saw: /no list/ },
]);
