import type { Located } from '../../../model/located.ts';

export interface Handler {
  /** `livenessProbe`, `postStart`, …. */
  readonly name: string;
  readonly at: Located;
}

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const hooks = ['postStart', 'preStop'];
const none: readonly Handler[] = [];

/** The settings of a container that hold them. */
export const handlerKeys: readonly string[] = [...probes, 'lifecycle'];

/** The probes and hooks that a container states, in the order of the API reference. */
export function handlersOf(spec: Located): readonly Handler[] {
  let found: Handler[] | null = null;
  for (const name of probes) if (!spec.lacks(name)) (found ??= []).push({ name, at: spec.get(name) });
  if (!spec.lacks('lifecycle')) {
    const lifecycle = spec.get('lifecycle');
    for (const name of hooks) if (!lifecycle.lacks(name)) (found ??= []).push({ name, at: lifecycle.get(name) });
  }
  return found ?? none;
}
