import { checkTable, containers } from '../../../../test/checks/table.ts';
import { noRawSockets } from './no-raw-sockets.ts';

checkTable(noRawSockets, [
  {
    name: 'drops it',
    facts: containers({ privileged: false, capabilitiesAdded: [], capabilitiesDropped: ['NET_RAW'] }),
    verdicts: ['pass'],
  },
  {
    name: 'drops all',
    facts: containers({ privileged: false, capabilitiesAdded: [], capabilitiesDropped: ['ALL'] }),
    verdicts: ['pass'],
  },
  {
    name: 'keeps it',
    facts: containers({ privileged: false, capabilitiesAdded: [], capabilitiesDropped: [] }),
    verdicts: ['fail'],
    saw: /drop/,
  },
  {
    name: 'adds it back',
    facts: containers({ privileged: false, capabilitiesAdded: ['NET_RAW'], capabilitiesDropped: ['ALL'] }),
    verdicts: ['fail'],
  },
  { name: 'privileged', facts: containers({ privileged: true }), verdicts: ['fail'] },
  {
    name: 'additions not said',
    facts: containers({ privileged: false, capabilitiesDropped: ['ALL'] }),
    verdicts: ['unknown'],
  },
  { name: 'drops not said', facts: containers({ privileged: false, capabilitiesAdded: [] }), verdicts: ['unknown'] },
]);
