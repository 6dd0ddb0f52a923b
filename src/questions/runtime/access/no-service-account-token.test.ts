import { checkTable, here, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { seen } from '../../../model/seen.ts';
import { noServiceAccountToken } from './no-service-account-token.ts';

const objectOf = (given: object): ReturnType<typeof objects>[number] => objects(JSON.stringify(given))[0]!;
const pod = workloadFact({ namespace: 'shop', serviceAccount: 'web' });
const account = (given: object): ReturnType<typeof objectOf> =>
  objectOf({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: 'shop' }, ...given });

checkTable(noServiceAccountToken, [
  { name: 'says no', facts: [workloadFact({ serviceAccountToken: false })], verdicts: ['pass'] },
  { name: 'says yes', facts: [workloadFact({ serviceAccountToken: true })], verdicts: ['fail'], saw: /token/ },
  { name: 'its account says no', facts: [pod, account({ automountServiceAccountToken: false })], verdicts: ['pass'] },
  { name: 'its account says nothing', facts: [pod, account({})], verdicts: ['fail'] },
  {
    name: 'its account says nonsense',
    facts: [pod, account({ automountServiceAccountToken: 'no' })],
    verdicts: ['unknown'],
  },
  {
    name: 'its account is declared twice',
    facts: [
      pod,
      account({ automountServiceAccountToken: false }),
      account({}),
      account({ automountServiceAccountToken: false }),
    ],
    verdicts: ['fail'],
  },
  {
    name: 'says nonsense, whatever its account says',
    facts: [
      workloadFact({
        namespace: 'shop',
        serviceAccount: 'web',
        serviceAccountToken: seen<boolean>(undefined, here, 'is a string, not true or false'),
      }),
      account({ automountServiceAccountToken: false }),
    ],
    verdicts: ['unknown'],
  },
  { name: 'its account was not seen', facts: [pod], verdicts: ['unknown'] },
  { name: 'not a question of Compose', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: [] },
]);
