import { cluster } from '../../../facts/cluster.ts';
import { engine } from '../../../facts/engine.ts';
import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { listing } from '../../../facts/listing.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import { driftStates, type DriftItem, type DriftReport, type Inconsistency } from '../../../model/drift.ts';
import { describeSubject, type Fact } from '../../../model/fact.ts';
import type { Gap } from '../../../model/gap.ts';
import type { GapCode } from '../../../model/gaps.ts';
import { engineDrift } from './engines.ts';
import { inconsistencies } from './inconsistency.ts';
import type { Place } from './place.ts';
import { word } from './remedy.ts';
import { kubernetesDrift, type KubernetesDrift } from './kubernetes.ts';

export interface DriftAsked extends Pick<
  KubernetesDrift,
  'applied' | 'namespace' | 'except' | 'exceptClusterScoped' | 'whole'
> {
  readonly declared: readonly Place[];
  readonly live: readonly Place[];
  /** The absolute folder of a file that was read, by its name in evidence. */
  readonly folderOf?: (file: string) => string;
}

export type Drift = Pick<DriftReport, 'verdict' | 'because' | 'count' | 'items' | 'inconsistencies' | 'gaps'>;

/** Holds what lives against what was declared. */
export function driftOf(asked: DriftAsked): Drift {
  const declared = asked.declared.flatMap(({ facts }) => facts);
  const gaps = {
    declared: asked.declared.flatMap((one) => one.gaps.filter(matters)),
    live: asked.live.flatMap((one) => one.gaps.filter(matters)),
  };
  const hiding = gaps.declared.filter(({ code }) => hidingCodes.has(code));
  const items: DriftItem[] = [];
  for (const { label, facts } of asked.live) {
    if (facts.some(isOfCluster))
      for (const one of kubernetesDrift({ ...asked, declared, live: facts, hiding }))
        items.push({ ...one, target: label, remedy: commandAt(label, one.remedy) });
  }
  const engines = asked.live.filter(({ facts }) => facts.some(isOfEngine));
  if (engines.length > 0) {
    for (const one of engineDrift({
      declared,
      live: engines,
      hiding,
      ...(asked.folderOf && { folderOf: asked.folderOf }),
    }))
      items.push({ ...one, remedy: commandAt(one.target ?? engines[0]!.label, one.remedy) });
  }
  const differing = inconsistencies(asked.live, items);
  items.sort(worstFirst);
  const count = Object.fromEntries(
    driftStates.map((state) => [state, items.filter((one) => one.state === state).length]),
  ) as Drift['count'];
  return { ...verdictOf(count, items, differing, gaps), count, items, inconsistencies: differing, gaps };
}

/** A command must reach the cluster or engine that was looked at, and no other. */
function commandAt(label: string, command: string | null): string | null {
  const [, scheme, rest = ''] = /^(kube|docker):(.+)$/.exec(label) ?? [];
  if (command === null || scheme === undefined) return command;
  return scheme === 'kube'
    ? command.replace(/^kubectl /, `kubectl --context ${word(rest)} `)
    : command.replace(/^docker /, `docker --host ${word(rest)} `);
}

/** Behind these there may be declarations. */
const hidingCodes: ReadonlySet<GapCode> = new Set<GapCode>([
  'COMPOSE_INVALID',
  'COMPOSE_LIMIT',
  'COMPOSE_UNRESOLVED',
  'FILE_NOT_TEXT',
  'FILE_TOO_LARGE',
  'FILE_UNREADABLE',
  'FOLDER_UNREADABLE',
  'LINK_OUTSIDE',
  'OBJECT_INVALID',
  'TEMPLATE_UNRENDERED',
  'WALK_LIMIT',
  'YAML_DUPLICATE_KEY',
  'YAML_INVALID',
  'YAML_LIMIT',
]);
/** Of these drift asks nothing. */
const others: ReadonlySet<GapCode> = new Set<GapCode>([
  'DOCKERFILE_INVALID',
  'DOCKERFILE_UNRESOLVED',
  'KUBELET_UNREAD',
  'OBJECT_UNREAD',
  'PROCESS_UNREADABLE',
]);

function matters({ code, touches }: Gap): boolean {
  return touches.length > 0 && !others.has(code);
}

function isOfCluster({ kind, value }: Fact): boolean {
  return (
    kind === kubernetesObject.name ||
    kind === listing.name ||
    (kind === workload.name && (value as Workload).orchestrator === 'kubernetes') ||
    kind === cluster.name
  );
}

function isOfEngine({ kind, value }: Fact): boolean {
  return kind === engine.name || (kind === workload.name && (value as Workload).orchestrator === 'docker');
}

const effects = ['weakens', 'neutral', 'strengthens', null];

function worstFirst(a: DriftItem, b: DriftItem): number {
  const by = driftStates.indexOf(a.state) - driftStates.indexOf(b.state);
  if (by !== 0) return by;
  const harm = effects.indexOf(a.effect) - effects.indexOf(b.effect);
  if (harm !== 0) return harm;
  const [one, other] = [describeSubject(a.subject), describeSubject(b.subject)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function verdictOf(
  count: Drift['count'],
  items: readonly DriftItem[],
  differing: readonly Inconsistency[],
  gaps: Drift['gaps'],
): Pick<Drift, 'verdict' | 'because'> {
  const places = differing.filter(({ severity }) => severity === 'medium').length;
  const parts = [
    ...(['differs', 'undeclared', 'missing'] as const).flatMap((state) =>
      count[state] === 0 ? [] : [`${count[state]} ${words[state]}`],
    ),
    ...(places === 0 ? [] : [`${places} ${places === 1 ? 'setting is' : 'settings are'} not the same in all places`]),
  ];
  if (parts.length > 0) return { verdict: 'drift', because: parts.join(', ') };
  const unseen = [...gaps.declared, ...gaps.live];
  if (count.unknown > 0 || unseen.length > 0) {
    const open = count.unknown === 0 ? [] : [`${count.unknown} cannot be told`];
    const gap =
      unseen.length === 0 ? [] : [`${unseen.length} ${unseen.length === 1 ? 'thing was' : 'things were'} not seen`];
    return { verdict: 'unknown', because: [...open, ...gap].join(', ') };
  }
  if (items.length === 0 && differing.length === 0)
    return { verdict: 'unknown', because: 'nothing was found that could be compared' };
  return { verdict: 'no drift', because: `${count.same} live as declared` };
}

const words = { differs: 'not as declared', undeclared: 'not declared', missing: 'missing' } as const;
