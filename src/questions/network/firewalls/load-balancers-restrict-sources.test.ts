import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { loadBalancersRestrictSources } from './load-balancers-restrict-sources.ts';

const service = (spec: string, annotations = '{}'): ReturnType<typeof objects> =>
  objects(`{apiVersion: v1, kind: Service, metadata: {name: web, annotations: ${annotations}}, spec: ${spec}}`);

checkTable(loadBalancersRestrictSources, [
  {
    name: 'named ranges',
    facts: service('{type: LoadBalancer, loadBalancerSourceRanges: [192.0.2.0/24]}'),
    verdicts: ['pass'],
  },
  {
    name: 'internal',
    facts: service('{type: LoadBalancer}', '{networking.gke.io/load-balancer-type: Internal}'),
    verdicts: ['pass'],
  },
  { name: 'open', facts: service('{type: LoadBalancer}'), verdicts: ['fail'], saw: /every address/ },
  { name: 'an empty list', facts: service('{type: LoadBalancer, loadBalancerSourceRanges: []}'), verdicts: ['fail'] },
  {
    name: 'the whole internet',
    facts: service('{type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/1, 128.0.0.0/1]}'),
    verdicts: ['fail'],
  },
  {
    name: 'said not to be internal',
    facts: service('{type: LoadBalancer}', '{service.beta.kubernetes.io/azure-load-balancer-internal: "false"}'),
    verdicts: ['fail'],
  },
  { name: 'no CIDR', facts: service('{type: LoadBalancer, loadBalancerSourceRanges: [all]}'), verdicts: ['unknown'] },
  {
    name: 'no list',
    facts: service('{type: LoadBalancer, loadBalancerSourceRanges: 192.0.2.0/24}'),
    verdicts: ['unknown'],
  },
  {
    name: 'security groups by annotation',
    facts: service('{type: LoadBalancer}', '{service.beta.kubernetes.io/aws-load-balancer-security-groups: sg-1}'),
    verdicts: ['unknown'],
  },
  { name: 'no load balancer', facts: service('{type: ClusterIP}'), verdicts: [] },
]);
