import type { HostProcess } from '../../../facts/host-process.ts';
import type { HostUnit } from '../../../facts/host-unit.ts';
import { containersOf, type ContainerOf, type Workload } from '../../../facts/workload.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import { componentOf, parseFlags } from '../../../formats/kubernetes-flags/flags.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { About, Fact } from '../../../model/fact.ts';
import { seen, type Seen } from '../../../model/seen.ts';

/** A kube-apiserver as static Pod, container, process or unit, with its flags. */
export interface ApiServer extends About {
  /** Flags without dashes, the last of each; undefined when they are not known. */
  readonly flags: Seen<ReadonlyMap<string, string>>;
}

/**
 * The API servers that were seen. A process with exactly the words of a static Pod is that Pod; a unit
 * says what will be started, and is not asked where one runs.
 */
export function apiServers(
  workloads: readonly Fact<Workload>[],
  processes: readonly Fact<HostProcess>[],
  declaredUnits: readonly Fact<HostUnit>[],
): ApiServer[] {
  const pods = inPods(workloads);
  const declared = new Set(pods.map(keyOf));
  const running = processes.flatMap(({ value, ...about }) => started(about, value.command, value.at));
  const planned = declaredUnits.flatMap(({ value, ...about }) =>
    started(about, value.command.value ?? [], value.command.at),
  );
  // A root file system, told by its namespace, runs nothing that could take the place of its units.
  const units = planned.filter(({ subject }) => running.length === 0 || subject.namespace !== undefined);
  return [...pods, ...running.filter((one) => !declared.has(keyOf(one))), ...units];
}

const met = new WeakMap<readonly Fact<Workload>[], readonly ApiServer[]>();

/** Looked for once, whichever of these checks asks first: among ten thousand Pods it takes its time. */
function inPods(workloads: readonly Fact<Workload>[]): readonly ApiServer[] {
  let servers = met.get(workloads);
  if (servers === undefined) {
    servers = containersOf(workloads)
      .filter(isApiServer)
      .map((one) => ({ subject: one.subject, stage: one.stage, flags: flagsOf(one) }));
    met.set(workloads, servers);
  }
  return servers;
}

function keyOf({ flags }: ApiServer): string | null {
  return flags.value === undefined ? null : JSON.stringify([...flags.value]);
}

function started({ subject, stage }: About, words: readonly string[], at: Evidence): ApiServer[] {
  const component = componentOf(words);
  return component?.name === 'kube-apiserver'
    ? [{ subject, stage, flags: seen(flagMap(words, component.from), at) }]
    : [];
}

function isApiServer({ container }: ContainerOf): boolean {
  const program = container.command.value?.[0];
  const image = container.image.value;
  const path = image?.includes('kube-apiserver') ? parseImageReference(image)?.path : undefined;
  return (
    path?.slice(path.lastIndexOf('/') + 1) === 'kube-apiserver' ||
    program?.slice(program.lastIndexOf('/') + 1) === 'kube-apiserver'
  );
}

function flagsOf({ container }: ContainerOf): ApiServer['flags'] {
  const { command, arguments: args } = container;
  const at = args.value === undefined ? command.at : args.at;
  if (command.value === undefined && args.value === undefined)
    return { value: undefined, at, why: 'its command and arguments are not said' };
  const words = [...(command.value ?? []), ...(args.value ?? [])];
  if (/(^|\/)(sh|bash|ash|dash|busybox)$/.test(words[0] ?? ''))
    return { value: undefined, at, why: 'it is started by a shell, whose text is not read' };
  return { value: flagMap(words, componentOf(words)?.from ?? 0), at };
}

function flagMap(words: readonly string[], from: number): ReadonlyMap<string, string> {
  const flags = parseFlags(words, from, 'kube-apiserver');
  return new Map(flags.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
}
