import { createHash } from 'node:crypto';
import type { Certificate, CertificateKey, SignatureAlgorithm } from '../../model/certificate.ts';
import { curves, hashes, keyKinds, nameParts, rsaPss, signatureAlgorithms } from './algorithms.ts';
import {
  bitLengthOf,
  bitsOf,
  childrenOf,
  derAt,
  derTags,
  expect,
  identifierOf,
  Malformed,
  sequenceOf,
  timeOf,
  type Der,
} from './der.ts';

/** A longer one is none that a server could send (a TLS message of certificates holds 16 MiB, in practice 100 KiB). */
const maxBytes = 1024 * 1024;

/** Reads one certificate of DER; a string says what is wrong with it. Nothing is verified. */
export function readCertificate(bytes: Buffer): Certificate | string {
  if (bytes.length > maxBytes) return `is longer than ${maxBytes} bytes`;
  try {
    const whole = derAt(bytes, 0);
    if (whole.whole.length !== bytes.length) return 'is followed by other bytes';
    return read(whole);
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

function read(whole: Der): Certificate {
  const [toBeSigned, outerAlgorithm] = sequenceOf(whole);
  const fields = sequenceOf(toBeSigned);
  const versioned = fields[0]?.tag === 0xa0 ? 1 : 0;
  const [serial, algorithm, issuer, validity, subject, key] = fields.slice(versioned);
  const [notBefore, notAfter] = sequenceOf(validity);
  // RFC 5280 §4.1.1.2: both state the same; only the inner one is signed.
  if (algorithm === undefined || outerAlgorithm?.whole.equals(algorithm.whole) !== true)
    throw new Malformed('states two different signature algorithms');
  const holder = fields.slice(versioned + 6).find(({ tag }) => tag === 0xa3);
  const extensions = extensionsOf(holder);
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    serial: serialOf(serial),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    key: keyOf(key),
    signature: signatureOf(algorithm),
    names: namesOf(extensions.get('2.5.29.17')),
    authority: isAuthority(extensions.get('2.5.29.19')),
    selfIssued: subject !== undefined && issuer !== undefined && subject.whole.equals(issuer.whole),
    mustStaple: demandsStaple(extensions.get('1.3.6.1.5.5.7.1.24')),
    fingerprint: createHash('sha256').update(whole.whole).digest('hex'),
  };
}

/**
 * How many authorities may stand between an authority and what the last of them issues (RFC 5280 §4.2.1.9);
 * Infinity without a limit, null where that cannot be read.
 */
export function pathLengthOf(bytes: Buffer): number | null {
  try {
    const fields = sequenceOf(sequenceOf(derAt(bytes, 0))[0]);
    const constraints = extensionsOf(fields.find(({ tag }) => tag === 0xa3)).get('2.5.29.19');
    const length = constraints && sequenceOf(derAt(constraints, 0)).find(({ tag }) => tag === derTags.integer);
    if (length === undefined) return Infinity;
    return length.content.length === 1 ? length.content[0]! : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

export function serialOf(value: Der | undefined): string {
  const text = expect(value, derTags.integer, 'integer').content.toString('hex').toUpperCase();
  return text.length > 2 && text.startsWith('00') ? text.slice(2) : text;
}

export function signatureOf(algorithm: Der): SignatureAlgorithm {
  const [identifier, parameters] = sequenceOf(algorithm);
  const name = identifierOf(identifier);
  if (name === rsaPss) {
    const first = parameters?.tag === derTags.sequence ? childrenOf(parameters).find(({ tag }) => tag === 0xa0) : null;
    const hash = first ? identifierOf(sequenceOf(childrenOf(first)[0])[0]) : '1.3.14.3.2.26';
    return { name: 'rsassaPss', hash: hashes[hash] ?? null };
  }
  const known = Object.hasOwn(signatureAlgorithms, name) ? signatureAlgorithms[name] : undefined;
  return { name: known?.[0] ?? name, hash: known?.[1] ?? null };
}

function keyOf(value: Der | undefined): CertificateKey {
  const [algorithm, bits] = sequenceOf(value);
  const [identifier, parameters] = sequenceOf(algorithm);
  const name = identifierOf(identifier);
  const kind = (Object.hasOwn(keyKinds, name) ? keyKinds[name] : undefined) ?? name;
  if (kind === 'RSA' || kind === 'RSA-PSS')
    return { kind, bits: bitLengthOf(sequenceOf(derAt(bitsOf(bits), 0))[0]), curve: null };
  if (kind === 'DSA') {
    const [p] = parameters?.tag === derTags.sequence ? childrenOf(parameters) : [];
    return { kind, bits: p === undefined ? null : bitLengthOf(p), curve: null };
  }
  if (kind === 'EC') {
    if (parameters?.tag !== derTags.identifier) return { kind, bits: null, curve: null };
    const curve = identifierOf(parameters);
    const known = Object.hasOwn(curves, curve) ? curves[curve] : undefined;
    return { kind, bits: known?.[1] ?? null, curve: known?.[0] ?? curve };
  }
  return { kind, bits: null, curve: null };
}

/** By object identifier, each as the bytes of its value. */
function extensionsOf(holder: Der | undefined): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  if (holder === undefined) return found;
  for (const extension of sequenceOf(childrenOf(holder)[0])) {
    const parts = sequenceOf(extension);
    const name = identifierOf(parts[0]);
    // RFC 5280 §4.2; readers that take the first and readers that take the last would see two certificates.
    if (found.has(name)) throw new Malformed(`has the extension ${name} twice`);
    found.set(name, expect(parts.at(-1), derTags.octetString, 'value of an extension').content);
  }
  return found;
}

function namesOf(extension: Buffer | undefined): string[] {
  if (extension === undefined) return [];
  return sequenceOf(derAt(extension, 0)).flatMap(({ tag, content }) => {
    // IA5String: what is beyond ASCII is no name of a host, and is shown so that none is taken for another.
    if (tag === 0x82) return [`dns:${content.toString('latin1')}`];
    if (tag === 0x87) return [`ip:${addressOf(content)}`];
    if (tag === 0x86) return [`uri:${content.toString('latin1')}`];
    if (tag === 0x81) return [`email:${content.toString('latin1')}`];
    return [];
  });
}

/** IPv6 in full, without zeros left out: two writings of one address must be equal. */
export function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) throw new Malformed('has an IP address that is none');
  return Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16)).join(':');
}

function isAuthority(extension: Buffer | undefined): boolean {
  if (extension === undefined) return false;
  const [first] = sequenceOf(derAt(extension, 0));
  return first?.tag === derTags.boolean && first.content[0] !== 0;
}

function demandsStaple(extension: Buffer | undefined): boolean {
  if (extension === undefined) return false;
  // TLS feature 5 is status_request.
  return sequenceOf(derAt(extension, 0)).some(
    ({ tag, content }) => tag === derTags.integer && content.length === 1 && content[0] === 5,
  );
}

function nameOf(value: Der | undefined): string {
  const parts = sequenceOf(value).map((set) =>
    childrenOf(expect(set, derTags.set, 'set'))
      .map((part) => {
        const [type, text] = sequenceOf(part);
        const name = identifierOf(type);
        const short = Object.hasOwn(nameParts, name) ? nameParts[name] : undefined;
        return `${short ?? name}=${escaped(textOf(text))}`;
      })
      .join('+'),
  );
  return parts.toReversed().join(',');
}

function textOf(value: Der | undefined): string {
  if (value === undefined) throw new Malformed('has a name that is cut off');
  const { tag, content } = value;
  // BMPString, UniversalString; the others are UTF-8 or ASCII, or Latin-1 by long custom (TeletexString).
  if (tag === 0x1e && content.length % 2 === 0) return Buffer.from(content).swap16().toString('utf16le');
  if (tag === 0x1c || tag === 0x1e) return `#${content.toString('hex')}`;
  return content.toString(tag === 0x0c ? 'utf8' : 'latin1');
}

/** RFC 4514 §2.4; control characters as hexadecimal, for a name is printed. */
function escaped(text: string): string {
  return text
    .replaceAll(/["+,;<>\\]/g, '\\$&')
    .replaceAll(/^[ #]| $/g, '\\$&')
    .replaceAll(/\p{Cc}/gu, (control) => `\\${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
