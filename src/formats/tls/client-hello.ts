import { Buffer } from 'node:buffer';
import type { TlsVersion } from '../../model/tls.ts';
import { number, vector } from './cursor.ts';
import { extensionTypes, handshakeTypes, recordTypes, signatureSchemes, versionCodes } from './registries.ts';

/** What a ClientHello offers. */
export interface Offer {
  /** The only version that is taken: what a server answers to it shows whether it has it. */
  readonly version: Exclude<TlsVersion, 'SSLv2'>;
  readonly suites: readonly number[];
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** Sent with TLS 1.3, where middleboxes expect one (RFC 8446 §D.4). */
  readonly sessionId?: Uint8Array;
  readonly serverName?: string;
  readonly groups: readonly number[];
  /** TLS 1.3. Empty: the server names the group it wants by a HelloRetryRequest (RFC 8446 §4.2.8). */
  readonly keyShares?: readonly { readonly group: number; readonly key: Uint8Array }[];
  /** Offers DEFLATE beside none. */
  readonly compression?: boolean;
  /** Asks for an OCSP response (RFC 6066 §8). */
  readonly staple?: boolean;
}

/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3). */
const renegotiationSignal = 0x00ff;

/** The ClientHello as one handshake message, its header included. */
export function clientHello(offer: Offer): Buffer {
  const { version, suites, random, sessionId = new Uint8Array(), compression = false } = offer;
  const isTls13 = version === 'TLSv1.3';
  const signalled = isTls13 ? suites : [...suites, renegotiationSignal];
  const extensions = version === 'SSLv3' ? [] : extensionsOf(offer);
  return handshake(
    handshakeTypes.clientHello,
    number(isTls13 ? versionCodes['TLSv1.2'] : versionCodes[version], 2),
    random,
    vector(1, sessionId),
    vector(2, ...signalled.map((suite) => number(suite, 2))),
    vector(1, Buffer.from(compression ? [1, 0] : [0])),
    ...(extensions.length === 0 ? [] : [vector(2, ...extensions)]),
  );
}

/** A handshake message in one record. @param legacy the version in the record's header; 3.1 passes most boxes */
export function helloRecord(message: Buffer, version: TlsVersion): Buffer {
  const legacy = version === 'SSLv3' ? versionCodes.SSLv3 : versionCodes['TLSv1.0'];
  return Buffer.concat([number(recordTypes.handshake, 1), number(legacy, 2), vector(2, message)]);
}

export function handshake(type: number, ...body: readonly Uint8Array[]): Buffer {
  return Buffer.concat([number(type, 1), vector(3, ...body)]);
}

function extensionsOf({ version, serverName, groups, keyShares = [], staple = false }: Offer): Buffer[] {
  const isTls13 = version === 'TLSv1.3';
  const found: Buffer[] = [];
  const add = (type: number, ...body: readonly Uint8Array[]): number =>
    found.push(Buffer.concat([number(type, 2), vector(2, ...body)]));
  if (serverName !== undefined)
    add(extensionTypes.serverName, vector(2, number(0, 1), vector(2, Buffer.from(serverName, 'latin1'))));
  if (staple) add(extensionTypes.statusRequest, Buffer.from([1, 0, 0, 0, 0]));
  if (groups.length > 0) {
    add(extensionTypes.supportedGroups, vector(2, ...groups.map((group) => number(group, 2))));
    if (!isTls13) add(extensionTypes.pointFormats, vector(1, Buffer.from([0])));
  }
  if (isTls13 || version === 'TLSv1.2')
    add(extensionTypes.signatureAlgorithms, vector(2, ...signatureSchemes.map((scheme) => number(scheme, 2))));
  if (!isTls13) {
    add(extensionTypes.extendedMasterSecret);
    return found;
  }
  add(extensionTypes.supportedVersions, vector(1, number(versionCodes[version], 2)));
  add(extensionTypes.pskModes, vector(1, Buffer.from([1])));
  add(extensionTypes.keyShare, vector(2, ...keyShares.flatMap(({ group, key }) => [number(group, 2), vector(2, key)])));
  return found;
}

/** A CLIENT-HELLO of SSLv2 in its record. @param challenge 16 bytes */
export function ssl2ClientHello(ciphers: readonly number[], challenge: Uint8Array): Buffer {
  const body = Buffer.concat([
    number(1, 1),
    number(versionCodes.SSLv2, 2),
    number(ciphers.length * 3, 2),
    number(0, 2),
    number(challenge.length, 2),
    ...ciphers.map((cipher) => number(cipher, 3)),
    challenge,
  ]);
  return Buffer.concat([number(0x8000 | body.length, 2), body]);
}
