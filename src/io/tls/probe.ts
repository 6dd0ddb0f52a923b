import { readCertificate } from '../../formats/x509/certificate.ts';
import { readOcspResponse } from '../../formats/tls/ocsp-response.ts';
import { suiteCalled } from '../../formats/tls/suites.ts';
import { tlsVersions, type ChainSeen, type EndpointSeen, type TlsVersion, type VersionSeen } from '../../model/tls.ts';
import { askLibrary } from './ask-library.ts';
import { Dial, type DialTarget } from './dial.ts';
import { ask, enumerateGroups, enumerateSsl2, enumerateVersion, groupName } from './enumerate.ts';
import { NoTls } from './preambles.ts';
import { readClearChain, readEncryptedChain, type ChainRead } from './read-chain.ts';
import { speaksPlainly } from './speaks-plainly.ts';
import { verifyPath } from './verify-path.ts';
import { WireError } from './wire.ts';

export interface ProbeTarget extends DialTarget {
  readonly preambleGuessed: boolean;
  /** PEM of what is trusted; undefined for what Node trusts. */
  readonly authorities?: readonly string[];
}

/** Looks at one endpoint: only connections to it, one after the other, and nothing sent but hellos. Never throws. */
export async function probe(target: ProbeTarget): Promise<EndpointSeen> {
  const dial = new Dial(target);
  try {
    return await new Probe(dial, target).all();
  } catch (error) {
    if (error instanceof NoTls) return silent(target, 'plaintext', error.message);
    if (error instanceof WireError) return silent(target, 'unknown', error.message);
    throw error;
  }
}

function silent(
  { host, port, serverName, preamble, preambleGuessed }: ProbeTarget,
  speaks: EndpointSeen['speaks'],
  because: string,
): EndpointSeen {
  return {
    host,
    port,
    serverName,
    preamble,
    preambleGuessed,
    speaks,
    because,
    versions: [],
    groups: [],
    dheBits: null,
    compression: null,
    secureRenegotiation: null,
    clientCertificate: null,
    chain: null,
    missing: [],
  };
}

type Spoken = Exclude<TlsVersion, 'SSLv2'>;

/** Versions, the newest first, to which a server may say nothing before it is given up. */
const patience = 3;

class Probe {
  readonly #dial: Dial;
  readonly #target: ProbeTarget;
  readonly #missing: string[] = [];

  constructor(dial: Dial, target: ProbeTarget) {
    this.#dial = dial;
    this.#target = target;
  }

  async all(): Promise<EndpointSeen> {
    // Whatever is wrong with the way there shows at the first connection, and ends it.
    await this.#dial.with(async () => {});
    const versions: VersionSeen[] = [];
    let dheBits: number | null = null;
    let secureRenegotiation: boolean | null = null;
    let silences = 0;
    for (const version of tlsVersions.toReversed()) {
      if (version === 'SSLv2') {
        versions.push(await enumerateSsl2(this.#dial));
        continue;
      }
      const told = await enumerateVersion(this.#dial, version);
      versions.push(told.seen);
      // What waits for a line, or for more, says nothing to a hello: neither to the first nor to the others.
      if (versions.length === 1 && told.silent) {
        const plain = this.#target.preamble === 'none' ? await speaksPlainly(this.#dial) : null;
        if (plain !== null) return silent(this.#target, 'plaintext', `it answers ${plain} in clear`);
      }
      silences += told.silent ? 1 : 0;
      if (silences === patience && versions.length === patience)
        return silent(this.#target, 'unknown', told.seen.because);
      if (told.dheBits !== null) dheBits = Math.min(dheBits ?? Infinity, told.dheBits);
      if (told.secureRenegotiation !== null)
        secureRenegotiation = (secureRenegotiation ?? true) && told.secureRenegotiation;
    }
    const offered = versions.filter((one) => one.offered === true);
    if (offered.length === 0) return this.#none(versions);
    const checked = await this.#stillThere(versions);
    const groups = await this.#groups(checked);
    const chain = await this.#chain(checked, groups);
    return {
      ...silent(this.#target, 'tls', `answers ${offered.map(({ version }) => version).join(', ')}`),
      versions: checked.toReversed(),
      groups: groups.map(groupName),
      dheBits,
      compression: await this.#compression(checked),
      secureRenegotiation,
      clientCertificate: chain.clientCertificate,
      chain: chain.seen,
      missing: this.#missing,
    };
  }

  /** No version was taken: either it speaks in clear, or it cannot be told what it speaks. */
  async #none(versions: readonly VersionSeen[]): Promise<EndpointSeen> {
    const plain = this.#target.preamble === 'none' ? await speaksPlainly(this.#dial) : null;
    if (plain !== null) return silent(this.#target, 'plaintext', `it answers ${plain} in clear`);
    const because = [...new Set(versions.map(({ version, because: why }) => `${version}: ${why}`))].join('; ');
    const refusals = versions.some(({ because: why }) => why.startsWith('alert '));
    return {
      ...silent(this.#target, refusals ? 'tls' : 'unknown', refusals ? `refuses every hello (${because})` : because),
      // Nobody knows whether what breaks off has anything.
      versions: versions
        .map((one) => (one.because.startsWith('alert ') ? one : { ...one, offered: null }))
        .toReversed(),
      missing: refusals ? ['which versions it takes, from whom'] : [],
    };
  }

  /** A closed connection, or a fault of the server, counts as a refusal only while the server still answers to what it takes. */
  async #stillThere(versions: readonly VersionSeen[]): Promise<readonly VersionSeen[]> {
    const isClosed = (one: VersionSeen): boolean =>
      one.offered === false && /closed|reset|internal_error/.test(one.because);
    if (!versions.some(isClosed)) return versions;
    const best = versions.find(({ offered, version }) => offered === true && version !== 'SSLv2');
    if (best !== undefined) {
      const answer = await ask(this.#dial, best.version as Spoken, codesOf(best), 'hello');
      if (answer.kind === 'hello') return versions;
    }
    return versions.map((one) =>
      isClosed(one) ? { ...one, offered: null, because: `${one.because}, and no longer answers at all` } : one,
    );
  }

  async #groups(versions: readonly VersionSeen[]): Promise<readonly number[]> {
    const found = new Set<number>();
    for (const version of ['TLSv1.3', 'TLSv1.2'] as const) {
      const seen = versions.find((one) => one.version === version && one.offered === true);
      if (seen === undefined) continue;
      const { groups, missing } = await enumerateGroups(this.#dial, version, codesOf(seen));
      for (const group of groups) found.add(group);
      if (missing !== null) this.#missing.push(`all groups of ${version}: ${missing}`);
    }
    return [...found];
  }

  async #compression(versions: readonly VersionSeen[]): Promise<boolean | null> {
    const old = versions.find(
      ({ offered, version }) => offered === true && !/v2|1\.3/.test(version.replace('TLSv1.2', '')),
    );
    // TLS 1.3 has no compression.
    if (old === undefined)
      return versions.some(({ version, offered }) => version === 'TLSv1.3' && offered) ? false : null;
    const answer = await ask(this.#dial, old.version as Spoken, codesOf(old), 'hello', { compression: true });
    if (answer.kind === 'hello') return answer.hello.compression !== 0;
    this.#missing.push('whether it compresses');
    return null;
  }

  async #chain(
    versions: readonly VersionSeen[],
    groups: readonly number[],
  ): Promise<{ readonly seen: ChainSeen | null; readonly clientCertificate: EndpointSeen['clientCertificate'] }> {
    const best = versions.find(({ offered, version }) => offered === true && version !== 'SSLv2');
    if (best === undefined) {
      this.#missing.push('its certificates, which SSLv2 shows otherwise');
      return { seen: null, clientCertificate: null };
    }
    const read = await this.#readChain(versions, groups);
    const library = await askLibrary(this.#dial, best.version, this.#target.authorities, false);
    if (typeof read === 'string') {
      this.#missing.push(`its certificates: ${read}`);
      return { seen: null, clientCertificate: null };
    }
    const certificates = read.certificates.map((bytes) => {
      const certificate = readCertificate(bytes);
      return typeof certificate === 'string' ? { unreadable: certificate } : { certificate };
    });
    const first = certificates[0];
    const serial = first !== undefined && 'certificate' in first ? first.certificate.serial : null;
    // A server that demands a certificate of the client ends the handshake before the library can say.
    const verified =
      library.trusted === null ? verifyPath(read.certificates, this.#target.authorities, new Date()) : library;
    const seen: ChainSeen = {
      certificates,
      trusted: verified.trusted,
      because: verified.because,
      staple: read.staple === null ? null : readOcspResponse(read.staple, serial),
    };
    return { seen, clientCertificate: await this.#clientCertificate(read, versions) };
  }

  async #readChain(versions: readonly VersionSeen[], groups: readonly number[]): Promise<ChainRead | string> {
    const reasons: string[] = [];
    for (const seen of versions) {
      if (seen.offered !== true || seen.version === 'SSLv2') continue;
      const codes = codesOf(seen);
      const read =
        seen.version === 'TLSv1.3'
          ? await readEncryptedChain(this.#dial, codes, groups)
          : await readClearChain(this.#dial, seen.version, codes);
      if (typeof read !== 'string') return read;
      reasons.push(`${seen.version}: ${read}`);
    }
    return reasons.join('; ');
  }

  /** A server that asks for a certificate may go on without one: only a handshake without one tells. */
  async #clientCertificate(
    { requests }: ChainRead,
    versions: readonly VersionSeen[],
  ): Promise<EndpointSeen['clientCertificate']> {
    if (!requests) return 'none';
    const below = versions.find(({ offered, version }) => offered === true && /^TLSv1\.[012]$/.test(version));
    const last = below?.version ?? 'TLSv1.3';
    const { acceptsWithoutCertificate } = await askLibrary(this.#dial, last, this.#target.authorities, true);
    if (acceptsWithoutCertificate === null) {
      this.#missing.push('whether the client certificate that it asks for is needed');
      return null;
    }
    return acceptsWithoutCertificate ? 'requested' : 'demanded';
  }
}

function codesOf({ suites }: VersionSeen): number[] {
  return suites.map((name) => {
    const { code } = suiteCalled(name);
    return code === -1 ? Number(name) : code;
  });
}
