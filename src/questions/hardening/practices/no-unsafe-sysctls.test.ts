import { checkTable, containers } from '../../../../test/checks/table.ts';
import { noUnsafeSysctls } from './no-unsafe-sysctls.ts';

checkTable(noUnsafeSysctls, [
  { name: 'none', facts: containers({ sysctls: [] }), verdicts: ['pass'] },
  {
    name: 'a safe one',
    facts: containers({ sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] }),
    verdicts: ['pass'],
  },
  {
    name: 'another',
    facts: containers({ sysctls: [{ name: 'kernel.msgmax', value: '65536' }] }),
    verdicts: ['fail'],
    saw: /msgmax/,
  },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
