import type { Mount, Volume } from '../../facts/workload.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Located } from '../../model/located.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';

/** Options of a named volume by its name: from GET /volumes. */
export type VolumeOptions = (name: string) => Located | undefined;

export interface Mounted {
  readonly volumes: readonly Volume[];
  readonly mounts: readonly Mount[];
}

/**
 * Everything mounted into a container: `Mounts`, what the engine resolved, and from the configuration
 * what is not there: `Binds` of a container that is described only in part, and `Tmpfs`, which the
 * engine never lists.
 */
export function mounted(inspect: Located, optionsOf: VolumeOptions): Mounted {
  const volumes: Volume[] = [];
  const mounts: Mount[] = [];
  const targets = new Set<string>();
  const add = (volume: Volume, mount: Mount): void => {
    if (mount.target !== '' && targets.has(mount.target)) return;
    targets.add(mount.target);
    mounts.push(mount);
    if (!volumes.some(({ name }) => name === volume.name)) volumes.push(volume);
  };
  // The engine lists them in any order; one order keeps reports alike.
  const listed = inspect
    .get('Mounts')
    .items()
    .map((one) => resolved(one, optionsOf));
  for (const [volume, mount] of listed.toSorted(([, a], [, b]) => (a.target < b.target ? -1 : 1))) add(volume, mount);
  const host = inspect.get('HostConfig');
  for (const bind of host.get('Binds').items()) {
    const parsed = parseBind(bind, optionsOf);
    if (parsed !== undefined) add(...parsed);
  }
  for (const asked of host.get('Mounts').items()) add(...requested(asked, optionsOf));
  for (const [target, options] of inspect.down('HostConfig', 'Tmpfs').entries()) {
    const words = (options.text().value ?? '').split(',');
    const volume = { name: `tmpfs ${target}`, kind: 'tmpfs', hostPath: null, at: options.at };
    add(volume, {
      volume: volume.name,
      target,
      readOnly: seen(words.includes('ro'), options.at),
      propagation: seen<string>(undefined, options.at),
      at: options.at,
    });
  }
  const hidden = unsaid(inspect);
  if (hidden !== null) add(...hidden);
  return { volumes, mounts };
}

/** Stands for mounts that the answer does not tell: any may be a path of the host. Null when it tells them. */
function unsaid(inspect: Located): [Volume, Mount] | null {
  const [mounts, binds] = [inspect.get('Mounts'), inspect.down('HostConfig', 'Binds')];
  const listed = (at: Located): boolean => at.isList || (at.exists && at.value === null);
  const wrong = [mounts, binds].find((at) => !listed(at) && !at.empty);
  if (wrong === undefined && (listed(mounts) || listed(binds))) return null;
  const { at } = wrong ?? mounts;
  const why = wrong === undefined ? 'the answer says nothing of its mounts' : 'is not a list';
  const name = '(mounts)';
  return [
    { name, kind: 'hostPath', hostPath: seen<string>(undefined, at, why), at },
    {
      volume: name,
      target: name,
      readOnly: seen<boolean>(undefined, at, why),
      propagation: seen<string>(undefined, at, why),
      at,
    },
  ];
}

/** What was asked for with `--mount`; `Mounts` has it too once the engine resolved it. */
function requested(asked: Located, optionsOf: VolumeOptions): [Volume, Mount] {
  const [type, source] = [asked.get('Type').text().value ?? '', asked.get('Source').string()];
  const readOnly = asked.get('ReadOnly');
  const mode = asked.down('BindOptions', 'Propagation');
  const target = asked.get('Target').text().value ?? '';
  const volume = volumeOf(type, source, undefined, target, asked.at, optionsOf);
  return [
    volume,
    {
      volume: volume.name,
      target,
      readOnly: readOnly.empty ? seen(false, readOnly.noted('absent: Docker takes false')) : readOnly.boolean(),
      propagation: mode.empty || mode.value === '' ? seen<string>(undefined, mode.at) : mode.string(),
      at: asked.at,
    },
  ];
}

const elsewhere = new Set(['image', 'cluster']);

/** A type that is not known, or not said, may be a bind. */
function volumeOf(
  type: string,
  source: Seen<string>,
  name: string | undefined,
  target: string,
  at: Evidence,
  optionsOf: VolumeOptions,
): Volume {
  if (type === 'volume') return namedVolume(name ?? source.value ?? '', at, optionsOf);
  if (type === 'tmpfs') return { name: `tmpfs ${target}`, kind: 'tmpfs', hostPath: null, at };
  if (elsewhere.has(type)) return { name: name ?? source.value ?? type, kind: `other: ${type}`, hostPath: null, at };
  const why = source.why ?? 'the answer does not say what is mounted';
  const hostPath = source.value === undefined ? seen<string>(undefined, source.at, why) : source;
  return { name: source.value ?? `bind ${target}`, kind: 'hostPath', hostPath, at };
}

function resolved(one: Located, optionsOf: VolumeOptions): [Volume, Mount] {
  const type = one.get('Type').text().value ?? '';
  const target = one.get('Destination').text().value ?? '';
  const source = byTarget(one.get('Source').string(), one, target);
  const writable = byTarget(one.get('RW').boolean(), one, target);
  const propagation = byTarget(one.get('Propagation').string(), one, target);
  const name = one.get('Name').text().value;
  const { at } = byTarget(seen(true, one.at), one, target);
  const volume = volumeOf(type, source, name, target, at, optionsOf);
  const mount: Mount = {
    volume: volume.name,
    target,
    readOnly: mapSeen(writable, (value) => !value),
    propagation: mapSeen(propagation, (value) => (value === '' ? undefined : value)),
    at,
  };
  return [volume, mount];
}

/** A mount is named by its target, `Mounts["/data"].RW`: its number changes from one answer to the next. */
function byTarget<T>(setting: Seen<T>, one: Located, target: string): Seen<T> {
  const rest = setting.at.place?.slice(one.path.length) ?? '';
  return { ...setting, at: { ...setting.at, place: `Mounts[${JSON.stringify(target)}]${rest}` } };
}

/** A local volume made with `--opt o=bind --opt device=/etc` is a folder of the host by another name. */
function namedVolume(name: string, at: Evidence, optionsOf: VolumeOptions): Volume {
  const options = optionsOf(name);
  const flags = (options?.get('o').text().value ?? '').split(',');
  const device = options?.get('device').string();
  if (device?.value?.startsWith('/') && flags.some((flag) => flag === 'bind' || flag === 'rbind')) {
    return { name, kind: 'hostPath', hostPath: seen(device.value, device.at), at };
  }
  return { name, kind: 'named', hostPath: null, at };
}

const propagations = new Set(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']);

/** `SOURCE:TARGET[:OPTIONS]`; a source that begins with `/` is a path of the host, else a volume's name. */
function parseBind(bind: Located, optionsOf: VolumeOptions): [Volume, Mount] | undefined {
  const [, source = '', others = ''] = /^([A-Za-z]:[\\/][^:]*|[^:]*):?(.*)$/s.exec(bind.text().value ?? '') ?? [];
  const [target, ...rest] = others.split(':');
  if (target === undefined || target === '') return undefined;
  const options = rest.join(':').split(',');
  const propagation = options.find((option) => propagations.has(option));
  const volume: Volume = /^([A-Za-z]:)?[\\/]/.test(source)
    ? { name: source, kind: 'hostPath', hostPath: seen(source, bind.at), at: bind.at }
    : namedVolume(source, bind.at, optionsOf);
  const readOnly: Seen<boolean> = seen(options.includes('ro'), bind.at);
  return [volume, { volume: source, target, readOnly, propagation: seen(propagation, bind.at), at: bind.at }];
}
