import type { HostProcess } from '../../../facts/host-process.ts';
import type { HostUnit } from '../../../facts/host-unit.ts';
import { containersOf, hostPathOf, type ContainerOf, type Workload } from '../../../facts/workload.ts';
import { componentOf, parseFlags, type ComponentName } from '../../../formats/kubernetes-flags/flags.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { About, Fact } from '../../../model/fact.ts';
import { seen, type Seen } from '../../../model/seen.ts';

/** A part of Kubernetes with the flags it is started with: a static Pod, a process, a unit of systemd. */
export interface Component extends About {
  readonly name: ComponentName;
  /** Undefined when its command line is not known as a whole. */
  readonly flags: Seen<readonly GivenFlag[]>;
  /** Where an absent flag would stand. */
  readonly at: Evidence;
  /** Why a flag that is not given may be set all the same. */
  readonly unseen?: string;
  /**
   * Where a path of its arguments lies on its host. Null when that is not known: inside a container, or
   * relative to a folder that was not seen.
   */
  hostPath(path: string): string | null;
}

export interface GivenFlag {
  readonly name: string;
  /** Undefined with its reason when the value comes from elsewhere. */
  readonly value: Seen<string>;
}

/** What components are found in: the facts that every check of them needs. */
export interface Sources {
  readonly workloads: readonly Fact<Workload>[];
  readonly processes: readonly Fact<HostProcess>[];
  readonly units: readonly Fact<HostUnit>[];
}

const found = new WeakMap<readonly unknown[], readonly Component[]>();

/** Reads a list of facts once, however many checks ask. */
function once<T>(list: readonly T[], read: (list: readonly T[]) => Component[]): readonly Component[] {
  let components = found.get(list);
  if (components === undefined) {
    components = read(list);
    found.set(list, components);
  }
  return components;
}

/**
 * Components of this name. A process that runs with exactly the words of a static Pod is that Pod, and a
 * unit whose component runs was superseded by the running process: neither is told twice.
 */
export function componentsNamed({ workloads, processes, units }: Sources, name: ComponentName): Component[] {
  const named = (list: readonly Component[]): Component[] => list.filter((one) => one.name === name);
  const pods = named(once(workloads, (list) => containersOf(list).flatMap((one) => ofContainer(one) ?? [])));
  const declared = new Set(pods.map((pod) => wordsOf(pod)));
  const running = named(once(processes, (list) => list.flatMap((one) => ofProcess(one) ?? [])));
  const own = running.filter((one) => !declared.has(wordsOf(one)));
  // A root file system, told by its namespace, runs nothing that could take the place of its units.
  const asUnits = named(once(units, (list) => list.flatMap((one) => ofUnit(one) ?? []))).filter(
    ({ subject }) => running.length === 0 || subject.namespace !== undefined,
  );
  return [...pods, ...own, ...asUnits];
}

function wordsOf({ flags }: Component): string | null {
  return flags.value === undefined
    ? null
    : JSON.stringify(flags.value.map(({ name, value }) => [name, value.value ?? null]));
}

function ofContainer(one: ContainerOf): Component | null {
  const { container, workload, subject, stage } = one;
  if (workload.orchestrator !== 'kubernetes' || container.role === 'init' || container.role === 'ephemeral')
    return null;
  const { command, arguments: args } = container;
  // The start scripts of other images may add flags; in Kubernetes' own the entry point is the program.
  const name = command.value === undefined ? programOfImage(container.image.value) : null;
  if (name === null && command.value === undefined && args.value === undefined) return null;
  const words = [...(name === null ? [] : [name]), ...(command.value ?? []), ...(args.value ?? [])];
  const component = componentOf(words);
  if (component === null) return shellOf(one);
  const at = args.value === undefined ? command.at : args.at;
  const entryUnknown = command.value === undefined && (name === null || args.value === undefined);
  const places = [
    ...(name === null ? [] : [container.at]),
    ...(command.value ?? []).map((_, index) => entry(command.at, index)),
    ...(args.value ?? []).map((_, index) => entry(args.at, index)),
  ];
  const flags =
    entryUnknown || isWrong(command) || isWrong(args)
      ? seen<readonly GivenFlag[]>(undefined, at, 'its command and arguments are not known')
      : settled(
          component.name,
          [
            ...(component.name === 'etcd'
              ? container.environment.flatMap(({ name: variable, value }) => ofVariable(variable, value))
              : []),
            ...parseFlags(words, component.from, component.name).map(({ name: flag, value, index }) => ({
              name: flag,
              value: valueOf(value, places[index]!, one),
            })),
          ],
          at,
        );
  return {
    name: component.name,
    subject,
    stage,
    flags,
    at: container.at,
    hostPath: (path) => hostPathOf(path, one),
  };
}

/** Flags as they count: with a file of its own etcd ignores every other flag. */
function settled(name: ComponentName, flags: readonly GivenFlag[], at: Evidence): Seen<readonly GivenFlag[]> {
  const file = name === 'etcd' ? flags.find((flag) => flag.name === 'config-file') : undefined;
  return file === undefined
    ? seen<readonly GivenFlag[]>(flags, at)
    : seen<readonly GivenFlag[]>(undefined, file.value.at, 'it is configured by a file, which is not read');
}

/** etcd takes `ETCD_CLIENT_CERT_AUTH` for `--client-cert-auth`; the flag counts more. */
function ofVariable(name: string, value: Seen<string>): GivenFlag[] {
  if (!name.startsWith('ETCD_')) return [];
  return [{ name: name.slice('ETCD_'.length).toLowerCase().replaceAll('_', '-'), value }];
}

/** Of another type than a list of words, and not merely absent. */
function isWrong({ value, why }: Seen<readonly string[]>): boolean {
  return value === undefined && why?.startsWith('is ') === true;
}

/** `spec.containers[0].command[3]`, on the line of the list. */
function entry(at: Evidence, index: number): Evidence {
  return at.place === undefined ? at : { ...at, place: `${at.place}[${index}]` };
}

/** The command is the image's own: known for the images that Kubernetes itself publishes. */
function programOfImage(image: string | undefined): string | null {
  if (image === undefined) return null;
  const [path = ''] = image.split('@');
  const [last = ''] = path.slice(path.lastIndexOf('/') + 1).split(':');
  return /^(kube-(apiserver|controller-manager|scheduler|proxy)|etcd)$/.test(last) ? last : null;
}

/** A component that a shell starts: what it is given stands in the text of a script. */
function shellOf(one: ContainerOf): Component | null {
  const { container, subject, stage } = one;
  const words = [...(container.command.value ?? []), ...(container.arguments.value ?? [])];
  const name = programOfImage(container.image.value);
  if (name === null || !/(^|\/)(sh|bash|ash|dash|busybox)$/.test(words[0] ?? '')) return null;
  const why = 'it is started by a shell, whose text is not read';
  return {
    name: name as ComponentName,
    subject,
    stage,
    flags: seen<readonly GivenFlag[]>(undefined, container.command.at, why),
    at: container.at,
    hostPath: () => null,
  };
}

/** `$(NAME)` stands for a variable of the container (core/v1 Container, `command`). */
function valueOf(value: string | undefined, at: Evidence, { container }: ContainerOf): Seen<string> {
  if (value === undefined) return seen<string>(undefined, at, 'has no value: it does not start');
  let missing: string | undefined;
  const text = value.replaceAll(/\$\$|\$\(([A-Za-z_][\w.-]*)\)/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    const variable = container.environment.findLast((one) => one.name === name);
    // A variable that is not there is left as it is written; one of another object is not known.
    if (variable === undefined) return whole;
    if (variable.value.value === undefined) missing = name;
    return variable.value.value ?? '';
  });
  return missing === undefined
    ? seen(text, at)
    : seen<string>(undefined, at, `its value comes from the variable ${missing}, which comes from elsewhere`);
}

function ofProcess({ value, subject, stage }: Fact<HostProcess>): Component | null {
  const words = value.command;
  const component = componentOf(words);
  if (component === null) return null;
  const { name } = component;
  const variables = Object.entries(value.environment ?? {}).flatMap(([variable, text]) =>
    ofVariable(variable, seen(text, { ...value.at, place: variable })),
  );
  const flags = settled(name, [...variables, ...flagsOf(words, component.from, name, value.at)], value.at);
  const hostPath = (path: string): string | null => (path.startsWith('/') && value.container === null ? path : null);
  const known = name !== 'etcd' || value.environment !== undefined;
  return {
    name,
    subject,
    stage,
    flags,
    at: value.at,
    hostPath,
    ...(known ? {} : { unseen: 'its variables (ETCD_…), which count as flags, were not seen' }),
  };
}

/** Flags of a command line that stands nowhere but in one place. */
function flagsOf(words: readonly string[], from: number, name: ComponentName, at: Evidence): GivenFlag[] {
  return parseFlags(words, from, name).map(({ name: flag, value }) => ({
    name: flag,
    value:
      value === undefined
        ? seen<string>(undefined, at, `--${flag} has no value`)
        : seen(value, { ...at, place: `--${flag}` }),
  }));
}

function ofUnit({ value, subject, stage }: Fact<HostUnit>): Component | null {
  const byName = componentOf([value.name.replace(/\.service$/, '')]);
  const { command } = value;
  if (command.value === undefined) {
    // A unit that is not there is no component; one whose command is not known is.
    if (byName === null || (value.file === null && value.dropIns.length === 0) || value.masked) return null;
    const flags = seen<readonly GivenFlag[]>(undefined, command.at, command.why ?? 'has no ExecStart');
    return { name: byName.name, subject, stage, flags, at: value.at, hostPath: onHost };
  }
  const component = componentOf(command.value);
  if (component === null || value.masked) return null;
  const { name } = component;
  const flags = settled(name, flagsOf(command.value, component.from, name, command.at), command.at);
  const variables = ['Service.Environment', 'Service.EnvironmentFile'].some((key) => value.settings[key]?.length);
  return {
    name,
    subject,
    stage,
    flags,
    at: command.at,
    hostPath: onHost,
    ...(name === 'etcd' && variables ? { unseen: 'its unit gives it variables, which count as flags' } : {}),
  };
}

/** Whether two facts may be of one host: engines tell of the processes of theirs, and a manifest has another namespace. */
export function mayBeOneHost(a: About['subject'], b: About['subject']): boolean {
  const name = (source: string): string => (source === 'docker' ? 'host' : source);
  return name(a.source) === name(b.source);
}

function onHost(path: string): string | null {
  return path.startsWith('/') ? path : null;
}
