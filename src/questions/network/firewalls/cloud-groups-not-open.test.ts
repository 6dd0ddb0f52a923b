import { checkTable } from '../../../../test/checks/table.ts';
import { cloudGroup, type CloudGroup, type CloudRule } from '../../../facts/cloud-network.ts';
import { fact, type Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { cloudGroupsNotOpen } from './cloud-groups-not-open.ts';

const at = { source: 'test', file: 'groups.json', line: 1, column: 1 };
const rule = (blocks: readonly string[], more: Partial<CloudRule> = {}): CloudRule => ({
  name: 'rule',
  direction: 'ingress',
  allows: true,
  priority: null,
  protocol: 'TCP',
  first: 22,
  last: 22,
  blocks,
  groups: [],
  unread: null,
  at,
  ...more,
});
function group(rules: readonly CloudRule[] | null): Fact<CloudGroup>[] {
  const own = rules === null ? seen<readonly CloudRule[]>(undefined, at, 'is known after apply') : seen(rules, at);
  const value: CloudGroup = { provider: 'aws', id: 'sg-1', name: 'web', rules: own, at };
  return [
    fact(cloudGroup, { subject: { source: 'test', kind: 'SecurityGroup', name: 'web' }, stage: 'admitted' }, value, at),
  ];
}
const halves = ['0.0.0.0/1', '128.0.0.0/1'];

checkTable(cloudGroupsNotOpen, [
  { name: 'the web alone', facts: group([rule(['0.0.0.0/0'], { first: 443, last: 443 })]), verdicts: ['pass'] },
  { name: 'SSH to everybody', facts: group([rule(['0.0.0.0/0'])]), verdicts: ['fail'], saw: /22 \(SSH\)/ },
  { name: 'in two halves of two rules', facts: group(halves.map((half) => rule([half]))), verdicts: ['fail'] },
  { name: 'by IPv6', facts: group([rule(['::/0'])]), verdicts: ['fail'] },
  {
    name: 'a range that holds it',
    facts: group([rule(['0.0.0.0/0'], { first: 0, last: 65_535 })]),
    verdicts: ['fail'],
    saw: /more/,
  },
  { name: 'every protocol', facts: group([rule(['0.0.0.0/0'], { protocol: 'all' })]), verdicts: ['fail'] },
  { name: 'UDP of that number', facts: group([rule(['0.0.0.0/0'], { protocol: 'UDP' })]), verdicts: ['pass'] },
  { name: 'a private network', facts: group([rule(['10.0.0.0/8'])]), verdicts: ['pass'] },
  { name: 'its own members', facts: group([rule([], { groups: ['sg-1'] })]), verdicts: ['pass'] },
  { name: 'what goes out', facts: group([rule(['0.0.0.0/0'], { direction: 'egress' })]), verdicts: ['pass'] },
  {
    name: 'a prefix list',
    facts: group([rule([], { unread: 'what pl-1 holds was not read' })]),
    verdicts: ['unknown'],
    saw: /pl-1/,
  },
  {
    name: 'a prefix list beside an open one',
    facts: group([rule(['0.0.0.0/0'], { unread: 'pl' })]),
    verdicts: ['fail'],
  },
  { name: 'rules that are not known', facts: group(null), verdicts: ['unknown'] },
  {
    name: 'denied first',
    facts: group([
      rule(['0.0.0.0/0', '::/0'], { allows: false, priority: 100 }),
      rule(['0.0.0.0/0'], { priority: 200 }),
    ]),
    verdicts: ['pass'],
  },
  {
    name: 'denied at equal priority',
    facts: group([rule(['0.0.0.0/0'], { priority: 100 }), rule(['0.0.0.0/0'], { allows: false, priority: 100 })]),
    verdicts: ['pass'],
  },
  {
    name: 'denied too late',
    facts: group([rule(['0.0.0.0/0'], { allows: false, priority: 300 }), rule(['0.0.0.0/0'], { priority: 200 })]),
    verdicts: ['fail'],
  },
  {
    name: 'denied by what is not understood',
    facts: group([rule([], { allows: false, priority: 100, unread: 'a tag' }), rule(['0.0.0.0/0'], { priority: 200 })]),
    verdicts: ['unknown'],
  },
]);
