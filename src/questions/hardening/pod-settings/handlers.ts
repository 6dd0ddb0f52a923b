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

/**
 * Whether a probe or hook is as described, or is no mapping; of plain data, since nearly all containers
 * have some and nearly none has what is looked for.
 */
export function anyHandler(spec: Located, such: (handler: Readonly<Record<string, unknown>>) => boolean): boolean {
  const container = spec.value as Readonly<Record<string, unknown>>;
  for (const name of probes) if (isSuch(container[name], such)) return true;
  const { lifecycle } = container;
  if (lifecycle === undefined || lifecycle === null) return false;
  return (
    typeof lifecycle !== 'object' ||
    hooks.some((name) => isSuch((lifecycle as Readonly<Record<string, unknown>>)[name], such))
  );
}

function isSuch(handler: unknown, such: (handler: Readonly<Record<string, unknown>>) => boolean): boolean {
  if (handler === undefined || handler === null) return false;
  return typeof handler !== 'object' || Array.isArray(handler) || such(handler as Readonly<Record<string, unknown>>);
}

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
