import { join } from 'node:path/posix';
import type { Image } from '../../../facts/image.ts';
import type { Network } from '../../../facts/network.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { compareSettings, type Comparison } from './compare.ts';
import { containerSettings } from './container-settings.ts';
import { setText, type Setting } from './setting.ts';

/** Who Compose says made a container: labels that it writes on each. */
export const serviceLabel = 'com.docker.compose.service';
const filesLabel = 'com.docker.compose.project.config_files';

/**
 * The services that may have made a container: by name, by the project where the file names one, and by the
 * files that Compose made it from where it says. That they did is only the label's word, so all is compared.
 */
export function servicesOf(container: Workload, declared: readonly Fact<Workload>[]): readonly Fact<Workload>[] {
  const service = container.labels[serviceLabel];
  const named = declared.filter(({ value }) => {
    const [ours, theirs] = [value.project?.value, container.project?.value];
    const other = ours !== undefined && theirs !== undefined && ours !== theirs;
    return value.orchestrator === 'compose' && value.name === service && !other;
  });
  const files = container.labels[filesLabel]?.split(',');
  if (named.length < 2 || files === undefined) return named;
  const own = named.filter(({ at: { file } }) => {
    const tail = file?.replace(/^(?:\.{0,2}\/)+/, '');
    return tail !== undefined && files.some((one) => one === file || one.endsWith(`/${tail}`));
  });
  return own.length === 0 ? named : own;
}

/** What a service leaves to the engine or the image, and so cannot differ from. */
const left = new Set([
  'image',
  'gaining privileges',
  'user',
  'group',
  'seccomp',
  'AppArmor',
  'SELinux',
  'memory limit',
  'CPU limit',
  'process limit',
  'sysctls',
  'devices',
  'entrypoint',
  'command',
]);

/** What else was seen, beside the two. */
export interface Beside {
  /** Networks that the files declare. */
  readonly networks?: readonly Fact<Network>[];
  /** Images of the engine: what a service leaves to its image is held against it. */
  readonly images?: readonly Fact<Image>[];
  /** The absolute folder of a file that was read, by its name in evidence. */
  readonly folderOf?: (file: string) => string;
}

/** A service of Compose against a container that was made from it. */
export function compareService(declared: Workload, running: Workload, beside: Beside = {}): Comparison {
  const name = declared.containers[0]?.name ?? declared.name;
  const asked = containerSettings(withPaths(declared, running, beside), name)
    .concat(ofImage(declared, running, beside, name))
    .filter(({ name: what, text }) => text !== undefined || !(left.has(what) || isVariable(what)));
  const names = new Set(asked.map((one) => one.name));
  const open = new Set(asked.filter((one) => isOpen(one)).map((one) => one.name));
  const unclearUser = userOf(asked, containerSettings(running, name));
  const kept = (one: Setting): boolean => !(one.name === 'user' && unclearUser) && !open.has(one.name);
  const live = containerSettings(running, name).filter((one) => names.has(one.name) || isUnasked(one));
  const { differences, unsaid } = compareSettings(asked.filter(kept), live.filter(kept));
  const networks = compareNetworks(declared, running, beside.networks ?? [], name);
  return {
    differences: [...differences, ...networks.differences],
    unsaid: [...unsaid, ...(unclearUser ? ['user'] : []), ...networks.unsaid],
  };
}

/**
 * A path that is relative to the file is the one that lives where it leads there from the folder that was
 * read. Where it does not, the project may have been started from elsewhere: then it stays relative, and unknown.
 */
function withPaths(declared: Workload, running: Workload, { folderOf }: Beside): Workload {
  const { file } = declared.at;
  if (folderOf === undefined || file === undefined) return declared;
  const folder = folderOf(file);
  const lives = new Set(running.volumes.map(({ hostPath }) => hostPath?.value));
  const volumes = declared.volumes.map((volume) => {
    const path = volume.hostPath?.value;
    if (path === undefined || !/^\.{1,2}(\/|$)/.test(path)) return volume;
    const whole = join(folder, path);
    return lives.has(whole) ? { ...volume, hostPath: { ...volume.hostPath!, value: whole } } : volume;
  });
  return { ...declared, volumes };
}

/** Entrypoint and command of the image, where the service names none of them. */
function ofImage(declared: Workload, running: Workload, { images = [] }: Beside, name: string): Setting[] {
  const [service, container] = [declared.containers[0], running.containers[0]];
  const reference = container?.image.value;
  const image = images.find(({ value }) => value.id === reference || value.references.includes(reference ?? ''));
  if (service === undefined || image === undefined) return [];
  const own = service.command.value !== undefined;
  const { entrypoint, command } = image.value;
  const words = (what: string, list: readonly string[]): Setting => ({
    container: name,
    name: what,
    text: JSON.stringify(list),
    shown: `${list.length} ${list.length === 1 ? 'word' : 'words'}, of the image`,
    at: service.at,
  });
  return [
    ...(own || entrypoint.value === undefined ? [] : [words('entrypoint', entrypoint.value)]),
    // An entrypoint of one's own takes the command of the image away.
    ...(service.arguments.value !== undefined || (!own && command.value === undefined)
      ? []
      : [words('command', own ? [] : command.value!)]),
  ];
}

function compareNetworks(
  declared: Workload,
  running: Workload,
  networks: readonly Fact<Network>[],
  container: string,
): Comparison {
  const mode = declared.networkMode?.value?.type;
  const [ours, theirs] = [declared.networks, running.networks];
  if (mode !== 'networks') return { differences: [], unsaid: [] };
  if (ours.value === undefined || theirs.value === undefined) return { differences: [], unsaid: ['networks'] };
  const project = running.project?.value ?? '';
  const named = ours.value.map((one) => {
    const fact = networks.find(({ value }) => value.name === one && sameProject(value, declared));
    return fact?.value.realName?.value ?? `${project}_${one}`;
  });
  const setting = (list: readonly string[], at: Setting['at']): Setting => ({
    container,
    name: 'networks',
    text: setText(list),
    at,
  });
  const [a, b] = [setting(named, ours.at), setting(theirs.value, theirs.at)];
  return { differences: a.text === b.text ? [] : [{ name: 'networks', container, declared: a, live: b }], unsaid: [] };
}

function sameProject(network: Network, service: Workload): boolean {
  const [a, b] = [network.project?.value, service.project?.value];
  return a === undefined || b === undefined || a === b;
}

function isVariable(name: string): boolean {
  return name.startsWith('variable ');
}

/** What a service says nothing of and its engine would not give by itself. */
function isUnasked({ name, text }: Setting): boolean {
  if (name.startsWith('port ')) return text !== 'not on the host';
  if (name.startsWith('mount ')) return true;
  if (name === 'sysctls' || name === 'devices') return text !== 'none' && text !== undefined;
  return (name === 'seccomp' || name === 'AppArmor') && text?.includes('"unconfined"') === true;
}

/** A port that the engine is to choose may be any. */
function isOpen({ name, text }: Setting): boolean {
  return name.startsWith('port ') && text?.endsWith(':any') === true;
}

/** The engine may say a number: whether a name stands for it is in the image. */
function userOf(declared: readonly Setting[], live: readonly Setting[]): boolean {
  const [a, b] = [declared, live].map((side) => side.find(({ name }) => name === 'user')?.text);
  return a !== undefined && !/^\d+$/.test(a) && a !== b;
}
