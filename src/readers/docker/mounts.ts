import type { Mount, Volume } from '../../facts/workload.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';

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
    if (targets.has(mount.target)) return;
    targets.add(mount.target);
    mounts.push(mount);
    if (!volumes.some(({ name }) => name === volume.name)) volumes.push(volume);
  };
  for (const one of inspect.get('Mounts').items()) add(...resolved(one, optionsOf));
  for (const bind of inspect.down('HostConfig', 'Binds').items()) {
    const parsed = parseBind(bind, optionsOf);
    if (parsed !== undefined) add(...parsed);
  }
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
  return { volumes, mounts };
}

function resolved(one: Located, optionsOf: VolumeOptions): [Volume, Mount] {
  const type = one.get('Type').text().value ?? '';
  const target = one.get('Destination').text().value ?? '';
  const source = one.get('Source').string();
  const writable = one.get('RW').boolean();
  const propagation = one.get('Propagation').string();
  const name = one.get('Name').text().value;
  const volume: Volume =
    type === 'bind' || type === 'npipe'
      ? { name: source.value ?? '', kind: 'hostPath', hostPath: source, at: one.at }
      : type === 'volume'
        ? namedVolume(name ?? source.value ?? '', one, optionsOf)
        : type === 'tmpfs'
          ? { name: `tmpfs ${target}`, kind: 'tmpfs', hostPath: null, at: one.at }
          : { name: name ?? source.value ?? type, kind: `other: ${type}`, hostPath: null, at: one.at };
  const mount: Mount = {
    volume: volume.name,
    target,
    readOnly:
      writable.value === undefined
        ? seen<boolean>(undefined, writable.at, writable.why)
        : seen(!writable.value, writable.at),
    propagation: propagation.value === '' ? seen<string>(undefined, propagation.at) : propagation,
    at: one.at,
  };
  return [volume, mount];
}

/** A local volume made with `--opt o=bind --opt device=/etc` is a folder of the host by another name. */
function namedVolume(name: string, at: Located, optionsOf: VolumeOptions): Volume {
  const options = optionsOf(name);
  const flags = (options?.get('o').text().value ?? '').split(',');
  const device = options?.get('device').string();
  if (device?.value?.startsWith('/') && flags.some((flag) => flag === 'bind' || flag === 'rbind')) {
    return { name, kind: 'hostPath', hostPath: seen(device.value, device.at), at: at.at };
  }
  return { name, kind: 'named', hostPath: null, at: at.at };
}

const propagations = new Set(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']);

/** `SOURCE:TARGET[:OPTIONS]`; a source that begins with `/` is a path of the host, else a volume's name. */
function parseBind(bind: Located, optionsOf: VolumeOptions): [Volume, Mount] | undefined {
  const [source = '', target, ...rest] = (bind.text().value ?? '').split(':');
  if (target === undefined || target === '') return undefined;
  const options = rest.join(':').split(',');
  const propagation = options.find((option) => propagations.has(option));
  const volume: Volume = source.startsWith('/')
    ? { name: source, kind: 'hostPath', hostPath: seen(source, bind.at), at: bind.at }
    : namedVolume(source, bind, optionsOf);
  const readOnly: Seen<boolean> = seen(options.includes('ro'), bind.at);
  return [volume, { volume: source, target, readOnly, propagation: seen(propagation, bind.at), at: bind.at }];
}
