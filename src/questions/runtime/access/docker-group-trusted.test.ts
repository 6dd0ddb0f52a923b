import { checkTable } from '../../../../test/checks/table.ts';
import { hostFact, hostFileFact } from '../../../../test/checks/host.ts';
import { factOf, here } from '../../../../test/checks/table.ts';
import { policy } from '../../../facts/policy.ts';
import { seen } from '../../../model/seen.ts';

const socket = (group: string) => hostFileFact('Docker socket', { type: 'socket', mode: 0o660, group });
const users = (...names: string[]) =>
  factOf(policy, { ...noPolicy.value, engineUsers: seen<readonly string[]>(names, here) });
const noPolicy = factOf(policy, {
  trustedSources: seen<readonly string[]>(undefined, here),
  retentionDays: seen<never>(undefined, here),
  at: here,
});
import { dockerGroupTrusted } from './docker-group-trusted.ts';

checkTable(dockerGroupTrusted, [
  { name: 'an empty group', facts: [hostFact({ groups: { docker: [] } }), noPolicy], verdicts: ['pass'] },
  { name: 'no such group', facts: [hostFact({ groups: {} }), socket('root'), noPolicy], verdicts: ['pass'] },
  { name: 'a host without Docker', facts: [hostFact({ groups: { staff: ['ann'] } }), noPolicy], verdicts: [] },
  {
    name: 'the group that the socket belongs to',
    facts: [hostFact({ groups: { docker: [], staff: ['ann'] } }), socket('staff'), users()],
    verdicts: ['fail'],
    saw: /ann/,
  },
  {
    name: 'a group without a name that the socket belongs to',
    facts: [hostFact({ groups: { docker: [], gone: ['ann'] } }), socket('101'), users()],
    verdicts: ['fail'],
    saw: /ann/,
  },
  {
    name: 'someone, and no list',
    facts: [hostFact({ groups: { docker: ['ann'] } }), noPolicy],
    verdicts: ['unknown'],
    saw: /ann/,
  },
  { name: 'someone on the list', facts: [hostFact({ groups: { docker: ['ann'] } }), users('ann')], verdicts: ['pass'] },
  {
    name: 'someone beside the list',
    facts: [hostFact({ groups: { docker: ['ann', 'bo'] } }), users('ann')],
    verdicts: ['fail'],
    saw: /^bo/,
  },
  { name: 'groups not seen', facts: [hostFact(), users('ann')], verdicts: ['unknown'] },
]);
