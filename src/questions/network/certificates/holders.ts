import type { StoredCertificates } from '../../../facts/certificate.ts';
import type { Moment } from '../../../facts/moment.ts';
import type { Certificate } from '../../../model/certificate.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';

/** What is wrong with one certificate; null when nothing is, undefined when it cannot be told. */
export type Ruling = (certificate: Certificate) => string | null | undefined;

/**
 * One outcome for each place where somebody's own certificates are kept: the first that is wrong decides,
 * and one that cannot be read or told leaves it unknown.
 */
export function* judgeIdentities(stored: readonly Fact<StoredCertificates>[], ruling: Ruling): Generator<Judgement> {
  for (const one of stored) {
    if (one.value.purpose !== 'identity') continue;
    const judged = one.value.certificates.map((each) => ({
      at: each.at,
      told: 'certificate' in each ? ruling(each.certificate) : undefined,
      why: 'certificate' in each ? 'is of a kind that is not known' : each.unreadable,
    }));
    const wrong = judged.find(({ told }) => typeof told === 'string');
    const untold = judged.find(({ told }) => told === undefined);
    if (wrong !== undefined) yield fail(one, wrong.at, prefixed(one.value, wrong.told!), severityOf(one));
    else if (untold !== undefined) yield unknown(one, untold.at, prefixed(one.value, `a certificate ${untold.why}`));
    else yield pass(one, one.value.at);
  }
}

export function prefixed({ key }: Pick<StoredCertificates, 'key'>, text: string): string {
  return key === '' ? text : `${key}: ${text}`;
}

/** A file of a folder need not be what anything serves: an example, what a test needs. */
export function severityOf({
  subject,
  stage,
}: Pick<Fact, 'subject' | 'stage'>): { readonly severity: Severity } | undefined {
  return subject.kind === 'File' && stage === 'declared' ? { severity: 'low' } : undefined;
}

/** When it was looked; undefined where nobody says. */
export function nowOf(moments: readonly Fact<Moment>[]): string | undefined {
  return moments[0]?.value.now;
}
