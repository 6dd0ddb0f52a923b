import { engineFact, processes } from '../../../../test/checks/engine.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerHostAudited } from './docker-host-audited.ts';

checkTable(
  dockerHostAudited,
  [
    {
      name: 'auditd runs',
      facts: [engineFact(), ...processes('systemd', 'dockerd', 'auditd')],
      verdicts: ['unknown'],
      saw: /its rules are not read/,
    },
    {
      name: 'no auditd',
      facts: [engineFact(), ...processes('systemd', 'dockerd')],
      verdicts: ['unknown'],
      saw: /no auditd/,
    },
    { name: 'the host not seen', facts: [engineFact()], verdicts: ['unknown'], saw: /not seen in full/ },
    { name: 'no engine', facts: processes('auditd'), verdicts: [] },
  ],
  { never: ['pass', 'fail'], because: 'audit rules are in the kernel, which no collector asks' },
);
