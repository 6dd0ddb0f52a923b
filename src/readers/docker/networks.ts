import { network, type Network, type Subnet } from '../../facts/network.ts';
import { fact, type Fact } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import { source } from './engine.ts';

/**
 * Networks from GET /networks. The built-in `host` and `none` are left out: they are no networks that
 * containers share, and a workload says itself that it uses them.
 */
export function networkFacts(networks: Located): Fact<Network>[] {
  return networks
    .items()
    .filter((one) => !['host', 'null'].includes(one.get('Driver').string().value ?? ''))
    .map((one) => {
      const name = one.get('Name').string().value ?? '';
      const driver = one.get('Driver').string();
      const value: Network = {
        name,
        driver,
        internal: one.get('Internal').boolean(),
        interContainer: interContainer(one, driver),
        encrypted: encrypted(one, driver),
        external: seen<boolean>(undefined, one.at, 'an engine does not tell who made a network'),
        realName: one.get('Name').string(),
        ...described(one, driver),
        at: one.at,
      };
      return fact(network, { subject: { source, kind: 'Network', name }, stage: 'running' }, value, one.at);
    });
}

type Described = Pick<Network, 'id' | 'options' | 'ipv6' | 'subnets' | 'bridge'>;

/** Null stands for no options. The bridge of the default network has its name among the options. */
function described(one: Located, driver: Seen<string>): Described {
  const id = one.get('Id').string();
  const options = one.get('Options');
  const ipam = one.down('IPAM', 'Config');
  const name = options.get('com.docker.network.bridge.name').text();
  const bridge = name.value === undefined ? mapSeen(id, (text) => `br-${text.slice(0, 12)}`) : name;
  return {
    id,
    options:
      options.isMap || options.empty
        ? seen(options.record(), options.at)
        : seen<Readonly<Record<string, string>>>(undefined, options.at, 'is not a mapping'),
    ipv6: one.get('EnableIPv6').boolean(),
    subnets: ipam.isList
      ? seen<readonly Subnet[]>(ipam.items().flatMap(subnetOf), ipam.at)
      : seen<readonly Subnet[]>(ipam.empty ? [] : undefined, ipam.at),
    ...(driver.value === 'bridge' ? { bridge } : {}),
  };
}

function subnetOf(config: Located): Subnet[] {
  const subnet = config.get('Subnet').string().value;
  const gateway = config.get('Gateway').string().value?.split('/')[0];
  if (subnet === undefined) return [];
  return [gateway === undefined || gateway === '' ? { subnet } : { subnet, gateway }];
}

function interContainer(one: Located, driver: Seen<string>): Seen<boolean> {
  const option = one.get('Options').get('com.docker.network.bridge.enable_icc');
  if (driver.value === undefined) return seen<boolean>(undefined, driver.at, driver.why);
  if (driver.value !== 'bridge')
    return seen(true, { ...driver.at, note: `${driver.value}: containers reach each other` });
  if (option.empty) return seen(true, option.noted('absent: Docker takes true'));
  const text = option.text();
  return text.value === 'true' || text.value === 'false'
    ? seen(text.value === 'true', text.at)
    : seen<boolean>(undefined, text.at, text.why ?? `${text.value} is neither true nor false`);
}

/** `docker network create --opt encrypted` stores the key with an empty value. */
function encrypted(one: Located, driver: Seen<string>): Seen<boolean> {
  if (driver.value !== 'overlay') {
    return seen<boolean>(undefined, driver.at, 'only overlay networks carry traffic between hosts');
  }
  const option = one.get('Options').get('encrypted');
  if (option.empty) return seen(false, option.noted('absent: Docker does not encrypt'));
  return seen(option.value !== 'false', option.at);
}
