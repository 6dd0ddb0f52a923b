import { checkTable, containers } from '../../../../test/checks/table.ts';
import { networkPluginEnforcesPolicies } from './network-plugin-enforces-policies.ts';

checkTable(networkPluginEnforcesPolicies, [
  { name: 'Calico', facts: containers({ image: 'quay.io/calico/node:v3.29.1' }), verdicts: ['pass'] },
  {
    name: 'Cilium of a mirror',
    facts: containers({ image: 'mirror.example/quay/cilium/cilium@sha256:' + 'a'.repeat(64) }),
    verdicts: ['pass'],
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
  { name: 'kindnet', facts: containers({ image: 'kindest/kindnetd:v1' }), verdicts: ['unknown'] },
  { name: 'none that is known', facts: containers({ image: 'nginx' }, {}), verdicts: [] },
]);
