import { containersOf, type ContainerOf, type Workload } from '../../../facts/workload.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Seen } from '../../../model/seen.ts';

/** A kube-apiserver as static Pod or container, with its flags. */
export interface ApiServer extends ContainerOf {
  /** Flags without dashes; undefined when neither command nor arguments are said. */
  readonly flags: Seen<ReadonlyMap<string, string>>;
}

export function apiServers(workloads: readonly Fact<Workload>[]): ApiServer[] {
  return [...containersOf(workloads)].filter(isApiServer).map((one) => ({ ...one, flags: flagsOf(one) }));
}

function isApiServer({ container }: ContainerOf): boolean {
  const path = container.image.value === undefined ? undefined : parseImageReference(container.image.value)?.path;
  const program = container.command.value?.[0];
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
  const flags = new Map<string, string>();
  const words = [...(command.value ?? []), ...(args.value ?? [])];
  if (/(^|\/)(sh|bash|ash|dash|busybox)$/.test(words[0] ?? ''))
    return { value: undefined, at, why: 'it is started by a shell, whose text is not read' };
  for (const [index, word] of words.entries()) {
    const match = /^--?([a-z0-9-]+)(?:=(.*))?$/s.exec(word);
    if (match === null) continue;
    const next = words[index + 1];
    flags.set(match[1]!, match[2] ?? (next === undefined || next.startsWith('-') ? 'true' : next));
  }
  return { value: flags, at };
}
