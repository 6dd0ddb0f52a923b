import type { Objects, Thing } from './things.ts';

/**
 * Who made an object, as far as it can be proven: `root` was made by nobody that is seen, `child` by an
 * owner that exists with that uid and makes such objects. A claim that cannot be true is `forged`: whoever
 * makes a Pod may write any owner on it.
 */
export type Origin =
  | { readonly is: 'root' }
  | { readonly is: 'child'; readonly owner: Thing }
  | { readonly is: 'forged'; readonly why: string }
  | { readonly is: 'unproven'; readonly why: string };

/** What the controllers of Kubernetes itself make. */
const makers: Readonly<Record<string, readonly string[]>> = {
  'apps/Deployment': ['apps/ReplicaSet'],
  'apps/ReplicaSet': ['/Pod'],
  '/ReplicationController': ['/Pod'],
  'apps/StatefulSet': ['/Pod'],
  'apps/DaemonSet': ['/Pod'],
  'batch/Job': ['/Pod'],
  'batch/CronJob': ['batch/Job'],
};

export function originOf(thing: Thing, live: Objects): Origin {
  const seen = new Set<Thing>();
  let here = thing;
  let first: Origin | null = null;
  // To its end: a circle of owners was made by none of them.
  for (;;) {
    if (seen.has(here)) return { is: 'forged', why: 'its owners name one another in a circle' };
    seen.add(here);
    const step = stepOf(here, live);
    first ??= step;
    if (step.is !== 'child') return first;
    here = step.owner;
  }
}

function stepOf(thing: Thing, live: Objects): Origin {
  const references = thing.root.down('metadata', 'ownerReferences').items();
  const reference = references.find((one) => one.get('controller').value === true) ?? references[0];
  if (reference === undefined) return { is: 'root' };
  const kind = reference.get('kind').text().value ?? '';
  const name = reference.get('name').text().value ?? '';
  const uid = reference.get('uid').string().value;
  const said = `${kind} ${name}`;
  const owner = uid === undefined ? undefined : live.byUid.get(uid);
  if (owner === undefined) {
    return live.lists(kind, thing.namespace)
      ? { is: 'forged', why: `it names ${said} as its owner, and no such object has that uid` }
      : { is: 'unproven', why: `it names ${said} as its owner, which was not seen` };
  }
  if (owner.kind !== kind || owner.name !== name || (owner.namespace !== '' && owner.namespace !== thing.namespace))
    return { is: 'forged', why: `it names ${said} as its owner by the uid of another object` };
  if (owner.groupKind === '/Node')
    return { is: 'unproven', why: `a static Pod: node ${name} runs it from a file of its own` };
  if (thing.templates.length === 0) return { is: 'unproven', why: `that ${said} made it is only its own word` };
  const makes = makers[owner.groupKind];
  if (makes !== undefined && !makes.includes(thing.groupKind))
    return { is: 'forged', why: `it names ${said} as its owner, and that makes no ${thing.kind}` };
  if (owner.templates.length > 0) return { is: 'child', owner };
  // A kind of Kubernetes itself that runs nothing makes nothing.
  const group = owner.groupKind.split('/')[0]!;
  return group.includes('.') && !group.endsWith('.k8s.io')
    ? { is: 'unproven', why: `${said} may have made it; what that makes is not known` }
    : { is: 'forged', why: `it names ${said} as its owner, and that makes no ${thing.kind}` };
}

/** Ended Pods and Jobs, and ReplicaSets that run none. */
export function isOver({ groupKind, root }: Thing): boolean {
  switch (groupKind) {
    case '/Pod':
      return ['Succeeded', 'Failed'].includes(String(root.down('status', 'phase').value));
    case 'batch/Job':
      return root
        .down('status', 'conditions')
        .items()
        .some(
          (one) => ['Complete', 'Failed'].includes(String(one.get('type').value)) && one.get('status').value === 'True',
        );
    case 'apps/ReplicaSet':
      return root.down('spec', 'replicas').value === 0 && !hasReplicas(root.down('status', 'replicas').value);
    default:
      return false;
  }
}

function hasReplicas(count: unknown): boolean {
  return typeof count === 'number' && count > 0;
}

/** Why what a controller made may still be of a former template; null when all of it should be of this one. */
export function rollingOut({ groupKind, root }: Thing): string | null {
  // Nobody changes the template of a Job; those that make Pods for others keep the Pods that they have.
  if (['batch/Job', 'apps/ReplicaSet', '/ReplicationController'].includes(groupKind)) return null;
  const [spec, status] = [root.get('spec'), root.get('status')];
  const number = (at: { readonly value: unknown }): number => (typeof at.value === 'number' ? at.value : 0);
  const generation = number(root.down('metadata', 'generation'));
  // It tells no generation that it has seen; one that never changed has made nothing else.
  if (groupKind === 'batch/CronJob')
    return generation === 1 ? null : 'a Job that was begun before it changed keeps the former template';
  if (number(status.get('observedGeneration')) < generation) return 'its controller has not taken it up yet';
  switch (groupKind) {
    case 'apps/Deployment': {
      if (spec.get('paused').value === true) return 'its rollout is paused';
      const updated = number(status.get('updatedReplicas'));
      return updated < number(status.get('replicas')) || updated < number(spec.get('replicas'))
        ? 'its rollout is in progress'
        : null;
    }
    case 'apps/StatefulSet': {
      const strategy = spec.get('updateStrategy');
      if (strategy.get('type').value === 'OnDelete') return 'it changes Pods only when they are deleted';
      if (number(strategy.down('rollingUpdate', 'partition')) > 0) return 'its rollout is held at a partition';
      return status.get('updateRevision').value === status.get('currentRevision').value
        ? null
        : 'its rollout is in progress';
    }
    case 'apps/DaemonSet': {
      if (spec.down('updateStrategy', 'type').value === 'OnDelete') return 'it changes Pods only when they are deleted';
      return number(status.get('updatedNumberScheduled')) < number(status.get('desiredNumberScheduled'))
        ? 'its rollout is in progress'
        : null;
    }
    default:
      return null;
  }
}
