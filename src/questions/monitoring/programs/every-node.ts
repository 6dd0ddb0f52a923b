import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Container } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import type { Found } from './daemon-set.ts';
import type { Program } from './program.ts';

/** Finds the reason why it is not known that a program watches every node; undefined when nothing that was read speaks against it. */
export function everyNodeDoubts(
  objects: readonly Fact<KubernetesObject>[],
): (found: Found<Program>) => string | undefined {
  const sets = Map.groupBy(
    objects.filter(({ value }) => value.kind === 'DaemonSet'),
    keyOf,
  );
  return ({ program, container, workload, everyNode }) => {
    if (!everyNode) return `${program.name} is a ${workload.subject.kind}: on which nodes it runs is not known`;
    const instead = insteadOf(container, program);
    if (instead !== undefined) return `its image is that of ${program.name}, but it is told to run \`${instead}\``;
    const chosen = (sets.get(keyOf(workload)) ?? []).map(({ value }) => choiceOfNodes(value.root)).find(Boolean);
    return chosen === undefined
      ? undefined
      : `${program.name} runs only on the nodes that its ${chosen} chooses: which others there are is not seen`;
  };
}

function keyOf({ stage, subject, at }: Fact): string {
  return [stage, subject.source, subject.namespace, subject.name, at.file, at.line].join('\0');
}

/** Programs that stand in for the image's own to keep a container idle, and shells, which run anything. */
const idle = new Set(['sleep', 'tail', 'cat', 'true', 'false', 'echo', 'pause', 'env', 'ls', 'id']);
const shells = new Set(['sh', 'bash', 'ash', 'dash', 'busybox']);

/** What a container is told to run when that is surely or possibly not the program of its image. */
function insteadOf({ command, arguments: args }: Container, { name, processes }: Program): string | undefined {
  const words = [...(command.value ?? []), ...(args.value ?? [])];
  const first = words[0]?.slice(words[0].lastIndexOf('/') + 1);
  if (first === undefined) return undefined;
  if (idle.has(first)) return first;
  const text = words.slice(1).join(' ').toLowerCase();
  const names = [...processes, name.toLowerCase().replace(/\W.*$/, '')];
  return shells.has(first) && !names.some((one) => text.includes(one)) ? first : undefined;
}

/** `nodeSelector` or `affinity` when they choose by more than the operating system, which a cluster of Linux nodes shares. */
function choiceOfNodes(root: Located): string | undefined {
  const pod = root.down('spec', 'template', 'spec');
  const selector = pod.get('nodeSelector');
  if (!selector.empty && (!selector.isMap || selector.entries().some(([key, { value }]) => !isLinux(key, value))))
    return 'nodeSelector';
  const terms = pod
    .down('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution')
    .get('nodeSelectorTerms')
    .items();
  // Terms are joined by OR: one that asks for no more than Linux takes every node.
  return terms.length === 0 || terms.some(asksForLinuxOnly) ? undefined : 'node affinity';
}

function asksForLinuxOnly(term: Located): boolean {
  const expressions = term.get('matchExpressions').items();
  return (
    expressions.length > 0 &&
    term.get('matchFields').empty &&
    expressions.every(
      (one) =>
        one.get('operator').value === 'In' &&
        one
          .get('values')
          .items()
          .some(({ value }) => isLinux(String(one.get('key').value), value)),
    )
  );
}

function isLinux(key: string, value: unknown): boolean {
  return /^(beta\.)?kubernetes\.io\/os$/.test(key) && value === 'linux';
}
