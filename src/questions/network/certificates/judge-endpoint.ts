import { familyOf } from '../../../formats/ip-address/ip-address.ts';
import { suiteCalled, type Strength } from '../../../formats/tls/suites.ts';
import { isFor } from '../../../formats/x509/host-name.ts';
import type { Certificate } from '../../../model/certificate.ts';
import type { TlsFinding } from '../../../model/tls-finding.ts';
import type { ChainSeen, EndpointSeen, VersionSeen } from '../../../model/tls.ts';
import { ofChain } from './judge-stored.ts';
import { describeCertificate, outOfDate } from './worth.ts';

export interface Expected {
  /** ISO 8601. */
  readonly now: string;
  /** False for a port that is nowhere said to speak TLS: what it says in clear is no fault of its own. */
  readonly encrypted: boolean;
  /** True when the user named whom to trust. */
  readonly ownAuthorities: boolean;
  /** What it should serve, with where that is kept. */
  readonly stored?: { readonly certificate: Certificate; readonly from: string };
}

/** What is said of an endpoint, by Mozilla's "intermediate" and NIST SP 800-52r2: what neither lets be is a fail. */
export function judgeEndpoint(seen: EndpointSeen, expected: Expected): readonly TlsFinding[] {
  if (seen.speaks === 'plaintext') {
    const verdict = expected.encrypted ? 'fail' : 'advice';
    return [finding('plaintext', verdict, seen.because, 'Turn TLS on, and refuse what comes without it.')];
  }
  if (seen.speaks === 'unknown')
    return [
      finding('unreached', 'unknown', seen.because, 'Ask from where it is reached, or give it longer: --timeout.'),
    ];
  return [
    ...ofVersions(seen.versions),
    ...ofSuites(seen.versions),
    ...ofExchange(seen),
    ...(seen.chain === null ? [] : ofServed(seen, seen.chain, expected)),
    ...seen.missing.map((what) =>
      finding('untold', 'unknown', `not told: ${what}`, 'Ask again, or give it longer: --timeout.'),
    ),
  ];
}

function finding(rule: string, verdict: TlsFinding['verdict'], saw: string, remedy: string): TlsFinding {
  return { rule, verdict, saw, remedy };
}

const modern = new Set(['TLSv1.2', 'TLSv1.3']);

function ofVersions(versions: readonly VersionSeen[]): TlsFinding[] {
  const found: TlsFinding[] = [];
  const old = versions.filter(({ version, offered }) => offered === true && !modern.has(version));
  if (old.length > 0)
    found.push(
      finding(
        'version-old',
        'fail',
        `takes ${old.map(({ version }) => version).join(', ')}`,
        'Take TLS 1.2 and 1.3 alone.',
      ),
    );
  for (const { version, offered, because } of versions)
    if (offered === null)
      found.push(
        finding('version-untold', 'unknown', `${version}: ${because}`, 'Ask again, or give it longer: --timeout.'),
      );
  if (versions.some(({ version, offered }) => version === 'TLSv1.3' && offered === false))
    found.push(
      finding('version-latest', 'advice', 'does not take TLS 1.3', 'Turn TLS 1.3 on (NIST SP 800-52r2 §3.1).'),
    );
  return found;
}

function ofSuites(versions: readonly VersionSeen[]): TlsFinding[] {
  const taken = versions.filter(({ offered }) => offered === true);
  const found: TlsFinding[] = [];
  const verdicts: readonly (readonly [Strength, string, TlsFinding['verdict']])[] = [
    ['broken', 'suite-broken', 'fail'],
    ['weak', 'suite-weak', 'fail'],
    ['dated', 'suite-dated', 'advice'],
  ];
  const all = new Map(taken.flatMap(({ suites }) => suites).map((name) => [name, worthOf(name)]));
  for (const [strength, rule, verdict] of verdicts) {
    const own = [...all].filter(([, worth]) => worth.strength === strength);
    if (own.length === 0) continue;
    const names = own.map(([name, { because }]) => `${name} (${because})`);
    const shown = names.length > 6 ? [...names.slice(0, 6), `${names.length - 6} more`] : names;
    found.push(
      finding(
        rule,
        verdict,
        `takes ${shown.join(', ')}`,
        'Take suites of ECDHE or DHE with AES-GCM or ChaCha20 alone.',
      ),
    );
  }
  for (const { version, complete, because } of taken)
    if (!complete)
      found.push(
        finding(
          'suites-untold',
          'unknown',
          `${version}, not all suites: ${because}`,
          'Ask again, or give it longer: --timeout.',
        ),
      );
  return found;
}

function worthOf(name: string): { readonly strength: Strength; readonly because: string } {
  return name.startsWith('SSL_CK_') ? { strength: 'broken', because: 'SSLv2' } : suiteCalled(name);
}

/** Below 224 bits, which NIST SP 800-131A no longer lets be agreed on. */
const weakGroups = /^sect(163|193)|^secp(160|192)/;

function ofExchange({ dheBits, groups, compression, secureRenegotiation }: EndpointSeen): TlsFinding[] {
  const found: TlsFinding[] = [];
  if (dheBits !== null && dheBits < 2048)
    found.push(
      finding(
        'dhe-small',
        'fail',
        `DHE with ${dheBits} bits`,
        'Use a group of 2,048 bits (ffdhe2048), or ECDHE alone.',
      ),
    );
  const weak = groups.filter((name) => weakGroups.test(name));
  if (weak.length > 0)
    found.push(finding('group-weak', 'fail', `agrees on ${weak.join(', ')}`, 'Take x25519, secp256r1 and secp384r1.'));
  if (compression === true)
    found.push(finding('compression', 'fail', 'compresses what it encrypts (CRIME)', 'Turn compression of TLS off.'));
  if (secureRenegotiation === false)
    found.push(
      finding(
        'renegotiation',
        'fail',
        'does not know secure renegotiation (RFC 5746)',
        'Update the server; no current one lacks it.',
      ),
    );
  return found;
}

function ofServed(seen: EndpointSeen, chain: ChainSeen, expected: Expected): TlsFinding[] {
  const read = chain.certificates.flatMap((one) => ('certificate' in one ? [one.certificate] : []));
  const found: TlsFinding[] = chain.certificates.flatMap((one) =>
    'unreadable' in one
      ? [
          finding(
            'certificate-unreadable',
            'unknown',
            `a certificate that it sends ${one.unreadable}`,
            'Serve another one.',
          ),
        ]
      : [],
  );
  const [own] = read;
  const first = chain.certificates[0];
  if (own === undefined || first === undefined || !('certificate' in first)) return found;
  found.push(...ofChain(countedOf(read), expected.now));
  found.push(
    ...ofName(own, seen),
    ...ofTrust(chain, read, expected),
    ...ofOrder(read),
    ...ofStaple(own, chain, expected.now),
  );
  if (expected.stored !== undefined) found.push(...ofStored(own, expected.stored, expected.now));
  return found;
}

/** A root is trusted for where it was got from: what it says of itself when it is sent counts for nothing. */
function countedOf(read: readonly Certificate[]): readonly Certificate[] {
  return read.filter((one, index) => index === 0 || !one.selfIssued);
}

function ofName(own: Certificate, { serverName, host }: EndpointSeen): TlsFinding[] {
  const wanted = serverName ?? host;
  if (isFor(own, wanted)) return [];
  const names =
    own.names.length === 0
      ? 'no name'
      : own.names
          .slice(0, 5)
          .map((name) => name.replace(/^\w+:/, ''))
          .join(', ');
  const saw = `${describeCertificate(own)} is for ${names}, not for ${wanted}`;
  // An address in a certificate is rare; who asked by it may mean a name.
  return serverName === null && familyOf(host) !== null
    ? [finding('name-untold', 'unknown', saw, 'Say by which name it is reached: --servername NAME.')]
    : [finding('name-wrong', 'fail', saw, 'Serve a certificate whose subject alternative names cover the name.')];
}

function ofTrust(chain: ChainSeen, read: readonly Certificate[], { ownAuthorities, now }: Expected): TlsFinding[] {
  if (chain.trusted === true) return [];
  if (chain.trusted === null)
    return [
      finding(
        'trust-untold',
        'unknown',
        `whether it is trusted: ${chain.because}`,
        'Ask where a newer version is taken.',
      ),
    ];
  const [own] = read;
  const last = read.at(-1);
  if (own === undefined || last === undefined) return [];
  if (/EXPIRED|NOT_YET_VALID/.test(chain.because)) {
    // Said already, with its dates.
    if (countedOf(read).some((one) => outOfDate(one, now) !== null)) return [];
    const remedy = 'Serve one that a valid authority issued.';
    return [finding('untrusted', 'fail', `an authority that it leads to is not valid: ${chain.because}`, remedy)];
  }
  if (own.selfIssued)
    return [
      finding(
        'self-signed',
        'fail',
        `${describeCertificate(own)} is signed by itself`,
        'Serve one that an authority issued, or name it: --ca FILE.',
      ),
    ];
  if (last.selfIssued || /UNABLE_TO|SELF_SIGNED/.test(chain.because)) {
    const end = endOf(read);
    const saw = end.selfIssued
      ? `the chain leads to ${describeCertificate(end)}, which is not trusted`
      : `the issuer ${end.issuer} is neither sent nor trusted: an intermediate is missing, or the authority is a private one`;
    const remedy = end.selfIssued
      ? 'Name the authority: --ca FILE.'
      : 'Let the server send the intermediate certificates behind its own, or name a private authority: --ca FILE.';
    return [
      finding(
        end.selfIssued ? 'authority-untrusted' : 'issuer-missing',
        ownAuthorities ? 'fail' : 'unknown',
        saw,
        remedy,
      ),
    ];
  }
  return [finding('untrusted', 'fail', `it is not trusted: ${chain.because}`, 'Serve a chain that clients verify.')];
}

/** Where the path from the first certificate ends, whatever the order of the others. */
function endOf(read: readonly Certificate[]): Certificate {
  let end = read[0]!;
  for (let steps = 0; steps < read.length && !end.selfIssued; steps++) {
    const issuer = end.issuer;
    const next = read.find((one) => one !== end && one.subject === issuer);
    if (next === undefined) break;
    end = next;
  }
  return end;
}

function ofOrder(read: readonly Certificate[]): TlsFinding[] {
  const wrong = read.findIndex((one, index) => index > 0 && read[index - 1]!.issuer !== one.subject);
  if (wrong === -1) return [];
  const saw = `certificate ${wrong + 1} of ${read.length} did not issue the one before it`;
  return [
    finding('chain-order', 'advice', saw, 'Send each certificate behind the one that it issued (RFC 5246 §7.4.2).'),
  ];
}

function ofStaple(own: Certificate, { staple }: ChainSeen, now: string): TlsFinding[] {
  const remedy = 'Let the server staple a fresh OCSP response.';
  if (staple === null)
    return own.mustStaple
      ? [finding('staple-missing', 'fail', 'the certificate demands a stapled OCSP response, and none is sent', remedy)]
      : [];
  if (staple.status === 'unreadable')
    return [
      finding(
        'staple-unreadable',
        own.mustStaple ? 'fail' : 'unknown',
        `the stapled OCSP response ${staple.because}`,
        remedy,
      ),
    ];
  if (staple.serial !== own.serial)
    return [finding('staple-other', 'fail', `the stapled OCSP response is of serial ${staple.serial}`, remedy)];
  if (staple.status === 'revoked')
    return [
      finding(
        'revoked',
        'fail',
        `its authority says that ${describeCertificate(own)} is revoked`,
        'Serve another certificate at once.',
      ),
    ];
  if (staple.nextUpdate !== null && staple.nextUpdate < now)
    return [finding('staple-old', 'fail', `the stapled OCSP response ended on ${staple.nextUpdate}`, remedy)];
  return staple.status === 'unknown'
    ? [finding('staple-unknown', 'unknown', 'its authority says that it does not know the certificate', remedy)]
    : [];
}

function ofStored(own: Certificate, { certificate, from }: NonNullable<Expected['stored']>, now: string): TlsFinding[] {
  if (own.fingerprint === certificate.fingerprint) return [];
  const dates = (one: Certificate): string => `serial ${one.serial}, valid ${one.notBefore} to ${one.notAfter}`;
  const both = `serves ${dates(own)}; ${from} holds ${dates(certificate)}`;
  const same = own.subject === certificate.subject && own.names.join() === certificate.names.join();
  if (same && certificate.notBefore > own.notBefore && outOfDate(certificate, now) === null)
    return [
      finding(
        'renewed-not-reloaded',
        'fail',
        `${both}: renewed but not reloaded`,
        'Reload the server, and let it watch the file.',
      ),
    ];
  return [finding('other-than-stored', 'fail', both, 'Look at which file or Secret the server reads, and reload it.')];
}
