import { auditHistory } from '../../../facts/audit-record.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { audits, daysBetween, mostDays } from '../recorded/regular.ts';

export const auditRecent = defineCheck({
  id: 'HRD-902',
  name: 'audit-recent',
  aspect: 'hardening/audits',
  title: 'The newest complete audit that was recorded is at most 31 days old',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'audits' }],
  remedy: 'Audit again, with the rights and sources that leave no gap: `plimsoll hardening audit TARGET --record`.',
  toKnow: 'Record each run: `plimsoll ask TARGET --record`.',
  needs: { histories: auditHistory, moments: moment },
  *evaluate({ histories, moments }) {
    const [now] = moments;
    for (const one of histories) {
      const all = audits(one.value);
      // What was not seen was not audited.
      const whole = all.filter(({ gaps }) => gaps === 0);
      const newest = whole
        .map(({ at }) => at)
        .toSorted()
        .at(-1);
      if (now === undefined) continue;
      if (all.length === 0)
        yield unknown(one, one.at, 'no audit of these targets is recorded here; it may be elsewhere');
      else if (newest === undefined)
        yield fail(one, one.at, `each of ${all.length} recorded audits left something unseen`);
      else {
        const days = Math.floor(daysBetween(newest, now.value.now));
        if (days > mostDays)
          yield fail(one, one.at, `the newest complete one is ${days} days old, of ${newest.slice(0, 10)}`);
        else yield pass(one, one.at, `complete on ${newest.slice(0, 10)}`);
      }
    }
  },
});
