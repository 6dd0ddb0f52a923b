import { isCountedElsewhere, isHole, type Vulnerability } from '../../../facts/vulnerability.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, type Judgement } from '../../../model/outcome.ts';
import { compareSeverity, type Severity } from '../../../model/severity.ts';
import { nameOf } from './judge-findings.ts';

/** So many vulnerabilities of a package are named; a kernel's headers would list a thousand. */
const named = 5;

/**
 * A fail for each package with a fix that is out and not taken, as severe as the worst it would mend.
 * What nobody rates counts as high: the fix is there.
 */
export function pendingFixes(vulnerabilities: readonly Fact<Vulnerability>[]): {
  readonly judgements: readonly Judgement[];
  /** Ids of the images that have one. */
  readonly images: ReadonlySet<string>;
} {
  const open = vulnerabilities.filter(
    ({ value }) => isHole(value) && !isCountedElsewhere(value) && value.fixed.length > 0,
  );
  const groups = Map.groupBy(open, ({ value: { package: one } }) => [one.image, one.purl, one.file].join('\n'));
  const judgements = [...groups.values()].map((group): Judgement => {
    const [first] = group;
    const { package: found, at } = first!.value;
    const names = [...new Set(group.map(({ value }) => nameOf(value)))];
    const fixes = [...new Set(group.flatMap(({ value }) => value.fixed.slice(0, 1)))];
    const severity = group.map(({ value }) => value.severity ?? 'high').reduce((a, b) => worse(a, b));
    const rest = names.length > named ? ` and ${names.length - named} more` : '';
    const into = `${fixes.slice(0, named).join(', ')}${fixes.length > named ? ', …' : ''}`;
    const saw = `${found.name} ${found.version} lacks the fixes of ${names.slice(0, named).join(', ')}${rest} (${into})`;
    const place = { ...at, place: `${found.type} ${found.name}` };
    const vulnerability = { id: names[0]!, names, package: found.name, purl: found.purl };
    return fail(first!, place, saw, {
      severity,
      remedy: `Update ${found.name} and build the image again.`,
      // A waiver for one of several vulnerabilities answers for that one alone.
      vulnerability: names.length === 1 ? vulnerability : { ...vulnerability, id: found.name, names: [] },
    });
  });
  return { judgements, images: new Set(open.map(({ value }) => value.package.image)) };
}

function worse(a: Severity, b: Severity): Severity {
  return compareSeverity(a, b) >= 0 ? a : b;
}
