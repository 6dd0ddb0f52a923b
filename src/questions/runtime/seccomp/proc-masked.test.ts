import { checkTable, containers } from '../../../../test/checks/table.ts';
import { procMasked } from './proc-masked.ts';

checkTable(procMasked, [
  { name: 'masked', facts: containers({ privileged: false, procMount: 'Default' }), verdicts: ['pass'] },
  {
    name: 'unmasked',
    facts: containers({ privileged: false, procMount: 'Unmasked' }),
    verdicts: ['fail'],
    saw: /unmasked/,
  },
  { name: 'privileged', facts: containers({ procMount: 'Default', privileged: true }), verdicts: ['fail'] },
  {
    name: 'privileged or not',
    facts: containers({ seccomp: { type: 'default' }, devices: [], capabilitiesAdded: [] }),
    verdicts: ['unknown'],
  },
  { name: 'not said', facts: containers({ privileged: false }), verdicts: ['unknown'] },
]);
