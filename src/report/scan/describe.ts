import type { ScannedVulnerability, ScanReport } from '../../model/scan-report.ts';
import { compareSeverity } from '../../model/severity.ts';

/** The CVE, which people know; the advisory's own id where it is about none or several. */
export function nameOf({ id, aliases }: Pick<ScannedVulnerability, 'id' | 'aliases'>): string {
  if (id.startsWith('CVE-')) return id;
  const cves = aliases.filter((alias) => /^CVE-\d/.test(alias));
  return cves.length === 1 ? cves[0]! : id;
}

/** What stands and counts: neither waived, nor known before, nor decided by others. */
export function standing({ vulnerabilities }: ScanReport): readonly ScannedVulnerability[] {
  return vulnerabilities.filter(({ check, isNew }) => check !== null && isNew);
}

/** Whether it makes the answer no. */
export function isBad(row: ScannedVulnerability, { failOn, onlyFixed }: ScanReport): boolean {
  const { severity, waiver, state, fixed, malicious, isNew, check } = row;
  if (severity === null || waiver !== null || state === 'unknown' || !isNew || check === null) return false;
  return compareSeverity(severity, failOn) >= 0 && (!onlyFixed || malicious || fixed.length > 0);
}

/** `CVE-2024-1 in openssl 3.0.1-1: high, fixed in 3.0.2-1, exploited`. */
export function sentenceOf(row: ScannedVulnerability): string {
  const { package: found, severity, fixed, kev, malicious, state } = row;
  const parts = [
    severity ?? 'nobody says how severe',
    ...(malicious ? ['malicious package'] : []),
    state === 'unknown'
      ? 'not decided'
      : fixed.length > 0
        ? `fixed in ${fixed.join(', ')}`
        : state === 'affected'
          ? 'no fix'
          : state.replaceAll('-', ' '),
    ...(kev === null ? [] : ['known to be exploited']),
  ];
  return `${nameOf(row)} in ${found.name} ${found.version}: ${parts.join(', ')}`;
}

/** What a person does about it. */
export function adviceOn({ fixed, malicious, package: { name } }: ScannedVulnerability): string {
  if (malicious) return `Remove ${name}, and treat all that it could reach as taken.`;
  if (fixed.length > 0) return `Update ${name} to ${fixed.join(' or ')} or later.`;
  return `There is no fix of ${name}: remove it if it is not used, or say why it is no harm here by VEX or a waiver.`;
}

/** Where the advisory can be read; null when it names no address. */
export function addressOf({ explanations }: ScannedVulnerability): string | null {
  const reference = explanations.map((one) => one.reference).find((text) => text !== null) ?? null;
  return reference !== null && /^https?:\/\/[^\s]+$/.test(reference) ? reference : null;
}
