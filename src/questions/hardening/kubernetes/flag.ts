import { commaList, parseGoDuration, parseSwitch } from '../../../formats/kubernetes-flags/flags.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import type { Component, GivenFlag } from './component.ts';

/** Null: the flag is not given. Undefined: that is not known, or its value is not. */
export type Given<T> = Seen<T | null>;

/** The value that counts of a flag that may stand several times: the last. */
export function text(component: Component, name: string, note?: string): Given<string> {
  const { flags } = component;
  if (flags.value === undefined)
    return seen<string | null>(undefined, flags.at, flags.why ?? 'its flags are not known');
  const last = flags.value.findLast((flag) => flag.name === name);
  if (last === undefined && component.unseen !== undefined)
    return seen<string | null>(undefined, component.at, component.unseen);
  return last?.value ?? seen<string | null>(null, { ...component.at, note: note ?? `absent: --${name}` });
}

/** Every value of a flag whose values add up. Null when it is not given at all. */
export function list(component: Component, name: string, note?: string): Given<readonly string[]> {
  const { flags } = component;
  if (flags.value === undefined)
    return seen<readonly string[] | null>(undefined, flags.at, flags.why ?? 'its flags are not known');
  const given: readonly GivenFlag[] = flags.value.filter((flag) => flag.name === name);
  if (given.length === 0 && component.unseen !== undefined)
    return seen<readonly string[] | null>(undefined, component.at, component.unseen);
  if (given.length === 0)
    return seen<readonly string[] | null>(null, { ...component.at, note: note ?? `absent: --${name}` });
  const unread = given.find(({ value }) => value.value === undefined);
  if (unread !== undefined) return seen<readonly string[] | null>(undefined, unread.value.at, unread.value.why);
  return seen<readonly string[] | null>(commaList(given.map(({ value }) => value.value!)), given.at(-1)!.value.at);
}

/** A switch with the default that the component itself has. */
export function onOff(component: Component, name: string, byDefault: boolean): Seen<boolean> {
  const given = text(component, name, `absent: --${name} is ${byDefault}`);
  if (given.value === null) return seen(byDefault, given.at);
  return parsed(given, name, parseSwitch, 'is neither true nor false');
}

/** Seconds. */
export function duration(component: Component, name: string, byDefault: number): Seen<number> {
  const given = text(component, name, `absent: --${name} is ${byDefault} seconds`);
  if (given.value === null) return seen(byDefault, given.at);
  return parsed(given, name, parseGoDuration, 'is no duration');
}

export function whole(component: Component, name: string, byDefault: number): Seen<number> {
  const given = text(component, name, `absent: --${name} is ${byDefault}`);
  if (given.value === null) return seen(byDefault, given.at);
  return parsed(given, name, wholeNumber, 'is no whole number');
}

export function wholeNumber(value: string): number | undefined {
  return /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function parsed<T>(
  given: Given<string>,
  name: string,
  parse: (value: string) => T | undefined,
  wrong: string,
): Seen<T> {
  if (typeof given.value !== 'string') return seen<T>(undefined, given.at, given.why);
  const value = parse(given.value);
  return value === undefined
    ? seen<T>(undefined, given.at, `--${name}=${given.value} ${wrong}: it does not start with it`)
    : seen(value, given.at);
}
