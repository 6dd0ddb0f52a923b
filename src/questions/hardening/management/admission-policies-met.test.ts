import { admissionDecision, type AdmissionDecision } from '../../../facts/admission-decision.ts';
import type { Fact } from '../../../model/fact.ts';
import { checkTable, factOf, here } from '../../../../test/checks/table.ts';
import { admissionPoliciesMet } from './admission-policies-met.ts';

function decision(verdict: AdmissionDecision['verdict'], message = ''): Fact<AdmissionDecision>[] {
  return [factOf(admissionDecision, { policy: 'few', binding: 'all', verdict, message, at: here, rule: here })];
}

checkTable(
  admissionPoliciesMet,
  [
    { name: 'a policy takes it', facts: decision('admit'), verdicts: ['pass'] },
    {
      name: 'a policy denies it',
      facts: decision('deny', 'too many'),
      verdicts: ['fail'],
      saw: /denied request: too many/,
    },
    { name: 'a policy warns of it', facts: decision('warn', 'too many'), verdicts: ['fail'], saw: /warns: too many/ },
    { name: 'the asker decides', facts: decision('unknown', 'who asks'), verdicts: ['unknown'] },
    { name: 'no policy speaks of anything', facts: [], verdicts: [] },
  ],
  { unshown: 'policies are decided before checks run, not by the collector that reads an example' },
);
