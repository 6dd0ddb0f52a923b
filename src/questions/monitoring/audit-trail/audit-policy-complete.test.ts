import { checkTable, containers } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { auditPolicyComplete } from './audit-policy-complete.ts';

const policy = (rules: string): ReturnType<typeof configured> =>
  configured('kubernetes-audit-policy', `{rules: ${rules}}`);
const health = '{level: None, nonResourceURLs: ["/healthz"]}';

checkTable(auditPolicyComplete, [
  { name: 'all at Metadata', facts: policy('[{level: Metadata}]'), verdicts: ['pass'] },
  {
    name: 'some left out by name',
    facts: policy(`[${health}, {level: Metadata, omitStages: [RequestReceived]}]`),
    verdicts: ['pass'],
  },
  { name: 'nothing', facts: policy('[{level: None}]'), verdicts: ['fail'], saw: /records nothing/ },
  {
    name: 'what follows the rule for all is never reached',
    facts: policy('[{level: None}, {level: RequestResponse}]'),
    verdicts: ['fail'],
    saw: /records nothing/,
  },
  {
    name: 'the rest left out',
    facts: policy('[{level: Metadata, resources: [{group: ""}]}, {level: None}]'),
    verdicts: ['fail'],
    saw: /leaves out everything/,
  },
  {
    name: 'no rule for the rest',
    facts: policy('[{level: Metadata, resources: [{group: ""}]}]'),
    verdicts: ['fail'],
    saw: /the rest/,
  },
  {
    name: 'answers left out',
    facts: configured('kubernetes-audit-policy', '{omitStages: [ResponseComplete], rules: [{level: Metadata}]}'),
    verdicts: ['fail'],
    saw: /ResponseComplete/,
  },
  {
    name: 'answers left out by a rule',
    facts: policy('[{level: Metadata, omitStages: [ResponseComplete]}]'),
    verdicts: ['fail'],
  },
  { name: 'no such level', facts: policy('[{level: Everything}]'), verdicts: ['unknown'] },
  { name: 'no rules', facts: policy('[]'), verdicts: ['unknown'] },
  {
    name: 'a server whose policy was not read',
    facts: containers({
      image: 'registry.k8s.io/kube-apiserver:v1',
      command: ['kube-apiserver', '--audit-policy-file=/a'],
    }),
    verdicts: ['unknown'],
  },
]);
