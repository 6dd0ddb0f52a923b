import { auditHistory } from '../../../facts/audit-record.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { mostDays, regularityOf } from '../recorded/regular.ts';

export const auditsRegular = defineCheck({
  id: 'HRD-901',
  name: 'audits-regular',
  aspect: 'hardening/audits',
  title: 'Audits were recorded again and again, never more than 31 days apart',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'audits' }],
  remedy: 'Let `plimsoll hardening audit TARGET --record` run on a schedule, at least every month.',
  toKnow: 'Record each run: `plimsoll ask TARGET --record`; a history of a month shows whether it is regular.',
  needs: { histories: auditHistory, moments: moment },
  *evaluate({ histories, moments }) {
    const [now] = moments;
    for (const one of histories) {
      if (now === undefined) continue;
      const found = regularityOf(one.value, now.value.now);
      if (found.kind === 'lapse')
        yield fail(
          one,
          one.at,
          `nothing was recorded for ${found.days} days from ${found.from.slice(0, 10)} on, more than ${mostDays}`,
        );
      else if (found.kind === 'regular')
        yield pass(one, one.at, `recorded on ${found.count} days, at most ${found.longest} days apart`);
      else if (found.count === 0)
        yield unknown(one, one.at, 'no audit of these targets is recorded here; it may be elsewhere');
      else
        yield unknown(
          one,
          one.at,
          `audits are recorded on ${found.count} ${found.count === 1 ? 'day' : 'days'} over ${found.span}, too few to call it regular`,
        );
    }
  },
});
