import { kubernetesObject } from '../../facts/kubernetes-object.ts';
import { workload } from '../../facts/workload.ts';
import type { CollectorContext, Sighting } from '../../model/collector.ts';
import { fact, type About, type Stage, type Subject } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { chartOf, chartUnrendered } from './charts.ts';
import { isBuiltIn, isWorkloadKind, namespaceOf, needsMetadata, podTemplatesOf, speaking } from './kinds.ts';
import { newAllowance, readPodTemplate, type Allowance } from './pod.ts';
import { invalid, type Report } from './problem.ts';
import { containersUnread, findContainers } from './unread.ts';

export interface KubernetesContext {
  /** The collector's name, for subjects and gaps. */
  readonly source: string;
  readonly stage: Stage;
  /** See `CollectorContext`. */
  readonly only?: CollectorContext['only'] | undefined;
}

/** One document and what may still be read of it. */
interface Reading extends KubernetesContext {
  readonly allowance: Allowance;
}

/** Lists within lists: kubectl writes one level; more than a few come only from alias tricks. */
const maxListDepth = 8;

/** True for a mapping that is, or clearly means to be, a Kubernetes object. */
export function looksLikeKubernetes(root: Located): boolean {
  if (!root.isMap) return false;
  const apiVersion = root.get('apiVersion');
  const kind = root.get('kind');
  if (!apiVersion.empty && !kind.empty) return true;
  const body = root.get('metadata').exists || root.get('spec').exists;
  return (
    body && (isWorkloadKind(kind.value) || (apiVersion.exists && root.get('spec').isMap && root.get('metadata').isMap))
  );
}

/**
 * What one parsed document declares: a `kubernetesObject` fact for each object of any kind (lists are
 * unfolded) and a `workload` fact for each that holds a Pod template. What does not have the shape of
 * its kind is a gap OBJECT_INVALID; the rest is read.
 */
export function readKubernetes(root: Located, context: KubernetesContext): Sighting[] {
  const sightings: Sighting[] = [];
  readObject(root, {}, { ...context, allowance: newAllowance() }, sightings, 0);
  return sightings;
}

/** What the items of a typed list (`PodList`) may leave out because the list says it. */
interface Implied {
  readonly apiVersion?: string;
  readonly kind?: string;
}

function readObject(root: Located, implied: Implied, context: Reading, sightings: Sighting[], depth: number): void {
  const apiVersion = root.get('apiVersion').string().value ?? implied.apiVersion;
  const kind = root.get('kind').string().value ?? implied.kind;
  const metadata = root.get('metadata');
  const name = nameOf(metadata);
  const report: Report = (at, because, touches) => {
    const subject = `${kind ?? 'object'} ${name ?? '(unnamed)'}`;
    sightings.push({ gap: invalid(context.source, subject, at, because, touches) });
  };
  if (!root.isMap) {
    report(root.at, 'is no mapping, so no object');
    return;
  }
  if (apiVersion === undefined || kind === undefined) {
    const missing = apiVersion === undefined ? 'apiVersion' : 'kind';
    report(root.at, `has no ${missing}, so it is not known what it is`);
    return;
  }
  const items = root.get('items');
  // `kubectl cluster-info dump` writes null for an empty list of a kind.
  const isEmptyList = items.exists && items.empty && name === undefined;
  if (kind.endsWith('List') && (!items.empty || kind === 'List' || isEmptyList)) {
    if (!items.isList && !items.empty) report(items.at, 'items is no list');
    if (depth === maxListDepth) {
      report(root.at, `lists within lists, deeper than ${maxListDepth}`);
      return;
    }
    const ofItems = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
    for (const item of items.items()) readObject(item, ofItems, context, sightings, depth + 1);
    return;
  }
  if (!metadata.isMap && !metadata.empty) report(metadata.at, 'metadata is no mapping');
  else if (needsMetadata(apiVersion, kind)) {
    if (metadata.empty) report(metadata.at, 'has no metadata');
    else if (name === undefined) report(metadata.at, 'metadata has no name', []);
  }
  const stated = metadata.get('namespace');
  if (metadata.isMap && !stated.empty && stated.string().value === undefined)
    report(stated.at, `namespace ${stated.string().why}`);
  const namespace = namespaceOf(apiVersion, kind, stated.text().value);
  const subject: Subject = {
    source: context.source,
    kind,
    ...(namespace === '' ? {} : { namespace }),
    name: name ?? '(unnamed)',
  };
  const about: About = { subject, stage: context.stage };
  const value = {
    apiVersion,
    kind,
    name: subject.name,
    namespace,
    labels: metadata.get('labels').record(),
    annotations: metadata.get('annotations').record(),
    root,
  };
  const { at } = root;
  sightings.push({ fact: fact(kubernetesObject, about, value, at) });
  const templates = podTemplatesOf(root, apiVersion, kind);
  const chart = chartOf(root, apiVersion, kind);
  if (chart !== null) sightings.push({ gap: chartUnrendered(subject, chart) });
  if (mayHoldMore(apiVersion, kind)) {
    const unread = findContainers(root, templates);
    if (unread !== null) sightings.push({ gap: containersUnread(subject, unread) });
  }
  for (const template of templates) {
    const pod = readPodTemplate(root, template, subject, report, context.allowance, at, context.only);
    if (pod !== null) sightings.push({ fact: fact(workload, about, pod, at) });
  }
}

/**
 * Kinds of Kubernetes itself that have a Pod template hold no other containers. All else is looked
 * through: an OpenShift Template of the old group `v1` as well.
 */
function mayHoldMore(apiVersion: string, kind: string): boolean {
  return !speaking.test(apiVersion) && !(isBuiltIn(apiVersion) && isWorkloadKind(kind));
}

/** `metadata.name`, or `web-*` for a `generateName: web-`. */
function nameOf(metadata: Located): string | undefined {
  const name = metadata.get('name').string().value;
  if (name !== undefined && name !== '') return name;
  const prefix = metadata.get('generateName').string().value;
  return prefix === undefined ? undefined : `${prefix}*`;
}
