import { engineFact } from '../../../../test/checks/engine.ts';
import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { firewallRulesRead } from './firewall-rules-read.ts';

checkTable(
  firewallRulesRead,
  [
    { name: 'an engine', facts: [engineFact({ iptables: true })], verdicts: ['unknown'], saw: /its host/ },
    {
      name: 'two Pods of one namespace',
      facts: [workloadFact({ name: 'a' }), workloadFact({ name: 'b' })],
      verdicts: ['unknown'],
    },
    {
      name: 'Services without any Pod',
      facts: objects('{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer}}'),
      verdicts: ['unknown'],
    },
    { name: 'a Compose service', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: [] },
  ],
  { never: ['pass', 'fail'], because: 'no collector reads these rules, so that nothing can be said of them' },
);
