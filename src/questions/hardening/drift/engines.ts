import { image, type Image } from '../../../facts/image.ts';
import { network } from '../../../facts/network.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import type { DriftItem } from '../../../model/drift.ts';
import type { Fact, FactKind } from '../../../model/fact.ts';
import type { Gap } from '../../../model/gap.ts';
import { shown, type Pairwise } from './compare.ts';
import type { Place } from './place.ts';
import { word } from './remedy.ts';
import { compareService, servicesOf, type Beside } from './service.ts';
import { absent, evidenceOf } from './setting.ts';
import { effectOf, worstOf } from './weight.ts';
import { untold } from './untold.ts';

interface Engines {
  readonly declared: readonly Fact[];
  readonly live: readonly Place[];
  /** Gaps of the declared side behind which there may be services. */
  readonly hiding: readonly Gap[];
  readonly folderOf?: Beside['folderOf'];
}

/** Containers of Docker engines, held against the services of Compose that were declared. */
export function engineDrift({ declared, live, hiding, folderOf }: Engines): DriftItem[] {
  const services = of(workload, declared).filter(({ value }) => value.orchestrator === 'compose');
  const networks = of(network, declared);
  const found = new Map<Fact<Workload>, Fact<Workload>[]>();
  const items: DriftItem[] = [];
  for (const { label, facts } of live) {
    const beside: Beside = { networks, images: of<Image>(image, facts), ...(folderOf && { folderOf }) };
    for (const container of of(workload, facts)) {
      if (container.value.orchestrator !== 'docker') continue;
      const own = servicesOf(container.value, services);
      const once = container.value.labels['com.docker.compose.oneoff']?.toLowerCase() === 'true';
      for (const one of own) found.set(one, [...(found.get(one) ?? []), ...(once ? [] : [container])]);
      if (own.length > 0 && !once) items.push({ ...held(own, container, beside), target: label });
      else if (container.stage === 'running')
        items.push({ ...undeclared(container, services.length > 0, once, hiding), target: label });
    }
  }
  for (const service of services) items.push(...counted(service, found.get(service) ?? [], live));
  return items;
}

function of<V>(kind: FactKind<V>, facts: readonly Fact[]): Fact<V>[] {
  return facts.filter((one): one is Fact<V> => one.kind === kind.name);
}

/** As one of its services says is as declared. */
function held(services: readonly Fact<Workload>[], container: Fact<Workload>, beside: Beside): DriftItem {
  const all = services.map((service) => ({ service, ...compareService(service.value, container.value, beside) }));
  const best = all.toSorted(
    (a, b) => a.differences.length - b.differences.length || a.unsaid.length - b.unsaid.length,
  )[0]!;
  const differences = best.differences.map((one) => told(one, best.service.value, container.value));
  const [first] = differences;
  const common = {
    ...untold,
    subject: container.subject,
    declared: best.service.at,
    live: container.at,
    differences,
    unsaid: best.unsaid,
  };
  if (first !== undefined) {
    const more = differences.length === 1 ? '' : `, and ${differences.length - 1} more`;
    return {
      ...common,
      state: 'differs',
      because: `${first.setting} is ${first.live} instead of ${first.declared}${more}`,
      effect: worstOf(differences.map(({ effect }) => effect)),
      remedy: upCommand(best.service, ' --force-recreate'),
    };
  }
  if (best.unsaid.length === 0)
    return { ...common, state: 'same', because: `is as service ${best.service.value.name} says` };
  return {
    ...common,
    state: 'unknown',
    because: `cannot be compared: ${best.unsaid.join(', ')}`,
    toKnow: 'Give the variables that the file leaves open, or make it anew (`docker compose up -d --force-recreate`).',
  };
}

function told(one: Pairwise, declared: Workload, live: Workload): DriftItem['differences'][number] {
  const hidden = one.declared?.shown !== undefined && one.declared.shown === one.live?.shown;
  const [said, lives] = [one.declared?.text ?? absent, one.live?.text ?? absent];
  return {
    setting: one.name,
    container: one.container,
    declared: shown(one.declared),
    live: hidden ? `${one.live.shown}, but other than declared` : shown(one.live),
    applied: null,
    evidence: {
      declared: one.declared === undefined ? declared.at : evidenceOf(one.declared),
      live: one.live === undefined ? live.at : evidenceOf(one.live),
    },
    effect: one.name.startsWith('mount ')
      ? mountEffect(said, lives)
      : effectOf({ name: one.name, declared: said, live: lives }),
    cause: null,
    writer: null,
  };
}

function mountEffect(declared: string, live: string): 'weakens' | 'strengthens' {
  return live === absent || live === `${declared} (read-only)` ? 'strengthens' : 'weakens';
}

function undeclared(container: Fact<Workload>, known: boolean, once: boolean, [hidden]: readonly Gap[]): DriftItem {
  const common = { ...untold, subject: container.subject, live: container.at };
  if (!known)
    return {
      ...common,
      state: 'unknown',
      because: `runs, and no service of Compose was declared`,
      toKnow: 'Name the folder of the Compose file by --declared.',
    };
  if (hidden !== undefined)
    return {
      ...common,
      state: 'unknown',
      because: `is of no service that was read, but not all files were (${hidden.subject}: ${hidden.because})`,
      toKnow: hidden.toKnow,
    };
  return {
    ...common,
    state: 'undeclared',
    because: once ? `was started by \`docker compose run\`` : `runs and is of no declared service`,
    effect: 'weakens',
    remedy: `docker rm --force ${word(container.value.name)}`,
  };
}

/** A service that has no container at all, or more than it should. */
function counted(service: Fact<Workload>, containers: readonly Fact<Workload>[], live: readonly Place[]): DriftItem[] {
  const { value, subject, at } = service;
  const common = { ...untold, subject, declared: at };
  const replicas = value.replicas?.value;
  if (containers.length === 0) {
    // It is started only by who names its profile, or not at all.
    if (value.annotations['compose.profiles'] !== undefined || replicas === 0) return [];
    const unseen = live.flatMap(({ gaps }) => gaps).find(({ touches }) => touches.includes('*'));
    if (unseen !== undefined)
      return [
        {
          ...common,
          state: 'unknown',
          because: `was not seen, and not all containers were (${unseen.because})`,
          toKnow: unseen.toKnow,
        },
      ];
    return [
      {
        ...common,
        state: 'missing',
        because: 'is declared and has no container',
        effect: 'neutral',
        remedy: upCommand(service, ''),
      },
    ];
  }
  const running = containers.filter(({ stage }) => stage === 'running');
  if (replicas === undefined || running.length <= replicas) return [];
  const [first] = running as [Fact<Workload>];
  const difference = {
    setting: 'containers',
    container: null,
    declared: String(replicas),
    live: `${running.length}: ${running.map((one) => one.value.name).join(', ')}`,
    applied: null,
    evidence: { declared: value.replicas!.at, live: first.at },
    effect: 'neutral',
    cause: null,
    writer: null,
  } as const;
  return [
    {
      ...common,
      state: 'differs',
      because: `${running.length} containers instead of ${replicas}`,
      effect: 'neutral',
      live: first.at,
      differences: [difference],
      remedy: upCommand(service, ''),
    },
  ];
}

function upCommand(
  { value, at }: { readonly value: Workload; readonly at: { readonly file?: string } },
  how: string,
): string | null {
  return at.file === undefined ? null : `docker compose -f ${word(at.file)} up -d${how} ${word(value.name)}`;
}
