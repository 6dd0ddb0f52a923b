import { network, type Network } from '../../facts/network.ts';
import { fact, type Fact } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
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
        at: one.at,
      };
      return fact(network, { subject: { source, kind: 'Network', name }, stage: 'running' }, value, one.at);
    });
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
