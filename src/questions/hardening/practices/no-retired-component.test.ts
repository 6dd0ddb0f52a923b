import { inContainer, pod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noRetiredComponent } from './no-retired-component.ts';

const image = (name: string): ReturnType<typeof pod> => pod(`containers: [{name: web, image: "${name}"}]`);

checkTable(noRetiredComponent, [
  { name: 'another', facts: inContainer(''), verdicts: ['pass'] },
  {
    name: 'ingress-nginx',
    facts: image('registry.k8s.io/ingress-nginx/controller:v1.11.1@sha256:' + '0'.repeat(64)),
    verdicts: ['fail'],
    saw: /ingress-nginx, retired since 2026-03/,
  },
  { name: 'Tiller', facts: image('gcr.io/kubernetes-helm/tiller:v2.16.1'), verdicts: ['fail'], saw: /Tiller/ },
  { name: 'a mirror of it', facts: image('mirror.example/kubernetes-helm/tiller:v2'), verdicts: ['fail'] },
  {
    name: 'the image of the ingress of NGINX itself',
    facts: image('docker.io/nginx/nginx-ingress:5.0'),
    verdicts: ['pass'],
  },
  { name: 'no reference', facts: image('UPPER CASE'), verdicts: ['unknown'], saw: /no image reference/ },
  { name: 'no image', facts: pod('containers: [{name: web}]'), verdicts: ['unknown'] },
]);
