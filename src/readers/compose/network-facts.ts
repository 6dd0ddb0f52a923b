import { network, type Network, type Subnet } from '../../facts/network.ts';
import type { Evidence } from '../../model/evidence.ts';
import { fact } from '../../model/fact.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import { noted, type Context } from './service.ts';
import { Setting } from './setting.ts';
import { touchesOfSection } from './touches.ts';

/** A fact for each network of the project, the implicit `default` included when a service joins it. */
export function readNetworkFacts(context: Context, joined: ReadonlySet<string>, at: Evidence): void {
  const declared = context.model.get('networks');
  for (const [name, node] of declared.map ?? []) {
    add(context, readNetwork(context, name, new Setting(node, context.findings, touchesOfSection('networks'))));
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
      realName: realNameOf(context, 'default', place),
      project: context.project,
      options: seen({}, bridge),
      ipv6: seen(false, bridge),
      subnets: seen([], bridge),
      at: bridge,
    });
  }
}

function add({ findings }: Context, value: Network): void {
  const about = { subject: { source: findings.source, kind: 'Network', name: value.name }, stage: 'declared' } as const;
  findings.sightings.push({ fact: fact(network, about, value, value.at) });
}

const onlyOverlay = 'only overlay networks encrypt';

/** `PROJECT_KEY`, which a project of another folder may name as external. */
function realNameOf({ project }: Context, key: string, at: Evidence): Seen<string> {
  return project.value === undefined
    ? seen<string>(undefined, at, project.why)
    : seen(`${project.value}_${key}`, noted(at, `absent: Compose takes ${project.value}_${key}`));
}

function readNetwork(context: Context, name: string, setting: Setting): Network {
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
    realName: readRealName(context, name, setting, external),
    project: context.project,
    options: orDefault(options, record(options), {}, 'the options of the driver'),
    ipv6: orDefault(setting.get('enable_ipv6'), setting.get('enable_ipv6').boolean(), false, 'the engine takes false'),
    subnets: orDefault(setting.get('ipam').get('config'), readSubnets(setting), [], 'the engine takes a free one'),
    at: setting.at,
  };
}

function readRealName(context: Context, name: string, setting: Setting, external: Seen<boolean>): Seen<string> {
  const given = external.value === true ? setting.get('external') : undefined;
  const called = given?.node.map !== undefined && !given.get('name').empty ? given.get('name') : setting.get('name');
  if (!called.empty) return called.text();
  if (external.value === undefined) return seen<string>(undefined, external.at, external.why);
  return external.value
    ? seen(name, noted(setting.at, 'absent: Compose takes the key'))
    : realNameOf(context, name, setting.at);
}

/** Undefined when one of the values is not known. */
function record(setting: Setting): Seen<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  if (setting.unresolved !== undefined) return seen<typeof found>(undefined, setting.at, setting.unresolved);
  for (const [key, one] of setting.entries()) {
    if (one.unresolved !== undefined) return seen<typeof found>(undefined, one.at, one.unresolved);
    if (key !== '__proto__') found[key] = one.node.text ?? '';
  }
  return seen(found, setting.at);
}

function readSubnets(setting: Setting): Seen<readonly Subnet[]> {
  const list = setting.get('ipam').get('config');
  if (list.unresolved !== undefined) return seen<readonly Subnet[]>(undefined, list.at, list.unresolved);
  return seen(
    list.items().flatMap((one): Subnet[] => {
      const subnet = one.get('subnet').node.text;
      const gateway = one.get('gateway').node.text;
      if (subnet === undefined) return [];
      return [gateway === undefined ? { subnet } : { subnet, gateway }];
    }),
    list.at,
  );
}

/** `true`, or as in 2.x and 3.x files a mapping with the name. */
function readExternal(setting: Setting): Seen<boolean> {
  const external = setting.get('external');
  if (external.node.map !== undefined) return seen(true, external.at);
  return external.empty ? seen(false, noted(external.at, 'absent: Compose makes it')) : external.boolean();
}
