import { checkTable } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { auditPolicyKeepsSecretsOut } from './audit-policy-keeps-secrets-out.ts';

const policy = (...rules: string[]): ReturnType<typeof configured> =>
  configured('kubernetes-audit-policy', `{rules: [${rules.join(', ')}]}`);
const meta = '{level: Metadata, resources: [{group: "", resources: [secrets, configmaps]}]}';

checkTable(auditPolicyKeepsSecretsOut, [
  { name: 'metadata first', facts: policy(meta, '{level: RequestResponse}'), verdicts: ['pass'] },
  { name: 'metadata only', facts: policy('{level: Metadata}'), verdicts: ['pass'] },
  {
    name: 'another group',
    facts: policy('{level: RequestResponse, resources: [{group: apps, resources: ["*"]}]}', '{level: Metadata}'),
    verdicts: ['pass'],
  },
  { name: 'everything', facts: policy('{level: RequestResponse}'), verdicts: ['fail'], saw: /RequestResponse/ },
  {
    name: 'the whole core group',
    facts: policy('{level: Request, resources: [{group: ""}]}', meta),
    verdicts: ['fail'],
  },
  {
    name: 'some verbs before',
    facts: policy('{level: Request, verbs: [create], resources: [{resources: [secrets]}]}', meta),
    verdicts: ['fail'],
  },
  {
    name: 'one Secret left out does not help',
    facts: policy(
      '{level: None, resources: [{group: "", resources: [secrets], resourceNames: [a]}]}',
      '{level: Request}',
    ),
    verdicts: ['fail'],
  },
  { name: 'no such level', facts: policy('{level: All}'), verdicts: ['unknown'] },
  { name: 'no rules', facts: configured('kubernetes-audit-policy', '{omitStages: []}'), verdicts: ['unknown'] },
]);
