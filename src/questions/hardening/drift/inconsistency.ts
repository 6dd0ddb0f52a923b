import { engine, type Engine } from '../../../facts/engine.ts';
import { host, type Host } from '../../../facts/host.ts';
import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import type { DriftItem, Inconsistency } from '../../../model/drift.ts';
import { describeEvidence, type Evidence } from '../../../model/evidence.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Seen } from '../../../model/seen.ts';
import type { Place } from './place.ts';
import { containerSettings } from './container-settings.ts';
import { groupKindOf } from './object-settings.ts';
import { canonical, evidenceOf, setText, type Setting } from './setting.ts';
import { templateSettings } from './template-settings.ts';

/** One value in one place. */
interface Said {
  readonly place: string;
  readonly value: string;
  readonly at: Evidence;
}

/**
 * What is alike and set otherwise: engines and containers on several hosts, workloads of one name in several
 * namespaces, and what namespaces that run something are confined by.
 */
export function inconsistencies(live: readonly Place[], items: readonly DriftItem[]): Inconsistency[] {
  return [
    ...ofEngines(live),
    ...ofHosts(live),
    ...ofContainers(live),
    ...ofWorkloads(live, items),
    ...ofNamespaces(live),
  ];
}

/** Settings of a daemon that hosts of one fleet share. Addresses, folders and counts are each host's own. */
const engineSettings = [
  'version',
  'apiVersion',
  'containerdVersion',
  'runcVersion',
  'kernelVersion',
  'operatingSystem',
  'securityOptions',
  'rootless',
  'userNamespaces',
  'liveRestore',
  'loggingDriver',
  'insecureRegistries',
  'authorizationPlugins',
  'experimental',
  'swarmActive',
  'userlandProxy',
  'noNewPrivileges',
  'interContainer',
  'iptables',
  'tlsVerify',
  'logLevel',
  'storageDriver',
  'defaultUlimits',
  'cgroupParent',
] as const satisfies readonly (keyof Engine)[];

function* ofEngines(live: readonly Place[]): Generator<Inconsistency> {
  const engines = live.flatMap(({ label, facts }) =>
    facts.flatMap((one) => (one.kind === engine.name ? [{ label, engine: one.value as Engine }] : [])),
  );
  for (const setting of engineSettings) {
    const said = engines.flatMap(({ label, engine: one }): Said[] => {
      const { value, at } = one[setting] as Seen<unknown>;
      // What one host does not tell may be the same.
      return value === undefined ? [] : [{ place: label, value: textOf(value), at }];
    });
    yield* different('engine', setting, said, 'medium', false);
  }
}

/** What hosts of one fleet run. */
function* ofHosts(live: readonly Place[]): Generator<Inconsistency> {
  const said = live.flatMap(({ label, facts }) =>
    facts.flatMap((one): Said[] => {
      if (one.kind !== host.name) return [];
      const { value, at } = (one.value as Host).system;
      return value === undefined ? [] : [{ place: label, value, at }];
    }),
  );
  yield* different('host', 'system', said, 'medium', false);
}

function* ofContainers(live: readonly Place[]): Generator<Inconsistency> {
  const found = live.flatMap(({ label, facts }) =>
    facts.flatMap((one) => {
      const value = one.value as Workload;
      if (one.kind !== workload.name || value.orchestrator !== 'docker' || one.stage !== 'running') return [];
      const name = value.labels['com.docker.compose.service'] ?? value.name;
      return [{ place: label, name, settings: containerSettings(value, name) }];
    }),
  );
  for (const [name, group] of Map.groupBy(found, (one) => one.name)) {
    if (new Set(group.map(({ place }) => place)).size < 2) continue;
    yield* bySetting(`container ${name}`, group, 'medium', false, (one) => !one.name.startsWith('variable '));
  }
}

/** Workloads of one kind, name and container images in several namespaces. */
function* ofWorkloads(live: readonly Place[], items: readonly DriftItem[]): Generator<Inconsistency> {
  const asDeclared = new Set(
    items.flatMap((one) => (one.state === 'same' && one.live !== null ? [placeOf(one.live)] : [])),
  );
  const found = live.flatMap(({ facts }) =>
    facts.flatMap((one) => {
      const value = one.value as Workload;
      if (one.kind !== workload.name || value.orchestrator !== 'kubernetes' || value.template === undefined) return [];
      // Pods and what else a controller made are of its template.
      if (value.object?.down('metadata', 'ownerReferences').items().length !== 0) return [];
      const images = value.containers.map(({ image }) => (image.value ?? '').replace(/[:@].*$/, '')).toSorted();
      const key = JSON.stringify([one.subject.kind, value.name, images]);
      return [{ key, place: `namespace ${one.subject.namespace ?? ''}`, fact: one, template: value.template }];
    }),
  );
  for (const group of Map.groupBy(found, ({ key }) => key).values()) {
    if (new Set(group.map(({ place }) => place)).size < 2) continue;
    const { subject } = group[0]!.fact;
    const declared = group.every(({ fact }) => asDeclared.has(placeOf(fact.at)));
    const all = group.map(({ place, template }) => ({ place, settings: templateSettings(template, new Set()) }));
    yield* bySetting(`${subject.kind} ${subject.name}`, all, 'low', declared, ({ name }) => confining.test(name));
  }
}

/** What should not depend on where a program runs; images, arguments and limits may. */
const confining =
  /^(host(PID|IPC|Network|Users)|securityContext\.|shareProcessNamespace|automountServiceAccountToken|volumes\[.*\]\.hostPath|ports\[|runtimeClassName)/;

function* ofNamespaces(live: readonly Place[]): Generator<Inconsistency> {
  for (const { facts } of live) {
    const objects = facts.filter((one): one is Fact<KubernetesObject> => one.kind === kubernetesObject.name);
    const inhabited = new Set(
      facts.flatMap((one) => (one.kind === workload.name ? (one.subject.namespace ?? []) : [])),
    );
    const own = objects.filter(
      ({ value }) =>
        groupKindOf(value) === '/Namespace' && inhabited.has(value.name) && !value.name.startsWith('kube-'),
    );
    for (const level of ['enforce', 'audit', 'warn']) {
      const label = `pod-security.kubernetes.io/${level}`;
      const said = own.map(({ value, at }): Said => ({
        place: `namespace ${value.name}`,
        value: value.labels[label] ?? 'not set',
        at: value.root.down('metadata', 'labels').get(label).exists
          ? value.root.down('metadata', 'labels', label).at
          : at,
      }));
      yield* different('namespaces', label, said, 'low', false);
    }
    const policies = objects.filter(({ value }) => groupKindOf(value) === 'networking.k8s.io/NetworkPolicy');
    const denied = own.map(({ value, at }): Said => {
      const all = policies.find(
        (one) =>
          one.value.namespace === value.name &&
          Object.keys(Object(one.value.root.down('spec', 'podSelector').value) as object).length === 0,
      );
      return { place: `namespace ${value.name}`, value: all === undefined ? 'no' : 'yes', at: all?.at ?? at };
    });
    yield* different('namespaces', 'a NetworkPolicy that selects every Pod', denied, 'low', false);
  }
}

function* bySetting(
  name: string,
  group: readonly { readonly place: string; readonly settings: readonly Setting[] }[],
  severity: Inconsistency['severity'],
  declared: boolean,
  wanted: (setting: Setting) => boolean,
): Generator<Inconsistency> {
  const keys = new Map<string, { container: string | null; setting: string }>();
  for (const { settings } of group)
    for (const one of settings)
      if (wanted(one))
        keys.set(JSON.stringify([one.container, one.name]), { container: one.container, setting: one.name });
  for (const { container, setting } of keys.values()) {
    const said = group.flatMap(({ place, settings }): Said[] => {
      const one = settings.find((each) => each.container === container && each.name === setting);
      if (one === undefined) return [{ place, value: 'not set', at: evidenceOf(settings[0]!) }];
      return one.text === undefined ? [] : [{ place, value: one.shown ?? one.text, at: evidenceOf(one) }];
    });
    const of = container === null || name === `container ${container}` ? name : `${name} (${container})`;
    yield* different(of, setting, said, severity, declared);
  }
}

function* different(
  name: string,
  setting: string,
  places: readonly Said[],
  severity: Inconsistency['severity'],
  declared: boolean,
): Generator<Inconsistency> {
  if (places.length < 2 || new Set(places.map(({ value }) => value)).size < 2) return;
  yield { severity, name, setting, declared, places };
}

function placeOf(at: Evidence): string {
  return `${describeEvidence(at)} ${at.place ?? ''}`;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return setText(value.map(String));
  return canonical(value);
}
