import type { ScannedVulnerability, ScanReport } from '../../model/scan-report.ts';
import { safeJson } from '../safe-json.ts';
import { addressOf, adviceOn, nameOf, sentenceOf, standing } from './describe.ts';

/** Of gitlab.com/gitlab-org/security-products/security-report-schemas, container-scanning-report-format. */
const schemaVersion = '15.0.0';

const words = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
} as const;

/**
 * GitLab's container scanning report, `gl-container-scanning-report.json`. It has no place for waivers
 * and for what was not seen: waived findings are left out, and gaps are messages of the scan.
 */
export function renderScanGitlab(report: ScanReport): string {
  const { tool, at, gaps, answer, because } = report;
  const program = { id: 'plimsoll', name: 'Plimsoll', version: tool.version, vendor: { name: 'Plimsoll' } };
  const time = at.slice(0, 19);
  const document = {
    version: schemaVersion,
    scan: {
      type: 'container_scanning',
      // A scan that did not see everything must not look as if it had.
      status: answer === 'unknown' ? 'failure' : 'success',
      start_time: time,
      end_time: time,
      analyzer: program,
      scanner: program,
      messages: [
        { level: answer === 'unknown' ? 'warn' : 'info', value: short(`${answer}: ${because}`, 4000) },
        ...gaps.map(({ code, subject, because: why, toKnow, touches }) => ({
          level: touches.length > 0 ? 'warn' : 'info',
          value: short(`${code}: ${subject}: ${why}. ${toKnow}`, 4000),
        })),
      ],
    },
    vulnerabilities: standing(report)
      .filter(({ waiver }) => waiver === null)
      .map((row) => vulnerabilityOf(row, report)),
    remediations: [],
  };
  return `${safeJson(document, 2)}\n`;
}

function vulnerabilityOf(row: ScannedVulnerability, { image, target }: ScanReport): object {
  const { fingerprint, severity, summary, because, package: found, state } = row;
  const address = addressOf(row);
  const system = image.os === null ? 'unknown' : `${image.os.id} ${image.os.version}`.trim();
  return {
    id: uuidOf(fingerprint),
    name: short(nameOf(row), 255),
    description: [summary, `${sentenceOf(row)}. ${because}.`].filter((text) => text !== '').join('\n\n'),
    severity: severity === null || state === 'unknown' ? 'Unknown' : words[severity],
    solution: short(adviceOn(row), 7000),
    identifiers: identifiersOf(row),
    links: address === null ? [] : [{ url: address }],
    location: {
      dependency: { package: { name: found.name }, version: found.version },
      operating_system: system,
      image: nameWithTag(image.reference ?? target, image.digest),
    },
    details: {
      ...(row.layer === null ? {} : { layer: { type: 'text', name: 'Layer', value: row.layer } }),
      file: { type: 'text', name: 'File', value: row.at.file ?? '' },
    },
  };
}

/** The first one is what GitLab takes for the same vulnerability found by others: the CVE, where there is one. */
function identifiersOf(row: ScannedVulnerability): readonly object[] {
  const { id, aliases, explanations } = row;
  return [...new Set([nameOf(row), id, ...aliases])].slice(0, 20).map((name) => {
    const kind = /^(CVE|GHSA|USN|RHSA|ELSA|OSVDB|CWE)-/.exec(name)?.[1]?.toLowerCase() ?? 'osv';
    const own = explanations.find(({ advisory }) => advisory === name)?.reference ?? null;
    const url = own ?? (kind === 'cve' ? `https://www.cve.org/CVERecord?id=${name}` : null);
    return {
      type: kind,
      name: short(name, 255),
      value: name,
      ...(url !== null && /^https?:\/\//.test(url) ? { url } : {}),
    };
  });
}

/** The schema asks for `name:tag`; where there is only a digest, `name@sha256:…` has its colon. */
function nameWithTag(name: string, digest: string | null): string {
  if (/:[^/:]+$/.test(name)) return name;
  return `${name === '' ? 'image' : name}:${digest ?? 'latest'}`;
}

/** The fingerprint in the shape of a UUID (version 8: of one's own making, RFC 9562 §5.8), so that it stays. */
function uuidOf(fingerprint: string): string {
  const hex = fingerprint.padEnd(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(12, 15)}`, `8${hex.slice(15, 18)}`, hex.slice(18, 30)].join(
    '-',
  );
}

function short(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
