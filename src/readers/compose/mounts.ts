import { hostPath, isHostPath, normalise, readShortVolume } from '../../formats/compose/short-volume.ts';
import type { Mount, Volume } from '../../facts/workload.ts';
import type { Evidence } from '../../model/evidence.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { noted, type Service } from './service.ts';
import type { Setting } from './setting.ts';

/** Volumes and mounts of one service; a later mount on the same target takes the place of an earlier one. */
class Mounts {
  readonly volumes = new Map<string, Volume>();
  readonly mounts = new Map<string, Mount>();
  add(volume: Volume, mount: Omit<Mount, 'volume' | 'at'>): void {
    const target = normalise(mount.target);
    this.mounts.delete(target);
    this.mounts.set(target, { ...mount, target, volume: volume.name, at: volume.at });
    if (!this.volumes.has(volume.name)) this.volumes.set(volume.name, volume);
  }
}

export function readMounts(service: Service): { volumes: Volume[]; mounts: Mount[] } {
  const mounts = new Mounts();
  for (const item of service.setting('volumes').items()) {
    if (item.node.map === undefined) addShort(service, item, mounts);
    else addLong(service, item, mounts);
  }
  for (const item of service.setting('tmpfs').items()) addTmpfs(item, mounts);
  for (const section of ['secrets', 'configs'] as const) {
    for (const item of service.setting(section).items()) addFile(service, section, item, mounts);
  }
  addApiSocket(service, mounts);
  const others = service.setting('volumes_from');
  if (!others.empty) {
    const because = 'the mounts of other containers are not followed';
    service.context.findings.gap('COMPOSE_UNSUPPORTED', others.at, because, others.touches);
    addHidden('volumes_from', others.at, because, mounts);
  }
  const { incomplete } = service.node.parts;
  if (incomplete !== undefined) addHidden('extends', service.node.at, incomplete, mounts);
  const used = new Set([...mounts.mounts.values()].map(({ volume }) => volume));
  return {
    volumes: [...mounts.volumes.values()].filter(({ name }) => used.has(name)),
    mounts: [...mounts.mounts.values()],
  };
}

const propagations = ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave'];

function addShort(service: Service, item: Setting, mounts: Mounts): void {
  const { unresolved } = item;
  const text = unresolved === undefined ? (item.empty ? '' : item.node.text) : item.node.parts.raw;
  const read = text === undefined ? 'is no volume' : readShortVolume(text);
  if (typeof read === 'string') {
    item.invalid(read);
    return;
  }
  const { source, target, options } = read;
  const unknown = (part: string): string | undefined => (part.includes('$') ? unresolved : undefined);
  const why = unknown(options.join());
  const option = (wanted: readonly string[]): string | undefined => options.findLast((one) => wanted.includes(one));
  const mount = {
    target,
    readOnly:
      why === undefined
        ? flag(option(['ro', 'rw']) === 'ro', item.at, option(['ro', 'rw']) === undefined)
        : seen<boolean>(undefined, item.at, why),
    propagation: propagation(option(propagations), item.at),
  };
  // An unknown source may be a path or the name of a volume, and an unknown whole may be both.
  const hidden = unknown(source ?? target);
  if (hidden !== undefined) {
    const path = seen<string>(undefined, item.at, hidden);
    mounts.add({ name: source ?? target, kind: 'hostPath', hostPath: path, at: item.at }, mount);
  } else mounts.add(volumeOf(service, item, source, target), mount);
}

function volumeOf(service: Service, item: Setting, source: string | null, target: string): Volume {
  if (source === null) return anonymous(target, item.at);
  return isHostPath(source) ? bind(service, item, source) : named(service, item, source);
}

function anonymous(target: string, at: Evidence): Volume {
  return { name: `anonymous ${target}`, kind: 'other: anonymous', hostPath: null, at };
}

function bind(service: Service, item: Setting, source: string): Volume {
  const path = hostPath(source, item.node.parts.folder, service.context.lookup('HOME')?.value);
  return { name: path, kind: 'hostPath', hostPath: seen(path, item.at), at: item.at };
}

/** A named volume, which the local driver can make of a path of the host (`type: none`, `o: bind`). */
function named(service: Service, item: Setting, name: string): Volume {
  const volume = { name, kind: 'named', hostPath: null, at: item.at };
  const unknown = (at: Evidence, why: string): Volume => ({ ...volume, hostPath: seen<string>(undefined, at, why) });
  if (!service.isDeclared('volumes', name)) {
    const because = `the volume ${name} is declared in no file`;
    service.context.findings.gap('COMPOSE_UNRESOLVED', item.at, because, item.touches);
    return unknown(item.at, because);
  }
  const declared = service.declared('volumes', name);
  if (declared.unresolved !== undefined) return unknown(declared.at, declared.unresolved);
  const external = declared.get('external');
  if (!external.empty && external.boolean().value !== false) {
    return unknown(external.at, 'the volume is made outside of the project and may be a path of the host');
  }
  const driver = declared.get('driver');
  if (!driver.empty && driver.text().value !== 'local') {
    return driver.unresolved === undefined ? volume : unknown(driver.at, driver.unresolved);
  }
  const options = declared.get('driver_opts');
  const [type, o, device] = ['type', 'o', 'device'].map((key) => options.get(key));
  const unresolved = [options, type!, o!, device!].find((one) => one.unresolved !== undefined);
  if (unresolved !== undefined) return unknown(unresolved.at, unresolved.unresolved!);
  const binds = type!.node.text === 'none' || /(^|,)r?bind(,|$)/.test(o!.node.text ?? '');
  if (!binds) return volume;
  const path = device!.node.text;
  if (path === undefined) return unknown(options.at, 'the bind names no device');
  const resolved = hostPath(path, device!.node.parts.folder, service.context.lookup('HOME')?.value);
  return { ...volume, kind: 'hostPath', hostPath: seen(resolved, device!.at) };
}

function addLong(service: Service, item: Setting, mounts: Mounts): void {
  const text = (key: string): Seen<string> => item.get(key).text();
  const [type, source, target] = [text('type'), text('source'), text('target')];
  if (target.value === undefined && target.why === undefined) {
    item.invalid('has no target');
    return;
  }
  const readOnly = item.get('read_only');
  const mode = item.get('bind').get('propagation');
  const mount = {
    target: target.value ?? item.get('target').node.parts.raw ?? '',
    readOnly: readOnly.empty ? flag(false, item.at, true) : readOnly.boolean(),
    propagation: mode.empty ? propagation(undefined, item.at) : mode.text(),
  };
  mounts.add(longVolume(service, item, { type, source, target: mount.target }), mount);
}

function longVolume(
  service: Service,
  item: Setting,
  { type, source, target }: { type: Seen<string>; source: Seen<string>; target: string },
): Volume {
  const at = source.value === undefined ? item.at : source.at;
  const hidden = type.why ?? source.why;
  if (hidden !== undefined) {
    const name = item.get('source').node.parts.raw ?? target;
    return { name, kind: 'hostPath', hostPath: seen<string>(undefined, at, hidden), at };
  }
  switch (type.value) {
    case 'bind':
    case 'npipe':
      if (source.value !== undefined) return { ...bind(service, item.get('source'), source.value), at };
      return { name: `bind ${target}`, kind: 'hostPath', hostPath: item.invalid<string>('a bind has no source'), at };
    case 'volume':
      return source.value === undefined ? anonymous(target, at) : named(service, item.get('source'), source.value);
    case 'tmpfs':
      return { name: `tmpfs ${target}`, kind: 'tmpfs', hostPath: null, at };
    case 'image':
    case 'cluster':
      return { name: `${type.value} ${source.value ?? target}`, kind: `other: ${type.value}`, hostPath: null, at };
    default: {
      const why = item.get('type').invalid<string>('is no type of a volume');
      return { name: `volume ${target}`, kind: 'hostPath', hostPath: why, at };
    }
  }
}

/** Mounts that are made but not seen: any of them may be a path of the host. */
function addHidden(key: string, at: Evidence, why: string, mounts: Mounts): void {
  const mount = {
    target: `(${key})`,
    readOnly: seen<boolean>(undefined, at, why),
    propagation: seen<string>(undefined, at, why),
  };
  mounts.add({ name: `(${key})`, kind: 'hostPath', hostPath: seen<string>(undefined, at, why), at }, mount);
}

function addTmpfs(item: Setting, mounts: Mounts): void {
  const { value } = item.empty ? item.invalid<string>('names no target') : item.text();
  if (value === undefined) return;
  const [target = '', options = ''] = value.split(':');
  const readOnly = options.split(',').includes('ro');
  const volume = { name: `tmpfs ${target}`, kind: 'tmpfs', hostPath: null, at: item.at };
  mounts.add(volume, {
    target,
    readOnly: flag(readOnly, item.at, !readOnly),
    propagation: propagation(undefined, item.at),
  });
}

/** A secret or config, short or long, is a file that the container may only read. */
function addFile(service: Service, section: 'secrets' | 'configs', item: Setting, mounts: Mounts): void {
  const isLong = item.node.map !== undefined;
  const source = isLong ? item.get('source') : item;
  const { value: name } = source.empty ? source.invalid<string>('names no source') : source.text();
  if (name === undefined) return;
  if (!service.isDeclared(section, name)) {
    const because = `${name} is declared in no file under ${section}`;
    service.context.findings.gap('COMPOSE_UNRESOLVED', item.at, because, item.touches);
  }
  const folder = section === 'secrets' ? '/run/secrets/' : '/';
  const asked = isLong ? item.get('target').text().value : undefined;
  const target = asked === undefined ? `${folder}${name}` : asked.startsWith('/') ? asked : `${folder}${asked}`;
  const [prefix, kind] = section === 'secrets' ? ['secret', 'secret'] : ['config', 'configMap'];
  const at = noted(item.at, 'Compose mounts it for reading only');
  mounts.add(
    { name: `${prefix} ${name}`, kind, hostPath: null, at: item.at },
    { target, readOnly: seen(true, at), propagation: propagation(undefined, item.at) },
  );
}

/** `use_api_socket` gives the container the socket of the engine, as a bind of it would. */
function addApiSocket(service: Service, mounts: Mounts): void {
  const setting = service.setting('use_api_socket');
  const { value, why } = setting.boolean();
  if (setting.empty || value === false) return;
  const path = '/var/run/docker.sock';
  const at = noted(setting.at, 'Compose mounts the socket of the engine');
  const hostPath = value === true ? seen(path, at) : seen<string>(undefined, setting.at, why);
  mounts.add(
    { name: path, kind: 'hostPath', hostPath, at },
    { target: path, readOnly: flag(false, at, false), propagation: propagation(undefined, at) },
  );
}

function flag(readOnly: boolean, at: Evidence, isDefault: boolean): Seen<boolean> {
  return seen(readOnly, isDefault ? noted(at, 'absent: mounted for writing too') : at);
}

function propagation(value: string | undefined, at: Evidence): Seen<string> {
  return value === undefined ? seen('rprivate', noted(at, 'absent: Docker takes rprivate')) : seen(value, at);
}
