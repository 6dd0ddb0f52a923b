import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { servicesNotOpenOnNodes } from './services-not-open-on-nodes.ts';

const service = (spec: string): ReturnType<typeof objects> =>
  objects(`{apiVersion: v1, kind: Service, metadata: {name: web}, spec: ${spec}}`);

checkTable(servicesNotOpenOnNodes, [
  { name: 'the default', facts: service('{ports: [{port: 80}]}'), verdicts: ['pass'] },
  { name: 'ClusterIP', facts: service('{type: ClusterIP}'), verdicts: ['pass'] },
  { name: 'ExternalName', facts: service('{type: ExternalName, externalName: db.example}'), verdicts: ['pass'] },
  { name: 'a load balancer', facts: service('{type: LoadBalancer}'), verdicts: ['pass'] },
  { name: 'NodePort', facts: service('{type: NodePort}'), verdicts: ['fail'], saw: /every node/ },
  { name: 'external addresses', facts: service('{externalIPs: [192.0.2.1]}'), verdicts: ['fail'], saw: /externalIPs/ },
  { name: 'a type that is none', facts: service('{type: Nodeport}'), verdicts: ['unknown'] },
  { name: 'a type of the wrong shape', facts: service('{type: [NodePort]}'), verdicts: ['unknown'] },
  { name: 'external addresses of the wrong shape', facts: service('{externalIPs: 192.0.2.1}'), verdicts: ['unknown'] },
  {
    name: 'a Service of Knative',
    facts: objects('{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: w}}'),
    verdicts: [],
  },
]);
