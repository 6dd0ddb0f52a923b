import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Configuration } from '../../facts/configuration.ts';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Located } from '../../model/located.ts';
import { readConfiguration, readEmbeddedConfigurations } from './read-configuration.ts';

const root = (text: string): Located => readYaml(text, 'k8s/a.yaml', 'directory', 'kubernetes').documents[0]!.root;
const subject = { source: 'directory', kind: 'ConfigMap', namespace: 'default', name: 'a' };
const configurations = (sightings: readonly Sighting[]): Configuration[] =>
  sightings.flatMap((one) => ('fact' in one ? [one.fact.value as Configuration] : []));

function program(text: string, fileName = 'a.yaml'): string | undefined {
  return configurations(readConfiguration(root(text), { source: 'directory', stage: 'declared', fileName }))[0]
    ?.program;
}

describe('configuration', () => {
  const vectors: readonly [string, string | undefined, string?][] = [
    ['{route: {receiver: a}, receivers: [{name: a}]}', 'alertmanager'],
    ['{route: {receiver: a}}', undefined],
    ['{scrape_configs: []}', 'prometheus'],
    ['{global: {}, rule_files: []}', 'prometheus'],
    ['{auth_enabled: false, schema_config: {configs: []}}', 'loki'],
    ['{limits_config: {}, compactor: {}}', 'loki'],
    ['{compactor: {}, ingester: {}}', undefined],
    ['{pipeline: {inputs: [], outputs: []}}', 'fluent-bit'],
    ['{pipeline: {stages: []}}', undefined],
    ['{"policy": {"phases": {"delete": {}}}}', 'elasticsearch-lifecycle'],
    ['{rules_files: [a], json_output: true}', 'falco'],
    ['{icc: false}', 'docker-daemon', 'daemon.json'],
    ['{icc: false}', undefined, 'other.json'],
    ['{apiVersion: audit.k8s.io/v1, kind: Policy, rules: []}', 'kubernetes-audit-policy'],
    ['{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration}', 'kubelet'],
    ['{apiVersion: kubeproxy.config.k8s.io/v1alpha1, kind: KubeProxyConfiguration}', 'kube-proxy'],
    ['{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration}', 'kubernetes-encryption'],
    ['{apiVersion: apiserver.config.k8s.io/v1, kind: AuthenticationConfiguration}', 'kubernetes-authentication'],
    ['{apiVersion: apiserver.config.k8s.io/v1, kind: Other}', undefined],
    ['{apiVersion: v1, kind: Policy, route: {}, receivers: []}', undefined],
    ['[1]', undefined],
  ];
  for (const [text, expected, fileName] of vectors) {
    it(text, () => assert.equal(program(text, fileName), expected));
  }
});

describe('configuration inside a ConfigMap', () => {
  const map =
    'kind: ConfigMap\ndata:\n  other: x\n  alertmanager.yml: |\n    route:\n      receiver: a\n    receivers: []\n';
  it('is found, and leads to the line of its key with the line inside as a note', () => {
    const [found] = configurations(readEmbeddedConfigurations(root(map), subject, 'declared'));
    assert.equal(found!.program, 'alertmanager');
    assert.deepEqual(found!.root.down('route', 'receiver').at, {
      source: 'directory',
      file: 'k8s/a.yaml',
      line: 4,
      column: 3,
      place: 'data."alertmanager.yml": route.receiver',
      note: 'line 2 of the value',
    });
  });
  it('is a gap when it should be YAML and is not', () => {
    const sightings = readEmbeddedConfigurations(
      root('kind: ConfigMap\ndata:\n  a.yml: "receivers: ["\n  notes: "receivers: ["\n'),
      subject,
      'declared',
    );
    assert.deepEqual(
      sightings.map((one) => 'gap' in one && [one.gap.code, one.gap.subject, one.gap.at?.line]),
      [['YAML_INVALID', 'ConfigMap a, a.yml', 3]],
    );
  });
  it('is found for the kubelet, as kubeadm keeps it', () => {
    const text = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
    const object = root(JSON.stringify({ kind: 'ConfigMap', data: { kubelet: text } }));
    assert.deepEqual(
      configurations(readEmbeddedConfigurations(object, subject, 'declared')).map((one) => one.program),
      ['kubelet'],
    );
  });
  it('is found in Secrets, plain and in base64', () => {
    const text = 'route: {}\nreceivers: []\n';
    const secret = {
      kind: 'Secret',
      stringData: { 'a.yaml': text },
      data: { 'b.yaml': Buffer.from(text).toString('base64') },
    };
    const found = configurations(readEmbeddedConfigurations(root(JSON.stringify(secret)), subject, 'declared'));
    assert.deepEqual(
      found.map((one) => one.program),
      ['alertmanager', 'alertmanager'],
    );
  });
});
