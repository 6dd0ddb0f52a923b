import type { Configuration, ConfiguredProgram } from '../../../facts/configuration.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import { mayBeOneHost, type Component } from './component.ts';
import { text } from './flag.ts';

export type ConfigurationFacts = readonly Fact<Configuration>[];

/**
 * The file that a flag of a component names. Null when the flag is not given; undefined value when the
 * file was not read. On a host a file is known by its path (its subject's name); in a folder of
 * manifests by its own name, when it is the only one of its kind there.
 */
export function configurationOf(
  component: Component,
  flag: string,
  program: ConfiguredProgram,
  configurations: ConfigurationFacts,
): Seen<Located> | null {
  const given = text(component, flag);
  if (given.value === undefined) return seen<Located>(undefined, given.at, given.why);
  if (given.value === null || given.value === '') return null;
  const { value } = given;
  const own = configurations.filter(
    (one) => one.value.program === program && mayBeOneHost(one.subject, component.subject),
  );
  const path = component.hostPath(value);
  const exact = own.filter(({ subject }) => subject.name === path);
  const base = value.slice(value.lastIndexOf('/') + 1);
  // Of two hosts with a file of this path it is not known whose it is.
  const [file] = exact.length === 1 ? exact : own.length === 1 && own[0]!.subject.name === base ? own : [];
  return file === undefined
    ? seen<Located>(undefined, given.at, `${value}, which --${flag} names, was not read`)
    : seen(file.value.root, file.value.root.at);
}
