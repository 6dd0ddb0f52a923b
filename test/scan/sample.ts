import type { Severity } from '../../src/model/severity.ts';
import type { ScannedVulnerability, ScanReport } from '../../src/model/scan-report.ts';

const layer = `sha256:${'a'.repeat(64)}`;

/** A vulnerability of openssl, high and with a fix, that fails its check; changed by what is given. */
export function row(given: Partial<ScannedVulnerability> = {}): ScannedVulnerability {
  return {
    id: 'DEBIAN-CVE-2024-0001',
    aliases: ['CVE-2024-0001'],
    summary: 'a hole',
    package: { name: 'openssl', version: '3.0.1-1', purl: 'pkg:deb/debian/openssl@3.0.1-1' },
    severity: 'high',
    severityOrigin: 'Debian',
    severities: [{ origin: 'Debian', text: 'high', score: null }],
    state: 'affected',
    fixed: ['3.0.2-1'],
    malicious: false,
    kev: null,
    epss: null,
    because: 'introduced 0 ≤ 3.0.1-1 < fixed 3.0.2-1',
    decidedBy: null,
    layer,
    createdBy: 'RUN apt-get install openssl',
    at: { source: 'image', file: 'var/lib/dpkg/status', line: 12, place: 'openssl', layer },
    explanations: [
      {
        advisory: 'DEBIAN-CVE-2024-0001',
        feed: 'debian',
        reference: 'https://security-tracker.debian.org/tracker/CVE-2024-0001',
        ecosystem: 'Debian:12',
        name: 'openssl',
        version: '3.0.1-1',
        range: 'introduced 0, fixed 3.0.2-1',
        comparison: 'introduced 0 ≤ 3.0.1-1 < fixed 3.0.2-1',
        state: 'affected',
        fixed: ['3.0.2-1'],
      },
    ],
    check: 'IMG-154',
    fingerprint: '0123456789abcdef',
    waiver: null,
    isNew: true,
    ...given,
  };
}

const waiver = {
  reason: 'not reachable here',
  approver: 'Ada',
  expires: '2027-01-31',
  at: { source: 'plimsoll', file: 'plimsoll.yaml', line: 3 },
};

/** One of everything that a scan can say. */
export const rows: readonly ScannedVulnerability[] = [
  row({ id: 'MAL-2024-1', aliases: [], malicious: true, severity: 'critical', fixed: [], check: 'IMG-152' }),
  row({
    id: 'CVE-2024-0002',
    aliases: [],
    kev: { added: '2024-02-03', due: null, ransomware: true },
    epss: { score: 0.934, percentile: 0.999 },
    check: 'IMG-153',
    fingerprint: '1123456789abcdef',
  }),
  row(),
  row({ id: 'CVE-2024-0003', aliases: [], severity: null, severityOrigin: null, fingerprint: '2123456789abcdef' }),
  row({ id: 'CVE-2024-0004', aliases: [], state: 'will-not-fix', severity: 'low', fixed: [], check: 'IMG-155' }),
  row({ id: 'CVE-2024-0005', aliases: [], state: 'unknown', because: 'not looked at yet', check: 'IMG-155' }),
  row({ id: 'CVE-2024-0006', aliases: [], waiver }),
  row({ id: 'CVE-2024-0007', aliases: [], isNew: false }),
  row({
    id: 'CVE-2024-0008',
    aliases: [],
    state: 'not-affected',
    check: null,
    decidedBy: { kind: 'vex', by: 'Acme', file: 'acme.vex.json', because: 'not in use', instead: 'affected' },
  }),
];

export function scanReport(given: Partial<ScanReport> = {}): ScanReport {
  const open: Record<Severity | 'unknown', number> = { critical: 1, high: 2, medium: 0, low: 1, info: 0, unknown: 1 };
  return {
    schema: 'plimsoll.scan/1',
    tool: { name: 'plimsoll', version: '0.1.0' },
    at: '2026-11-24T12:00:00.000Z',
    target: 'web.tar',
    answer: 'no',
    because: 'Image web:1: evil 1.0: malicious (and 2 more)',
    toKnow: null,
    failOn: 'high',
    onlyFixed: false,
    unknownPasses: false,
    since: { at: '2026-11-01T12:00:00.000Z', known: 1, gone: 2 },
    database: {
      built: '2026-11-24T00:00:00Z',
      feeds: [
        {
          name: 'debian',
          from: 'https://example.org',
          kinds: ['osv'],
          fetched: '2026-11-24T00:00:00Z',
          records: 10,
          gaps: 0,
        },
      ],
    },
    vex: [{ file: 'acme.vex.json', author: 'Acme', statements: 1 }],
    image: {
      reference: 'registry.example/web:1',
      references: ['registry.example/web:1'],
      digest: `sha256:${'b'.repeat(64)}`,
      id: `sha256:${'c'.repeat(64)}`,
      platform: 'linux/amd64',
      os: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)', eol: '2028-06-30' },
      layers: [{ diffId: layer, digest: null, size: 12, createdBy: 'RUN apt-get install openssl' }],
    },
    packages: [
      {
        name: 'openssl',
        version: '3.0.1-1',
        ecosystem: 'Debian:12',
        purl: 'pkg:deb/debian/openssl@3.0.1-1',
        source: null,
        licenses: ['Apache-2.0'],
        layer,
        file: 'var/lib/dpkg/status',
        owner: null,
      },
    ],
    vulnerabilities: rows,
    secrets: [
      {
        rule: 'private-key',
        title: 'Private key',
        severity: 'high',
        file: 'root/.ssh/id_ed25519',
        line: 1,
        layer,
        redacted: '-----BEGIN…',
        deletedIn: layer,
        proof: 'its checksum is right',
        fingerprint: '9123456789abcdef',
      },
    ],
    gaps: [
      {
        code: 'ADVISORIES_OLD',
        source: 'advisories',
        subject: 'npm',
        because: 'it is 9 days old, and 7 are allowed',
        toKnow: 'Run `plimsoll advisories update`.',
        touches: ['images/vulnerabilities'],
      },
    ],
    coverage: {
      packages: 1,
      ecosystems: [{ ecosystem: 'Debian:12', packages: 1, covered: true }],
      cleared: 3,
      open,
      undecided: 1,
      waived: 1,
      decided: 1,
      gaps: 1,
    },
    ...given,
  };
}

/** Everything that a stranger writes holds what would break a terminal, XML, a workflow command or a message. */
export function hostileReport(): ScanReport {
  const evil = '\u001b[2J]]>{0}](x)\r\n::error::%0A\u202e<&"\'';
  const report = scanReport();
  const at = { source: 'image', file: `etc/${evil}`, line: 1 };
  return {
    ...report,
    because: evil,
    target: evil,
    image: { ...report.image, reference: evil, os: { id: evil, version: evil, name: evil, eol: null } },
    vulnerabilities: rows.map((one) => ({
      ...one,
      id: `${one.id}${evil}`,
      summary: evil,
      because: evil,
      fixed: [evil],
      package: { name: evil, version: evil, purl: `pkg:npm/${encodeURIComponent(evil)}` },
      createdBy: evil,
      at,
    })),
    gaps: report.gaps.map((gap) => ({ ...gap, subject: evil, because: evil })),
  };
}
