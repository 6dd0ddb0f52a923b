import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact, processes } from '../../../../test/checks/engine.ts';

const inContainer = (name: string) => {
  const [one] = processes(name);
  return { ...one!, value: { ...one!.value, pid: 99, container: 'c0ffee'.repeat(10) } };
};
import { noSshdProcess } from './no-sshd-process.ts';

checkTable(noSshdProcess, [
  { name: 'none', facts: [engineFact({}), ...processes('systemd', 'dockerd')], verdicts: ['pass'] },
  {
    name: 'one of the host is its own',
    facts: [engineFact({}), ...processes('systemd', 'dockerd', 'sshd')],
    verdicts: ['pass'],
  },
  {
    name: 'one in a container',
    facts: [engineFact({}), ...processes('systemd', 'dockerd'), inContainer('sshd')],
    verdicts: ['fail'],
    saw: /sshd/,
  },
  { name: 'processes not seen', facts: [engineFact({})], verdicts: ['unknown'] },
  { name: 'a list that is not of the host', facts: [engineFact({}), ...processes('sh', 'cat')], verdicts: ['unknown'] },
]);
