import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { container, workloadFact } from '../../../../../test/checks/table.ts';
import { objects } from '../../../../../test/checks/yaml.ts';
import type { Workload } from '../../../../facts/workload.ts';
import type { Fact } from '../../../../model/fact.ts';
import { cniProfile, readerOf } from './profile.ts';

const runs = (image: string, ...words: string[]): Fact<Workload> =>
  workloadFact({ containers: [container({ image, arguments: words })] });
const config = (data: string): ReturnType<typeof objects> =>
  objects(`{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config}, data: ${data}}`);

// images | cni and whether it enforces
const vectors = `
                                                       | undefined unknown
nginx                                                  | undefined unknown
calico/node:v3                                         | calico yes
calico/node:v3 flannel/flannel                         | calico yes
flannel/flannel                                        | none no
flannel/flannel registry.k8s.io/networking/kube-network-policies | kubernetes yes
amazon/amazon-k8s-cni                                  | none no
amazon/amazon-k8s-cni amazon/aws-network-policy-agent  | none no
kindest/kindnetd                                       | kubernetes unknown
ovnkube/ovn-kube-u                                     | ovn yes
antrea/antrea-agent-ubuntu                             | kubernetes yes
cloudnativelabs/kube-router                            | kubernetes yes
quay.io/cilium/cilium                                  | cilium unknown
quay.io/cilium/cilium amazon/amazon-k8s-cni            | cilium unknown
quay.io/cilium/cilium calico/node                      | undefined yes
mcr.microsoft.com/azure-npm                            | kubernetes yes
`;

describe('the network plugin', () => {
  for (const line of vectors.split('\n').filter((one) => one !== '')) {
    const [images, expected] = line.split('|').map((part) => part.trim()) as [string, string];
    it(`by ${images || 'nothing'}`, () => {
      const { cni, enforces, because, at } = cniProfile(
        images.split(' ').map((image) => runs(image)),
        [],
        'declared',
      );
      assert.equal(`${cni} ${enforces}`, expected);
      assert.notEqual(because, '');
      assert.equal(at.length > 0, cni !== undefined || enforces === 'yes');
    });
  }
  it('may be told to enforce', () => {
    const agent = runs('amazon/aws-network-policy-agent', '--enable-network-policy=true');
    assert.equal(cniProfile([runs('amazon/amazon-k8s-cni'), agent], [], 'declared').enforces, 'yes');
  });
  it('is looked for at the stage that is asked about', () => {
    assert.equal(cniProfile([runs('calico/node')], [], 'admitted').cni, undefined);
  });
  it('of Cilium is what its settings make of it', () => {
    const cilium = [runs('quay.io/cilium/cilium')];
    const said = (...data: string[]): string => {
      const { cni, enforces } = cniProfile(
        cilium,
        data.flatMap((one) => config(one)),
        'declared',
      );
      return `${cni} ${enforces}`;
    };
    assert.equal(said('{}'), 'cilium yes');
    assert.equal(said('{enable-policy: always}'), 'cilium yes');
    assert.equal(said('{enable-policy: never}'), 'none no');
    assert.equal(said('{policy-audit-mode: "true"}'), 'none no');
    assert.equal(said('{enable-policy: perhaps}'), 'cilium unknown');
    assert.equal(said('{enable-k8s-networkpolicy: "false"}'), 'cilium no');
    assert.equal(said('{}', '{}'), 'cilium yes');
    assert.equal(said('{}', '{enable-policy: never}'), 'cilium unknown');
  });
  it('is what the user names', () => {
    const asked = (cni: Parameters<typeof cniProfile>[3], data = '{}'): string => {
      const profile = cniProfile([runs('flannel/flannel')], config(data), 'declared', cni);
      return `${profile.cni} ${profile.enforces}`;
    };
    assert.equal(asked('calico'), 'calico yes');
    assert.equal(asked('none'), 'none no');
    assert.equal(asked('cilium'), 'cilium yes');
    assert.equal(asked('cilium', '{enable-policy: never}'), 'none no');
  });
  it('alone reads its kinds', () => {
    const reader = (apiVersion: string): string | null =>
      readerOf(objects(`{apiVersion: ${apiVersion}, kind: NetworkPolicy, metadata: {name: p}}`)[0]!.value);
    assert.equal(reader('projectcalico.org/v3'), 'calico');
    assert.equal(reader('crd.projectcalico.org/v1'), 'calico');
    assert.equal(reader('cilium.io/v2'), 'cilium');
    assert.equal(reader('crd.antrea.io/v1beta1'), 'antrea');
    assert.equal(reader('k8s.ovn.org/v1'), 'ovn');
    assert.equal(reader('networking.k8s.io/v1'), null);
  });
});
