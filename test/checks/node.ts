import type { Configuration, ConfiguredProgram } from '../../src/facts/configuration.ts';
import { configuration } from '../../src/facts/configuration.ts';
import { hostFile, type HostFile, type HostFileType } from '../../src/facts/host-file.ts';
import { hostProcess, type HostProcess } from '../../src/facts/host-process.ts';
import { hostUnit, type HostUnit } from '../../src/facts/host-unit.ts';
import type { Workload } from '../../src/facts/workload.ts';
import { readYaml } from '../../src/formats/yaml/read-yaml.ts';
import type { Sighting } from '../../src/model/collector.ts';
import { fact, type Fact, type Stage } from '../../src/model/fact.ts';
import { seen } from '../../src/model/seen.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';
import { containers, here } from './table.ts';

/** A static Pod of Kubernetes' own image with these words as command. */
export function pod(name: string, ...flags: string[]): Fact<Workload>[] {
  return containers({ name, image: `registry.k8s.io/${name}:v1.35.2`, command: [name, ...flags] });
}

/** A container that says neither command nor arguments. */
export function silentPod(name: string): Fact<Workload>[] {
  return containers({ name, image: `registry.k8s.io/${name}:v1.35.2` });
}

/** A program on the host itself. */
export function process(...command: string[]): Fact<HostProcess> {
  const name = command[0]!.slice(command[0]!.lastIndexOf('/') + 1).slice(0, 15);
  const value = { pid: 7, name, command, container: null, at: { source: 'host', file: '/proc/7/cmdline' } };
  return fact(hostProcess, { subject: { source: 'host', kind: 'Process', name }, stage: 'running' }, value, value.at);
}

/** A unit whose command is this; null: it is not known. */
export function unit(name: string, command: readonly string[] | null): Fact<HostUnit> {
  const at = { source: 'host', file: `/etc/systemd/system/${name}` };
  const words =
    command === null ? seen<readonly string[]>(undefined, at, 'a variable has no value') : seen(command, at);
  const value = { name, file: at.file, dropIns: [], masked: false, settings: {}, command: words, at };
  return fact(hostUnit, { subject: { source: 'host', kind: 'Unit', name }, stage: 'declared' }, value, at);
}

/** A configuration as the host has it at this path. */
export function file(
  program: ConfiguredProgram,
  path: string,
  text: string,
  stage: Stage = 'declared',
): Fact<Configuration> {
  const { root } = readYaml(text, path, 'host', 'kubernetes').documents[0]!;
  const subject = { source: 'host', kind: 'Configuration', name: path };
  return fact(configuration, { subject, stage }, { program, root }, root.at);
}

/** A file of a host with this role; `mode` null: it could not be looked at; undefined: it is not there. */
export function nodeFile(
  role: string,
  mode?: number | null,
  owner = 'root',
  group = owner,
  {
    path = `/etc/${role.replaceAll(' ', '-')}`,
    type = 'file',
  }: { readonly path?: string; readonly type?: HostFileType } = {},
): Fact<HostFile> {
  const at = { source: 'host', file: path };
  const id = (name: string): { id: number; name: string } => ({ id: name === 'root' ? 0 : 900, name });
  const none = <T>() => seen<T>(undefined, at, 'permission denied');
  const there = typeof mode === 'number';
  const value: HostFile = {
    role,
    path,
    target: there ? seen(path, at) : none(),
    type: there ? seen(type, at) : mode === null ? none() : seen('absent', at),
    mode: there ? seen(mode, at) : none(),
    owner: there ? seen(id(owner), at) : none(),
    group: there ? seen(id(group), at) : none(),
    at,
  };
  return fact(hostFile, { subject: { source: 'host', kind: role, name: path }, stage: 'running' }, value, at);
}

/** What the API server answers for these objects, as YAML documents. */
export function objects(text: string, stage: Stage = 'admitted'): Fact[] {
  const { documents } = readYaml(text, 'objects.yaml', 'kubernetes', 'kubernetes');
  return documents
    .flatMap(({ root }): Sighting[] => readKubernetes(root, { source: 'kubernetes', stage }))
    .flatMap((one) => ('fact' in one ? [one.fact] : []));
}

export { here };
