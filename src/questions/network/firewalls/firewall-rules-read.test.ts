import { filterTable, firewallFacts } from '../../../../test/checks/firewall.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { firewallRulesRead } from './firewall-rules-read.ts';

const drop = filterTable('DROP');

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
    { name: 'rules of both families', facts: firewallFacts({ v4: drop, v6: drop }), verdicts: ['pass'] },
    { name: 'what nft prints', facts: firewallFacts({ nft: [] }), verdicts: ['pass'] },
    { name: 'one family', facts: firewallFacts({ v4: drop }), verdicts: ['unknown'], saw: /IPv6 were not read/ },
    {
      name: 'one family of a host without the other',
      facts: firewallFacts({ v4: drop }, [{ name: 'eth0', addresses: ['192.0.2.5'] }]),
      verdicts: ['pass'],
    },
    {
      name: 'a match that is not understood',
      facts: firewallFacts({ v4: filterTable('DROP', '-A INPUT -m fantasy -j ACCEPT'), v6: drop }),
      verdicts: ['unknown'],
      saw: /fantasy/,
    },
    {
      name: 'a limit is understood, and a rule that only logs decides nothing',
      facts: firewallFacts({
        v4: filterTable('DROP', '-A INPUT -m limit --limit 1/s -j ACCEPT', '-A INPUT -m fantasy -j LOG'),
        v6: drop,
      }),
      verdicts: ['pass'],
    },
    {
      name: 'half a rule set',
      facts: firewallFacts({ v4: drop.replace('COMMIT', ''), v6: drop }),
      verdicts: ['unknown'],
      saw: /COMMIT/,
    },
    {
      name: 'an engine of this host',
      facts: [engineFact({ address: 'unix:///var/run/docker.sock' }), ...firewallFacts({ v4: drop, v6: drop })],
      verdicts: ['pass'],
    },
    {
      name: 'an engine elsewhere',
      facts: [engineFact({ address: 'tcp://192.0.2.7:2376' }), ...firewallFacts({ v4: drop, v6: drop })],
      verdicts: ['pass', 'unknown'],
    },
    { name: 'a Compose service', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: [] },
  ],
  { never: ['fail'], because: 'what was not read is not bad' },
);
