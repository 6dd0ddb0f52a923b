import { notWhole, scanFact, vulnerabilityFact } from '../../../../test/checks/scan.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noMaliciousPackage } from './no-malicious-package.ts';

const own = { malicious: true, fixed: [] } as const;
const cleared = { kind: 'vex', by: 'us', file: 'vex.json', because: 'not used', instead: 'affected' } as const;
const elsewhere = { ...cleared, kind: 'distribution' } as const;

checkTable(
  noMaliciousPackage,
  [
    { name: 'one of its kind', facts: [scanFact(), vulnerabilityFact(own)], verdicts: ['fail'], saw: /malicious/ },
    { name: 'one of its kind, though not all was seen', facts: [notWhole, vulnerabilityFact(own)], verdicts: ['fail'] },
    { name: 'one of another kind', facts: [scanFact(), vulnerabilityFact({ fixed: ['3.0.2-1'] })], verdicts: ['pass'] },
    { name: 'none', facts: [scanFact()], verdicts: ['pass'], saw: /12 packages, by advisories of 2026-11-24/ },
    {
      name: 'none, but not all was seen',
      facts: [notWhole],
      verdicts: ['unknown'],
      saw: /not whole: npm: it is 9 days old/,
    },
    {
      name: 'one that nobody rates',
      facts: [scanFact(), vulnerabilityFact({ ...own, severity: null })],
      verdicts: ['unknown'],
      saw: /nobody says how severe/,
    },
    {
      name: 'one that is not decided',
      facts: [scanFact(), vulnerabilityFact({ ...own, state: 'unknown', because: 'undetermined' })],
      verdicts: ['unknown'],
      saw: /may be a hole: undetermined/,
    },
    {
      name: 'one that VEX clears',
      facts: [scanFact(), vulnerabilityFact({ ...own, state: 'not-affected', decidedBy: cleared })],
      verdicts: ['pass', 'pass'],
    },
    {
      name: 'one that is counted as the package of the distribution',
      facts: [scanFact(), vulnerabilityFact({ ...own, decidedBy: elsewhere })],
      verdicts: ['pass', 'pass'],
    },
    { name: 'no image that was scanned', facts: [], verdicts: [] },
  ],
  { unshown: 'a scan takes a database of advisories, which no example holds' },
);
