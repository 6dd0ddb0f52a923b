import type { Gap } from '../model/gap.ts';
import type { Outcome } from '../model/outcome.ts';
import { describeWaiver, type WaiverEntry } from '../model/waiver.ts';

/**
 * Puts waivers on the fails and the unrated vulnerabilities they speak of. What is expired waives nothing and is a gap of its own,
 * and so is what matches no fail: a waiver for nothing hides that the world has changed.
 *
 * @param today `YYYY-MM-DD`, UTC
 */
export function waive(
  outcomes: readonly Outcome[],
  waivers: readonly WaiverEntry[],
  today: string,
): { outcomes: Outcome[]; gaps: Gap[] } {
  const gaps: Gap[] = [];
  const used = new Set<WaiverEntry>();
  const live = waivers.filter((entry) => entry.expires >= today);
  const waived = outcomes.map((outcome) => {
    if (!isWaivable(outcome)) return outcome;
    const matching = live.filter((entry) => isMeantFor(entry, outcome) && covers(entry, outcome));
    for (const entry of matching) used.add(entry);
    const [first] = matching;
    return first === undefined
      ? outcome
      : {
          ...outcome,
          fingerprint: outcome.fingerprint,
          waiver: { reason: first.reason, approver: first.approver, expires: first.expires, at: first.at },
        };
  });
  for (const entry of waivers) {
    if (entry.expires < today) {
      gaps.push(
        waiverGap(
          'WAIVER_EXPIRED',
          entry,
          `expired on ${entry.expires}`,
          'Renew it with a new reason and day, or remove it.',
        ),
      );
    } else if (!used.has(entry)) {
      gaps.push(
        waiverGap('WAIVER_UNUSED', entry, 'matches no failing outcome', 'Remove it, or correct what it names.'),
      );
    }
  }
  return { outcomes: waived, gaps };
}

/** A vulnerability that is unrated or undecided can be answered for as well as one that is; nothing else that is unknown can. */
function isWaivable({ verdict, vulnerability }: Outcome): boolean {
  return verdict === 'fail' || (verdict === 'unknown' && vulnerability !== undefined);
}

/** What is not known is waived only by who names it: a waiver of a whole check speaks of what the check found. */
function isMeantFor({ scope }: WaiverEntry, { verdict }: Outcome): boolean {
  return verdict === 'fail' || scope.fingerprint !== undefined || scope.vulnerability !== undefined;
}

function covers({ scope }: WaiverEntry, outcome: Outcome): boolean {
  const { subject, vulnerability } = outcome;
  const agrees = (wanted: string | undefined, ...have: (string | undefined)[]): boolean =>
    wanted === undefined || have.includes(wanted);
  return (
    agrees(scope.fingerprint, outcome.fingerprint) &&
    agrees(scope.check, outcome.check, outcome.name) &&
    agrees(scope.kind, subject.kind) &&
    agrees(scope.namespace, subject.namespace) &&
    agrees(scope.subject, subject.name) &&
    agrees(scope.container, subject.container) &&
    agrees(scope.vulnerability, ...(vulnerability?.names ?? [])) &&
    agrees(scope.package, vulnerability?.package, vulnerability?.purl.replace(/[@?#].*$/, ''))
  );
}

function waiverGap(code: 'WAIVER_EXPIRED' | 'WAIVER_UNUSED', entry: WaiverEntry, because: string, toKnow: string): Gap {
  // The fails themselves stand again, so no aspect needs to be unknown for it.
  return { code, source: 'plimsoll', subject: describeWaiver(entry), because, toKnow, touches: [], at: entry.at };
}
