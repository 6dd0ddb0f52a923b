import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noIngressSnippet } from './no-ingress-snippet.ts';

const ingress = (annotations: string): ReturnType<typeof manifests> =>
  manifests(`{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a, annotations: ${annotations}}}`);

checkTable(noIngressSnippet, [
  { name: 'none', facts: ingress('{a: b}'), verdicts: ['pass'] },
  { name: 'no annotations', facts: ingress(''), verdicts: ['pass'] },
  {
    name: 'a snippet',
    facts: ingress('{nginx.ingress.kubernetes.io/configuration-snippet: "more_set_headers a;"}'),
    verdicts: ['fail'],
    saw: /configuration-snippet/,
  },
  { name: 'of the other controller', facts: ingress('{nginx.org/server-snippets: a}'), verdicts: ['fail'] },
  {
    name: 'allowed for all',
    facts: manifests(
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {allow-snippet-annotations: "true"}}',
    ),
    verdicts: ['fail'],
    saw: /every Ingress/,
  },
  {
    name: 'allowed for none',
    facts: manifests(
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {allow-snippet-annotations: "false"}}',
    ),
    verdicts: ['pass'],
  },
  { name: 'no mapping', facts: ingress('a'), verdicts: ['unknown'] },
]);
