import { auditHistory } from '../../../facts/audit-record.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { audits } from '../recorded/regular.ts';

export const auditComplete = defineCheck({
  id: 'HRD-903',
  name: 'audit-complete',
  aspect: 'hardening/audits',
  title: 'The newest audit that was recorded left nothing unseen',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Mend the gaps that the audit names: each says which command, permission or file it lacks.',
  toKnow: 'Record each run, and answer what it left unknown: `plimsoll ask TARGET --record --all`.',
  needs: { histories: auditHistory },
  *evaluate({ histories }) {
    for (const one of histories) {
      const newest = audits(one.value).toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
      if (newest === undefined) {
        yield unknown(one, one.at, 'no audit of these targets is recorded here; it may be elsewhere');
        continue;
      }
      const { gaps, unknown: open, outcomes, at } = newest;
      const day = at.slice(0, 10);
      if (gaps > 0) yield fail(one, one.at, `that of ${day} has ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`);
      else if (open > 0) yield unknown(one, one.at, `that of ${day} could not tell of ${open} of ${outcomes} outcomes`);
      else yield pass(one, one.at, `that of ${day} has no gap, and an answer in each of ${outcomes} outcomes`);
    }
  },
});
