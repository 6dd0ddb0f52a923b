import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineSocketNotOpen } from './engine-socket-not-open.ts';

checkTable(engineSocketNotOpen, [
  {
    name: 'root and group',
    facts: [engineFact({ socketMode: 0o660, socketOwner: { uid: 0, gid: 998 } })],
    verdicts: ['pass'],
  },
  {
    name: 'with the type bits of stat',
    facts: [engineFact({ socketMode: 0o140660, socketOwner: { uid: 0, gid: 0 } })],
    verdicts: ['pass'],
  },
  {
    name: 'everybody',
    facts: [engineFact({ socketMode: 0o666, socketOwner: { uid: 0, gid: 998 } })],
    verdicts: ['fail'],
    saw: /666/,
  },
  {
    name: 'another owner',
    facts: [engineFact({ socketMode: 0o660, socketOwner: { uid: 1000, gid: 998 }, rootless: false })],
    verdicts: ['fail'],
    saw: /1000/,
  },
  {
    name: 'rootless',
    facts: [engineFact({ socketMode: 0o660, socketOwner: { uid: 1000, gid: 1000 }, rootless: true })],
    verdicts: ['pass'],
  },
  { name: 'owner not known', facts: [engineFact({ socketMode: 0o660 })], verdicts: ['unknown'] },
  { name: 'over TCP: no socket', facts: [engineFact({ address: 'tcp://10.0.0.1:2376' })], verdicts: [] },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
