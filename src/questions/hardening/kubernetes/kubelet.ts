import { configuration, type Configuration } from '../../../facts/configuration.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { groupOf, kubernetesObject, objectsOfKind, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { featureGates, parseGoDuration, parseSwitch } from '../../../formats/kubernetes-flags/flags.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { About, Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { unknown, type Judgement } from '../../../model/outcome.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import { componentsNamed, mayBeOneHost, type Component, type Sources } from './component.ts';
import { list, text, wholeNumber } from './flag.ts';

/**
 * A kubelet as it is configured: its flags, over the files of `--config-dir`, over `--config`, over the
 * defaults (kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file). A KubeletConfiguration
 * that no kubelet seen here names (of a folder, a ConfigMap, an answer of `/configz`) is one by itself.
 */
export interface Kubelet extends About {
  /** Null: a configuration alone, whose kubelet was not seen. */
  readonly component: Component | null;
  /** Later ones count more. */
  readonly files: readonly Located[];
  /** Why a file that the flags name is not among `files`. */
  readonly unread: Seen<never> | null;
  /** True without `--config`: the defaults of flags hold, which are open in places. */
  readonly flagDefaults: boolean;
  /** True for what kubeadm keeps in the cluster to give to nodes: nodes may have been given otherwise. */
  readonly forNodes: boolean;
  readonly at: Evidence;
}

/** What checks of kubelets need; a host stands for one of the nodes among the objects. */
export const kubeletNeeds = {
  workloads: workload,
  processes: hostProcess,
  units: hostUnit,
  configurations: configuration,
  objects: kubernetesObject,
};

export interface KubeletSources extends Sources {
  readonly configurations: readonly Fact<Configuration>[];
}

export function kubelets(sources: KubeletSources): Kubelet[] {
  const configurations = sources.configurations.filter(({ value }) => value.program === 'kubelet');
  const used = new Set<Fact<Configuration>>();
  const running = componentsNamed(sources, 'kubelet').map((component) => ofComponent(component, configurations, used));
  const answered = configurations.some(({ subject }) => subject.kind === 'Node');
  const alone = configurations
    .filter((one) => !used.has(one) && !(answered && isForNodes(one)))
    .map((one): Kubelet => ({
      subject: one.subject,
      stage: one.stage,
      component: null,
      files: [one.value.root],
      unread: null,
      flagDefaults: false,
      forNodes: isForNodes(one),
      at: one.value.root.at,
    }));
  return [...running, ...alone];
}

/** In a folder the ConfigMap is what is declared; in a cluster the nodes themselves count. */
function isForNodes({ subject, stage }: Fact<Configuration>): boolean {
  return subject.kind === 'ConfigMap' && stage !== 'declared';
}

/** A pass of what is kept for nodes proves nothing of the nodes that there are. */
export function* ofNodes(kubelet: Kubelet, judgements: Iterable<Judgement>): Generator<Judgement> {
  for (const one of judgements) {
    if (!kubelet.forNodes || one.verdict !== 'pass') yield one;
    else yield { ...one, verdict: 'unknown', saw: 'is good in what is kept for nodes; the nodes were not asked' };
  }
}

/**
 * Nodes of a cluster whose kubelet was not seen, where one was: it may be configured otherwise. A host that
 * was looked at is taken for one of the nodes.
 */
export function* unseenKubelets(
  found: readonly Kubelet[],
  objects: readonly Fact<KubernetesObject>[],
): Generator<Judgement> {
  const answered = new Set(found.flatMap(({ subject }) => (subject.kind === 'Node' ? [subject.name] : [])));
  const others = found.filter(({ subject, forNodes }) => subject.kind !== 'Node' && !forNodes);
  if (answered.size + others.length === 0) return;
  const hosts = others.filter(({ component }) => component !== null).length;
  const nodes = objectsOfKind(objects, 'Node').filter(
    ({ stage, value }) => stage !== 'declared' && groupOf(value) === '' && !answered.has(value.name),
  );
  const [first] = nodes;
  const more = nodes.length - Math.max(hosts, Math.min(1, others.length));
  if (first === undefined || more <= 0) return;
  const saw = `of ${nodes.length} nodes whose kubelet was not asked, ${more} were not looked at: they may be configured otherwise`;
  yield unknown(first, first.at, saw);
}

function ofComponent(
  component: Component,
  configurations: readonly Fact<Configuration>[],
  used: Set<Fact<Configuration>>,
): Kubelet {
  const { subject, stage, at } = component;
  const files: Located[] = [];
  let unread: Seen<never> | null = null;
  const named = text(component, 'config');
  const folder = text(component, 'config-dir');
  for (const given of [named, folder]) {
    if (given.value === undefined) unread ??= seen<never>(undefined, given.at, given.why);
  }
  if (typeof named.value === 'string' && named.value !== '') {
    const path = component.hostPath(named.value);
    // Of two hosts with a file of this path it is not known whose it is.
    const [file, another] = configurations.filter(
      (one) => mayBeOneHost(one.subject, subject) && sameRoot(one, component) && one.subject.name === path,
    );
    if (file !== undefined && another === undefined) {
      used.add(file);
      files.push(file.value.root);
    } else unread ??= seen<never>(undefined, named.at, `its configuration ${named.value} was not read`);
  }
  if (typeof folder.value === 'string' && folder.value !== '') {
    const path = component.hostPath(folder.value)?.replace(/\/$/, '');
    const dropIns = configurations.filter(
      (one) =>
        mayBeOneHost(one.subject, subject) &&
        sameRoot(one, component) &&
        path !== undefined &&
        one.subject.name.startsWith(`${path}/`) &&
        one.subject.name.endsWith('.conf'),
    );
    // "processed in lexical order of their whole names": https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/
    for (const one of dropIns.toSorted((a, b) => (a.subject.name < b.subject.name ? -1 : 1))) {
      used.add(one);
      files.push(one.value.root);
    }
    if (path === undefined)
      unread ??= seen<never>(undefined, folder.at, `its folder ${folder.value} was not looked into`);
  }
  const flagDefaults = named.value === null || named.value === '';
  return { subject, stage, component, files, unread, flagDefaults, forNodes: false, at };
}

/** Root file systems are told apart by their namespace; kubelets are processes or units, never Pods. */
function sameRoot({ subject }: About, component: Component): boolean {
  return subject.namespace === component.subject.namespace;
}

interface Setting<T> {
  /** Path in a KubeletConfiguration: `['authentication', 'anonymous', 'enabled']`. */
  readonly path: readonly string[];
  /** Null when no flag sets it. */
  readonly flag: string | null;
  /** What holds when a configuration does not say it, and when there is none. */
  readonly byDefault: T;
  readonly byDefaultOfFlags?: T;
}

/** What holds of a setting: the flag, else the last file that says it, else the default. */
function effective<T>(
  kubelet: Kubelet,
  { path, flag, byDefault, byDefaultOfFlags = byDefault }: Setting<T>,
  parse: (word: string) => T | undefined,
  read: (at: Located) => Seen<T>,
): Seen<T> {
  const { component, files, unread, flagDefaults } = kubelet;
  if (component !== null && flag !== null) {
    const given = text(component, flag);
    if (given.value === undefined) return seen<T>(undefined, given.at, given.why);
    if (given.value !== null) {
      const value = parse(given.value);
      return value === undefined
        ? seen<T>(undefined, given.at, `--${flag}=${given.value} is no value that it starts with`)
        : seen(value, given.at);
    }
  } else if (component !== null && component.flags.value === undefined)
    return seen<T>(undefined, component.flags.at, component.flags.why);
  if (unread !== null) return unread;
  for (const file of files.toReversed()) {
    const at = path.reduce<Located>((here, key) => here.get(key), file);
    if (!at.empty) return read(at);
  }
  const value = flagDefaults ? byDefaultOfFlags : byDefault;
  const name = path.join('.');
  const note = `absent: ${name === '' ? `--${flag}` : name} is ${JSON.stringify(value)}`;
  const last = files.at(-1);
  return seen(value, last === undefined ? { ...kubelet.at, note } : { ...last.at, place: name, note });
}

export function kubeletSwitch(kubelet: Kubelet, setting: Setting<boolean>): Seen<boolean> {
  return effective(kubelet, setting, parseSwitch, (at) => at.boolean());
}

export function kubeletText(kubelet: Kubelet, setting: Setting<string>): Seen<string> {
  return effective(
    kubelet,
    setting,
    (word) => word,
    (at) => at.string(),
  );
}

export function kubeletNumber(kubelet: Kubelet, setting: Setting<number>): Seen<number> {
  return effective(kubelet, setting, wholeNumber, (at) => at.number());
}

/** Seconds. */
export function kubeletDuration(kubelet: Kubelet, setting: Setting<number>): Seen<number> {
  return effective(kubelet, setting, parseGoDuration, (at) => {
    const word = at.string();
    const value = word.value === undefined ? undefined : parseGoDuration(word.value);
    return value === undefined
      ? seen<number>(undefined, at.at, word.why ?? `${word.value} is no duration`)
      : seen(value, at.at);
  });
}

export function kubeletList(kubelet: Kubelet, setting: Setting<readonly string[]>): Seen<readonly string[]> {
  const { component } = kubelet;
  if (component !== null && setting.flag !== null) {
    const given = list(component, setting.flag);
    if (given.value === undefined) return seen<readonly string[]>(undefined, given.at, given.why);
    if (given.value !== null) return seen<readonly string[]>(given.value, given.at);
  }
  return effective(
    kubelet,
    setting,
    () => undefined,
    (at) => at.strings(),
  );
}

/**
 * Whether a feature gate in beta is on: `--feature-gates` over `featureGates` of the files, one gate at a
 * time, and its own name over `AllBeta`.
 */
export function kubeletGate(kubelet: Kubelet, gate: string, byDefault: boolean): Seen<boolean> {
  const { component } = kubelet;
  let flags: ReadonlyMap<string, boolean> = new Map();
  let at: Evidence | null = null;
  if (component !== null) {
    const given = list(component, 'feature-gates');
    if (given.value === undefined) return seen<boolean>(undefined, given.at, given.why);
    const gates = given.value === null ? flags : featureGates(given.value);
    if (gates === undefined) return seen<boolean>(undefined, given.at, 'its feature gates cannot be read');
    [flags, at] = [gates, given.at];
  }
  for (const name of [gate, 'AllBeta']) {
    const own = flags.get(name);
    if (own !== undefined) return seen(own, at ?? kubelet.at);
    const inFiles = kubelet.files.some((file) => !file.down('featureGates', name).empty);
    if (inFiles || kubelet.unread !== null)
      return kubeletSwitch(kubelet, { path: ['featureGates', name], flag: null, byDefault });
  }
  return kubeletSwitch(kubelet, { path: ['featureGates', gate], flag: null, byDefault });
}
