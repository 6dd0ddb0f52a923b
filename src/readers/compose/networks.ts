import { network, type Network } from '../../facts/network.ts';
import type { Workload } from '../../facts/workload.ts';
import type { Evidence } from '../../model/evidence.ts';
import { fact } from '../../model/fact.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import { noted, Service, type Context } from './service.ts';
import { Setting } from './setting.ts';
import { touchesOfSection } from './touches.ts';

type Namespaces = Pick<Workload, 'hostPid' | 'hostIpc' | 'hostNetwork' | 'hostUts' | 'userNamespace' | 'networks'>;

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
  };
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

/** A fact for each network of the project, the implicit `default` included when a service joins it. */
export function readNetworkFacts(context: Context, joined: ReadonlySet<string>, at: Evidence): void {
  const declared = context.model.get('networks');
  for (const [name, node] of declared.map ?? []) {
    add(context, readNetwork(name, new Setting(node, context.findings, touchesOfSection('networks'))));
  }
  if (declared.map?.has('default') !== true && joined.has('default')) {
    const place = { ...at, place: 'networks.default' };
    const bridge = noted(place, 'absent: Compose makes a bridge network');
    add(context, {
      name: 'default',
      driver: seen('bridge', bridge),
      internal: seen(false, bridge),
      interContainer: seen(true, bridge),
      encrypted: seen<boolean>(undefined, place, onlyOverlay),
      external: seen(false, bridge),
      at: bridge,
    });
  }
}

function add({ findings }: Context, value: Network): void {
  const about = { subject: { source: findings.source, kind: 'Network', name: value.name }, stage: 'declared' } as const;
  findings.sightings.push({ fact: fact(network, about, value, value.at) });
}

const onlyOverlay = 'only overlay networks encrypt';

function readNetwork(name: string, setting: Setting): Network {
  if (!setting.empty && setting.unresolved === undefined && setting.node.map === undefined)
    setting.invalid('is no mapping');
  const external = readExternal(setting);
  // What is external was made elsewhere: what this file does not say of it is no default.
  const outside = external.value === false ? undefined : (external.why ?? 'the network is made outside of the project');
  const orDefault = <T>(one: Setting, read: Seen<T>, value: T, note: string): Seen<T> => {
    if (!one.empty) return read;
    return outside === undefined ? seen(value, noted(one.at, `absent: ${note}`)) : seen<T>(undefined, one.at, outside);
  };
  const driver = orDefault(setting.get('driver'), setting.get('driver').text(), 'bridge', 'Compose takes bridge');
  const internal = setting.get('internal');
  const options = setting.get('driver_opts');
  const icc = options.get('com.docker.network.bridge.enable_icc');
  const encrypted = options.get('encrypted');
  return {
    name,
    driver,
    internal: orDefault(internal, internal.boolean(), false, 'Compose takes false'),
    interContainer: orDefault(icc, icc.boolean(), true, 'containers of a network reach each other'),
    encrypted:
      driver.value === undefined || driver.value === 'overlay'
        ? driver.value === undefined && encrypted.empty
          ? seen<boolean>(undefined, driver.at, driver.why ?? 'the driver is not known')
          : orDefault(
              encrypted,
              encrypted.node.text === '' ? seen(true, encrypted.at) : mapSeen(encrypted.boolean(), (value) => value),
              false,
              'an overlay network encrypts only when asked to',
            )
        : seen<boolean>(undefined, setting.at, onlyOverlay),
    external,
    at: setting.at,
  };
}

/** `true`, or as in 2.x and 3.x files a mapping with the name. */
function readExternal(setting: Setting): Seen<boolean> {
  const external = setting.get('external');
  if (external.node.map !== undefined) return seen(true, external.at);
  return external.empty ? seen(false, noted(external.at, 'absent: Compose makes it')) : external.boolean();
}
