import { createPrivateKey } from 'node:crypto';

export interface PrivateKey {
  /** Bytes from the start of `-----BEGIN` to the end of `-----END …-----`. */
  readonly length: number;
  readonly isEncrypted: boolean;
  /** What shows it to be one. */
  readonly proof: string;
}

const block = /-----BEGIN ((?:[A-Z0-9]{1,10} ){0,2})PRIVATE KEY-----([\s\S]{32,14000}?)-----END \1PRIVATE KEY-----/y;

/** The key that starts there, if it can be parsed; one inside of a string of JSON or of a program, too. */
export function privateKeyAt(text: string, at: number): PrivateKey | null {
  block.lastIndex = at;
  const [whole, kind, inner] = block.exec(text) ?? [];
  if (whole === undefined) return null;
  const body = inner!.replace(/\\r|\\n|\\t/g, '\n').replace(/^[ \t]+|[ \t]+$/gm, '');
  const { length } = whole;
  const label = `${kind}PRIVATE KEY`;
  if (kind === 'OPENSSH ') return openSshKey(body, length);
  const pem = `-----BEGIN ${label}-----\n${body.trim()}\n-----END ${label}-----\n`;
  if (kind === 'ENCRYPTED ' || /^Proc-Type: 4,ENCRYPTED/m.test(body)) {
    const der = Buffer.from(body.replace(/^[\w-]+: .*$/gm, ''), 'base64');
    // PKCS #8 is DER; the older form encrypts whole blocks of a cipher.
    const isWhole = kind === 'ENCRYPTED ' ? isDerSequence(der) : der.length >= 64 && der.length % 8 === 0;
    return isWhole ? { length, isEncrypted: true, proof: 'it is a private key that a passphrase protects' } : null;
  }
  try {
    const { asymmetricKeyType, asymmetricKeyDetails = {} } = createPrivateKey(pem);
    const { modulusLength, namedCurve } = asymmetricKeyDetails;
    const size = modulusLength === undefined ? (namedCurve ?? '') : `${modulusLength} bits`;
    const what = [asymmetricKeyType?.toUpperCase(), size].filter((part) => part !== '').join(', ');
    return { length, isEncrypted: false, proof: `it is parsed as a private key (${what})` };
  } catch {
    return null;
  }
}

function isDerSequence(der: Buffer): boolean {
  return der.length > 64 && der[0] === 0x30 && der[1] === 0x82 && der.readUInt16BE(2) + 4 === der.length;
}

/** PROTOCOL.key of OpenSSH: cipher, kdf, public keys, then a private part that begins with one number twice. */
function openSshKey(body: string, length: number): PrivateKey | null {
  const bytes = Buffer.from(body, 'base64');
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic) return null;
  let at = magic.length;
  const next = (): Buffer | null => {
    if (at + 4 > bytes.length) return null;
    const size = bytes.readUInt32BE(at);
    if (at + 4 + size > bytes.length) return null;
    at += 4 + size;
    return bytes.subarray(at - size, at);
  };
  const cipher = next()?.toString('latin1');
  if (next() === null || next() === null || at + 4 > bytes.length) return null;
  at += 4;
  const type = next()
    ?.subarray(4, 40)
    .toString('latin1')
    .replace(/[^\w-].*$/s, '');
  const secret = next();
  if (cipher === undefined || type === undefined || secret === null || secret.length < 16) return null;
  if (cipher !== 'none') {
    return { length, isEncrypted: true, proof: `it is a private key of OpenSSH that a passphrase protects (${type})` };
  }
  if (secret.readUInt32BE(0) !== secret.readUInt32BE(4)) return null;
  return { length, isEncrypted: false, proof: `it is parsed as a private key of OpenSSH (${type})` };
}
