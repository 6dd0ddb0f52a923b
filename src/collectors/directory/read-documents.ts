import { kubernetesObject, type KubernetesObject } from '../../facts/kubernetes-object.ts';
import type { YamlFile } from '../../formats/yaml/read-yaml.ts';
import type { CollectorContext, Sighting } from '../../model/collector.ts';
import type { Located } from '../../model/located.ts';
import { looksLikeCompose } from '../../readers/compose/read-compose.ts';
import { readConfiguration, readEmbeddedConfigurations } from '../../readers/configuration/read-configuration.ts';
import { looksLikeKubernetes, readKubernetes } from '../../readers/kubernetes/read-kubernetes.ts';
import { gap, source } from './gaps.ts';

const context = { source, stage: 'declared' } as const;

/** What one document means: configuration of a program, Kubernetes objects, or null when it is neither. */
export function readDocument(root: Located, fileName: string, only?: CollectorContext['only']): Sighting[] | null {
  const configured = readConfiguration(root, { ...context, fileName });
  if (configured.length > 0) return configured;
  if (!looksLikeKubernetes(root)) return null;
  const sightings = readKubernetes(root, { ...context, only });
  const embedded: Sighting[] = [];
  for (const sighting of sightings) {
    if (!('fact' in sighting) || sighting.fact.kind !== kubernetesObject.name) continue;
    const object = sighting.fact.value as KubernetesObject;
    if (object.apiVersion !== 'v1' || (object.kind !== 'ConfigMap' && object.kind !== 'Secret')) continue;
    embedded.push(...readEmbeddedConfigurations(object.root, sighting.fact.subject, 'declared'));
  }
  return embedded.length === 0 ? sightings : [...sightings, ...embedded];
}

export interface Documents {
  readonly sightings: readonly Sighting[];
  /** True when a document is a Compose project: its own reader reads the file, and tells of its faults. */
  readonly holdsCompose: boolean;
}

/**
 * What the documents of a YAML or JSON file mean. A document that parses and is none of ours is not
 * spoken of; one that does not parse is a gap, for it may have been anything.
 */
export function readDocuments(
  yaml: YamlFile,
  text: string,
  file: string,
  fileName: string,
  only?: CollectorContext['only'],
): Documents {
  const sightings: Sighting[] = [];
  const ours = new Set<number>();
  let holdsCompose = false;
  for (const [index, { root }] of yaml.documents.entries()) {
    const read = readDocument(root, fileName, only);
    if (read === null) {
      holdsCompose ||= looksLikeCompose(root);
    } else {
      ours.add(index);
      for (const sighting of read) sightings.push(sighting);
    }
  }
  if (holdsCompose) return { sightings, holdsCompose };
  const problems = yaml.problems.filter(({ document }) => document === null || ours.has(document));
  const broken = problems.find(({ code }) => code === 'YAML_INVALID');
  if (broken !== undefined && text.includes('{{')) {
    const because = `is a template, and no YAML before it is rendered: ${broken.because}`;
    sightings.push(gap('TEMPLATE_UNRENDERED', file, because, { at: { line: broken.line, column: broken.column } }));
    return { sightings, holdsCompose };
  }
  for (const { code, because, line, column } of problems) {
    sightings.push(gap(code, file, because, { at: { line, column } }));
  }
  return { sightings, holdsCompose };
}
