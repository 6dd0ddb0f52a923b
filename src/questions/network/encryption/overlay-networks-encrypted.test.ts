import { network, type Network } from '../../../facts/network.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { checkTable, factOf, here } from '../../../../test/checks/table.ts';
import { overlayNetworksEncrypted } from './overlay-networks-encrypted.ts';

const net = (driver: string, encrypted: boolean | undefined): Fact<Network> =>
  factOf(network, {
    name: 'n',
    driver: seen(driver, here),
    internal: seen(false, here),
    interContainer: seen(true, here),
    encrypted: seen(encrypted, here),
    external: seen(false, here),
    at: here,
  });

checkTable(overlayNetworksEncrypted, [
  { name: 'encrypted', facts: [net('overlay', true)], verdicts: ['pass'] },
  { name: 'plain', facts: [net('overlay', false)], verdicts: ['fail'] },
  { name: 'not said', facts: [net('overlay', undefined)], verdicts: ['unknown'] },
  { name: 'a bridge', facts: [net('bridge', false)], verdicts: [] },
]);
