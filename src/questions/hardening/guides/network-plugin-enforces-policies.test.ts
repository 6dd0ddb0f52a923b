import { checkTable, containers } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { networkPluginEnforcesPolicies } from './network-plugin-enforces-policies.ts';

const agent = (on: string): readonly string[] => ['--enable-ipv6=false', `--enable-network-policy=${on}`];

const config = (mode: string): ReturnType<typeof objects> =>
  objects(`{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config}, data: {enable-policy: ${mode}}}`);

checkTable(networkPluginEnforcesPolicies, [
  { name: 'Calico', facts: containers({ image: 'quay.io/calico/node:v3.29.1' }), verdicts: ['pass'] },
  {
    name: 'Cilium of a mirror',
    facts: [
      ...containers({ image: 'mirror.example/quay/cilium/cilium@sha256:' + 'a'.repeat(64) }),
      ...config('default'),
    ],
    verdicts: ['pass'],
  },
  {
    name: 'Cilium, whose settings were not read',
    facts: containers({ image: 'quay.io/cilium/cilium' }),
    verdicts: ['unknown'],
    saw: /cilium-config/,
  },
  {
    name: 'Cilium that never enforces',
    facts: [...containers({ image: 'quay.io/cilium/cilium' }), ...config('never')],
    verdicts: ['fail'],
  },
  {
    name: 'Cilium that is told so by a flag',
    facts: containers({ image: 'quay.io/cilium/cilium', arguments: ['--enable-policy=never'] }),
    verdicts: ['fail'],
  },
  {
    name: 'Kube-OVN, its controller with policies off',
    facts: containers(
      { image: 'kubeovn/kube-ovn', arguments: ['--enable-np=false'] },
      { image: 'kubeovn/kube-ovn', name: 'cni-server' },
    ),
    verdicts: ['fail'],
  },
  {
    name: 'Flannel',
    facts: containers({ image: 'ghcr.io/flannel-io/flannel:v0.26.1' }),
    verdicts: ['fail'],
    saw: /Flannel/,
  },
  {
    name: 'Flannel with Calico for policies',
    facts: containers({ image: 'flannel/flannel' }, { image: 'docker.io/calico/node:v3' }),
    verdicts: ['pass'],
  },
  {
    name: 'an agent that only prepares',
    facts: containers({ image: 'quay.io/calico/node', role: 'init' }),
    verdicts: [],
  },
  {
    name: "AWS's agent as it comes",
    facts: containers({ image: 'amazon/aws-network-policy-agent:v1.1.6', arguments: agent('false') }),
    verdicts: ['fail'],
    saw: /AWS/,
  },
  {
    name: "AWS's agent that is not told",
    facts: containers({ image: 'aws-network-policy-agent' }),
    verdicts: ['fail'],
  },
  {
    name: "AWS's agent switched on",
    facts: containers({ image: 'aws-network-policy-agent', arguments: agent('true') }),
    verdicts: ['pass'],
  },
  {
    name: 'kube-router without its firewall',
    facts: containers({ image: 'cloudnativelabs/kube-router', arguments: ['--run-firewall=false'] }),
    verdicts: ['fail'],
  },
  { name: 'kube-router', facts: containers({ image: 'cloudnativelabs/kube-router' }), verdicts: ['pass'] },
  { name: 'kindnet', facts: containers({ image: 'kindest/kindnetd:v1' }), verdicts: ['unknown'] },
  { name: 'none that is known', facts: containers({ image: 'nginx' }, {}), verdicts: [] },
]);
