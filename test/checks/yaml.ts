import assert from 'node:assert/strict';
import { configuration, type Configuration, type ConfiguredProgram } from '../../src/facts/configuration.ts';
import { kubernetesObject, type KubernetesObject } from '../../src/facts/kubernetes-object.ts';
import { readYaml } from '../../src/formats/yaml/read-yaml.ts';
import { fact, type Fact, type Stage } from '../../src/model/fact.ts';
import type { Located } from '../../src/model/located.ts';

/** Every document of a YAML text as a Kubernetes object fact; an absent namespace reads as empty. */
export function objects(text: string, stage: Stage = 'declared'): Fact<KubernetesObject>[] {
  return roots(text, 'kubernetes').map((root) => {
    const metadata = root.get('metadata');
    const kind = root.get('kind').string().value ?? '';
    const name = metadata.get('name').string().value ?? '';
    const namespace = metadata.get('namespace').string().value ?? '';
    const value = {
      apiVersion: root.get('apiVersion').string().value ?? '',
      kind,
      name,
      namespace,
      labels: strings(metadata.get('labels')),
      annotations: strings(metadata.get('annotations')),
      root,
    };
    const subject = { source: 'test', kind, name, ...(namespace === '' ? {} : { namespace }) };
    return fact(kubernetesObject, { subject, stage }, value, root.at);
  });
}

/** A YAML text as the configuration of one program. */
export function configured(program: ConfiguredProgram, text: string): Fact<Configuration>[] {
  return roots(text, 'core').map((root) =>
    fact(
      configuration,
      { subject: { source: 'test', kind: 'Configuration', name: program }, stage: 'declared' },
      { program, root },
      root.at,
    ),
  );
}

function roots(text: string, dialect: 'kubernetes' | 'core'): Located[] {
  const { documents, problems } = readYaml(text, 'test.yaml', 'test', dialect);
  assert.deepEqual(problems, []);
  return documents.map(({ root }) => root);
}

function strings(map: Located): Record<string, string> {
  return Object.fromEntries(map.entries().map(([key, value]) => [key, value.text().value ?? '']));
}
