import { checkTable, containers } from '../../../../test/checks/table.ts';
import { procMasked } from './proc-masked.ts';

checkTable(procMasked, [
  { name: 'masked', facts: containers({ procMount: 'Default' }), verdicts: ['pass'] },
  { name: 'unmasked', facts: containers({ procMount: 'Unmasked' }), verdicts: ['fail'], saw: /unmasked/ },
  { name: 'privileged', facts: containers({ procMount: 'Default', privileged: true }), verdicts: ['fail'] },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
