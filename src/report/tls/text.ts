import type { Certificate } from '../../model/certificate.ts';
import { describeEvidence } from '../../model/evidence.ts';
import type { Verdict } from '../../model/outcome.ts';
import type { TlsFinding } from '../../model/tls-finding.ts';
import type { EndpointReport, TlsReport } from '../../model/tls-report.ts';
import type { StoredCertificateReport } from '../../model/tls-stored.ts';
import type { VersionSeen } from '../../model/tls.ts';
import { flow } from '../text/flow.ts';
import { styleOf, type Ink, type Style, type TextOptions } from '../text/style.ts';

type Options = Pick<TextOptions, 'width' | 'color' | 'unicode'>;

const inks: Readonly<Record<Verdict | TlsFinding['verdict'], Ink>> = {
  pass: 'yes',
  fail: 'no',
  unknown: 'unknown',
  advice: 'info',
};

/** Endpoint by endpoint what was seen, and what is wrong with it; then the certificates that are kept. */
export function renderTlsText(report: TlsReport, options: Options): string {
  const style = styleOf(options);
  const parts = [
    ...report.endpoints.map((one) => endpointLines(one, style)),
    ...storedLines(report.stored, style),
    ...(report.gaps.length === 0
      ? []
      : [
          report.gaps.map((one) => item(style, 'unknown', 'not seen', `${one.subject}: ${one.because}. ${one.toKnow}`)),
        ]),
    [...summaryLines(report)],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function summaryLines({ coverage, policies }: TlsReport): string[] {
  const { endpoints, stored, pass, fail, unknown, gaps } = coverage;
  return [
    `${endpoints} endpoints, ${stored} places of certificates: pass ${pass}, fail ${fail}, unknown ${unknown}, gaps ${gaps}.`,
    `By ${policies.join('; ')}.`,
  ];
}

function endpointLines(one: EndpointReport, style: Style): string[] {
  const { host, port, serverName, verdict, findings, versions, groups, chain, from } = one;
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const named = serverName === null || serverName === host ? '' : ` as ${serverName}`;
  const listed = from === 'named' ? '' : ` (${from})`;
  const lines = [
    `${style.paint('bold', style.show(`${address}${named}${listed}`))}  ${style.paint(inks[verdict], verdict)}`,
  ];
  const fact = (name: string, text: string): number =>
    lines.push(flow(style, `  ${name.padEnd(9)} `, [['plain', style.show(text, 10_000)]], 12));
  if (one.preamble !== 'none')
    fact('begins', `after ${one.preamble}${one.preambleGuessed ? ', as is usual at this port' : ''}`);
  if (one.speaks !== 'tls') fact('speaks', `${one.speaks === 'plaintext' ? 'in clear' : 'not known'}: ${one.because}`);
  for (const version of versions) if (version.offered !== false) fact(version.version, describeVersion(version));
  const refused = versions.filter(({ offered }) => offered === false).map(({ version }) => version);
  if (refused.length > 0) fact('refuses', refused.join(', '));
  if (groups.length > 0) fact('groups', groups.join(', '));
  if (one.dheBits !== null) fact('DHE', `${one.dheBits} bits at least`);
  if (one.clientCertificate !== null && one.clientCertificate !== 'none')
    fact('clients', `certificate ${one.clientCertificate}`);
  for (const [index, sent] of (chain?.certificates ?? []).entries())
    fact(
      index === 0 ? 'serves' : 'with',
      'certificate' in sent ? describe(sent.certificate) : `what is no certificate: it ${sent.unreadable}`,
    );
  if (chain !== null && chain.staple !== null)
    fact(
      'staple',
      `${chain.staple.status}, ${chain.staple.thisUpdate ?? '?'} to ${chain.staple.nextUpdate ?? '?'} (signature not verified)`,
    );
  if (chain !== null && chain.trusted === true) fact('trusted', 'yes');
  lines.push(...findings.map((found) => findingLine(style, found)));
  return lines;
}

function describeVersion({ offered, because, suites, preference, complete }: VersionSeen): string {
  if (offered === null) return `not known: ${because}`;
  const order = preference === null ? '' : `, in the ${preference}’s order`;
  return `${suites.length} suites${order}${complete ? '' : ' and perhaps more'}: ${suites.join(', ')}`;
}

function describe(one: Certificate): string {
  const { kind, bits, curve } = one.key;
  const key = [kind, curve ?? (bits === null ? '' : String(bits))].filter((part) => part !== '').join(' ');
  const names = one.names.map((name) => name.replace(/^dns:/, '')).join(', ');
  return `${one.subject}, serial ${one.serial}, valid ${one.notBefore.slice(0, 10)} to ${one.notAfter.slice(0, 10)}, ${key}, ${one.signature.name}${names === '' ? '' : `, for ${names}`}`;
}

function storedLines(stored: readonly StoredCertificateReport[], style: Style): string[][] {
  return stored
    .filter(({ purpose }) => purpose !== 'issued')
    .map(({ name, purpose, certificates, verdict, findings, history, at }) => [
      `${style.paint('bold', style.show(name))}  ${style.paint(inks[verdict], verdict)}  ${style.paint('dim', style.show(describeEvidence(at)))}`,
      ...(purpose === 'authorities' && certificates.length > 3
        ? [`  trusts    ${certificates.length} authorities`]
        : certificates
            .filter((one) => one !== null)
            .map((one) =>
              flow(
                style,
                `  ${purpose === 'identity' ? 'holds' : 'trusts'}    `,
                [['plain', style.show(describe(one), 10_000)]],
                12,
              ),
            )),
      ...history.map(
        (one) =>
          `  before    ${style.show(`${one.from}: serial ${one.serial}, valid ${one.notBefore.slice(0, 10)} to ${one.notAfter.slice(0, 10)}`)}`,
      ),
      ...findings.map((found) => findingLine(style, found)),
    ]);
}

function findingLine(style: Style, { verdict, rule, saw, remedy }: TlsFinding): string {
  return item(style, inks[verdict], verdict, `${rule}: ${saw}. ${remedy}`);
}

function item(style: Style, ink: Ink, mark: string, text: string): string {
  const runs = [
    [ink, mark.padEnd(9)],
    ['plain', ` ${style.show(text, 10_000)}`],
  ] as const;
  return flow(style, '  ', runs, 12);
}
