import type { Change, Path } from '../change.ts';
import { Refusal } from '../refusal.ts';
import type { WorkloadSubject } from '../remedy.ts';

type Plan = (subject: WorkloadSubject) => readonly Change[];

/** Gives a setting of the container's own securityContext, where a check speaks of it alone. */
export const ofSecurityContext =
  (key: string, value: string | boolean): Plan =>
  (subject) => [{ kind: 'set', path: [...containerOf(subject), 'securityContext', key], value }];

/** Gives a setting of the Pod spec. */
export const ofPodSpec =
  (key: string, value: boolean): Plan =>
  ({ pod }) => [{ kind: 'set', path: [...pod, key], value }];

/** Adds to what the container drops. */
export const dropping =
  (capability: string): Plan =>
  (subject) => {
    refusePrivilegedAlone(subject);
    return [
      { kind: 'append', path: [...containerOf(subject), 'securityContext', 'capabilities', 'drop'], value: capability },
    ];
  };

/**
 * Gives another value to the setting that the evidence names, when it is called so and stands in the
 * file: a default that was filled in has no text to change.
 */
export const insteadOf =
  (keys: readonly string[], value: string | boolean): Plan =>
  (subject) => {
    refusePrivileged(subject);
    const { at } = subject;
    if (!keys.includes(String(at.at(-1))) || subject.raw(at) === undefined) throw new Refusal('NO_ANSWER');
    return [{ kind: 'set', path: at, value }];
  };

export function containerOf({ container }: WorkloadSubject): Path {
  if (container === null) throw new Refusal('SHAPE');
  return container.path;
}

/** What a privileged container lacks, no single setting gives back. */
export function refusePrivileged({ container }: WorkloadSubject): void {
  if (container !== null && container.value.privileged.value !== false)
    throw new Refusal('OTHER_CHECK', 'The container is privileged: fix HRD-101 first.');
}

/** The same, unless the container stops being privileged in the same run: if it does not, neither is proven. */
export function refusePrivilegedAlone(subject: WorkloadSubject): void {
  if (!subject.asked.has('HRD-101')) refusePrivileged(subject);
}
