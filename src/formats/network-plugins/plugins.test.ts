import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { networkPluginOf } from './plugins.ts';

// image | arguments | rules, and whether it enforces
const vectors = `
docker.io/calico/node:v3.30.0                                     |                                | calico true
quay.io/calico/node:v3.30.0                                       |                                | calico true
rancher/mirrored-calico-node:v3.30.0                              |                                | calico true
quay.io/tigera/cnx-node:v3.20                                     |                                | calico true
quay.io/cilium/cilium:v1.18.0@sha256:${'0'.repeat(64)}            |                                | cilium true
gke.gcr.io/cilium/cilium:v1.15                                    |                                | cilium true
rancher/mirrored-cilium-cilium:v1.18                              |                                | cilium true
antrea/antrea-agent-ubuntu:v2.4                                   |                                | antrea true
cloudnativelabs/kube-router:v2                                    |                                | kubernetes true
cloudnativelabs/kube-router:v2                                    | --run-firewall=false           | kubernetes false
weaveworks/weave-npc:2.8                                          |                                | kubernetes true
kubeovn/kube-ovn:v1.14                                            | --enable-np=false              | kubernetes false
ghcr.io/ovn-kubernetes/ovn-kubernetes/ovn-kube-ubuntu:master      |                                | ovn true
602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon/aws-network-policy-agent:v1 |                  | kubernetes false
602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon/aws-network-policy-agent:v1 | --enable-network-policy=true | kubernetes true
602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon/aws-network-policy-agent:v1 | --enable-network-policy=what | kubernetes null
602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon-k8s-cni:v1.19 |                                | none false
mcr.microsoft.com/containernetworking/azure-npm:v1                |                                | kubernetes true
registry.k8s.io/networking/kube-network-policies:v0.9             |                                | kubernetes true
docker.io/flannel/flannel:v0.27                                   |                                | none false
rancher/mirrored-flannel-io-flannel:v0.22                         |                                | none false
docker.io/kindest/kindnetd:v20250512                              |                                | kubernetes null
quay.io/calico/kube-controllers:v3.30.0                           |                                | -
quay.io/cilium/operator-generic:v1.18                             |                                | -
nginx:1.29                                                        |                                | -
`;

describe('network plugins', () => {
  for (const line of vectors.trim().split('\n')) {
    const [image, words, expected] = line.split('|').map((part) => part.trim()) as [string, string, string];
    it(`${image} ${words}`, () => {
      const found = networkPluginOf(image, words === '' ? [] : words.split(' '));
      assert.equal(found === undefined ? '-' : `${found.rules} ${found.enforces}`, expected);
    });
  }
  it('are looked for in any text without a throw', () => {
    fc.assert(fc.property(fc.string(), fc.array(fc.string()), (image, words) => void networkPluginOf(image, words)));
    fc.assert(fc.property(fc.string(), (tail) => void networkPluginOf(`calico/node${tail}`, [])));
  });
});
