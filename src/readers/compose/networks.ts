import type { Attachment, NetworkMode, Workload } from '../../facts/workload.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import { noted, Service } from './service.ts';
import { Setting } from './setting.ts';

type Namespaces = Pick<
  Workload,
  | 'hostPid'
  | 'hostIpc'
  | 'hostNetwork'
  | 'hostUts'
  | 'userNamespace'
  | 'networks'
  | 'project'
  | 'networkMode'
  | 'attachments'
  | 'links'
  | 'replicas'
>;

/** Which namespaces a service shares with the host, and which networks it joins. */
export function readNamespaces(service: Service): Namespaces {
  const userns = service.setting('userns_mode');
  const mode = userns.text();
  const hostUser = seen(false, userns.at);
  return {
    hostPid: sharesHost(service, 'pid'),
    hostIpc: sharesHost(service, 'ipc'),
    hostUts: sharesHost(service, 'uts'),
    hostNetwork: readHostNetwork(service),
    userNamespace:
      mode.value === 'host'
        ? hostUser
        : seen<boolean>(undefined, userns.at, mode.why ?? 'the engine decides (userns-remap)'),
    networks: service.whole(readNetworks(service)),
    project: service.context.project,
    networkMode: readNetworkMode(service),
    attachments: service.whole(readAttachments(service)),
    links: service.whole(readLinks(service)),
    replicas: readReplicas(service),
  };
}

function readNetworkMode(service: Service): Seen<NetworkMode> {
  const setting = service.setting('network_mode');
  const own: NetworkMode = { type: 'networks' };
  if (setting.empty) return service.orDefault(setting, seen<NetworkMode>(undefined, setting.at), own, 'its networks');
  return mapSeen(setting.text(), (mode): NetworkMode => {
    if (mode === 'none' || mode === 'host') return { type: mode };
    const [, kind, name] = /^(service|container):(.+)$/.exec(mode) ?? [];
    return kind === undefined || name === undefined
      ? { type: 'network', name: mode === 'default' ? 'bridge' : mode }
      : { type: kind as 'service' | 'container', name };
  });
}

/** Of a network that is given by `network_mode`, and of the implicit default, nothing more is said. */
function readAttachments(service: Service): Seen<readonly Attachment[]> {
  const setting = service.setting('networks');
  if (setting.unresolved !== undefined) return seen<readonly Attachment[]>(undefined, setting.at, setting.unresolved);
  const all = setting.node.map === undefined ? [] : setting.entries();
  return seen(
    all.map(([network, one]) => {
      const told = one.node.map === undefined ? undefined : one;
      const address = (key: string): string[] => told?.get(key).node.text?.split(' ') ?? [];
      const aliases = told?.get('aliases');
      return {
        network,
        aliases:
          aliases === undefined || aliases.empty ? [service.name] : [service.name, ...(aliases.texts().value ?? [])],
        addresses: [...address('ipv4_address'), ...address('ipv6_address')],
        at: one.at,
      };
    }),
    setting.at,
  );
}

function readLinks(service: Service): Seen<readonly string[]> {
  const setting = service.setting('links');
  if (setting.empty) return seen<readonly string[]>([], setting.at);
  return mapSeen(setting.texts(), (all) => all.map((link) => link.split(':')[0] ?? ''));
}

/** `scale` is the older word; one counts where none stands. */
function readReplicas(service: Service): Seen<number> {
  const setting = service.setting('deploy').get('replicas');
  const older = service.setting('scale');
  if (!setting.empty) return setting.integer();
  return service.orDefault(older, older.integer(), 1, 'one container');
}

/** `host` shares the host's; `service:NAME` shares what that service has. */
function sharesHost(service: Service, key: string, chain: readonly string[] = []): Seen<boolean> {
  const setting = service.setting(key);
  const mode = service.orDefault(setting, setting.text(), 'private', 'a namespace of its own');
  if (mode.value === undefined) return { ...mode, value: undefined };
  if (mode.value.startsWith('container:')) {
    return seen<boolean>(
      undefined,
      setting.at,
      `shares the namespace of the ${mode.value}, which no Compose file tells of`,
    );
  }
  if (!mode.value.startsWith('service:')) return { ...mode, value: mode.value === 'host' };
  const name = mode.value.slice('service:'.length);
  const node = service.context.model.get('services').get(name);
  if (node.map === undefined || chain.includes(name) || chain.length > 50) {
    service.context.findings.gap(
      'COMPOSE_UNRESOLVED',
      setting.at,
      `there is no service ${name} to share with`,
      setting.touches,
    );
    return seen<boolean>(undefined, setting.at, `there is no service ${name} to share with`);
  }
  const other = sharesHost(new Service(name, node, service.context), key, [...chain, name]);
  return { ...other, at: noted(setting.at, `as the service ${name}`) };
}

function readHostNetwork(service: Service): Seen<boolean> {
  const shares = sharesHost(service, 'network_mode');
  if (shares.value !== false || !service.setting('network_mode').empty) return shares;
  // The host's network can be joined as an external network too.
  const host = [...(service.setting('networks').node.map?.keys() ?? [])].find(
    (name) => realName(service, name) === 'host',
  );
  return host === undefined ? shares : seen(true, service.setting('networks').get(host).at);
}

function realName(service: Service, name: string): string {
  const declared = service.declared('networks', name);
  const external = declared.get('external');
  if (external.empty || external.node.content === false) return '';
  return (external.node.map === undefined ? declared : external).get('name').node.text ?? name;
}

function readNetworks(service: Service): Seen<readonly string[]> {
  const mode = service.setting('network_mode');
  if (!mode.empty) {
    const { value, why } = mode.text();
    if (value === undefined) return seen<readonly string[]>(undefined, mode.at, why);
    if (value === 'none' || value === 'host') return seen<readonly string[]>([], mode.at);
    if (!/^(service|container):/.test(value)) return seen<readonly string[]>([value], mode.at);
    return seen<readonly string[]>(undefined, mode.at, `shares the network of the ${value.replace(':', ' ')}`);
  }
  const networks = service.setting('networks');
  const names = networks.entries().map(([name]) => name);
  if (networks.unresolved !== undefined) return seen<readonly string[]>(undefined, networks.at, networks.unresolved);
  if (!networks.empty && networks.node.map === undefined) {
    return seen<readonly string[]>(undefined, networks.at, 'is no list or mapping of networks');
  }
  for (const name of names) {
    if (name === 'default' || service.isDeclared('networks', name)) continue;
    const at = networks.get(name).at;
    service.context.findings.gap(
      'COMPOSE_UNRESOLVED',
      at,
      `the network ${name} is declared in no file`,
      networks.touches,
    );
  }
  if (names.length > 0) return seen<readonly string[]>(names, networks.at);
  const none = networks.empty
    ? networks
    : new Setting(networks.node.with({ content: null }), networks.findings, networks.touches);
  return service.orDefault(none, seen<readonly string[]>(undefined, networks.at), ['default'], 'the default network');
}
