import type { StoredCertificate } from '../../facts/certificate.ts';
import { readCertificate } from '../../formats/x509/certificate.ts';
import { isCertificateLabel, readPem } from '../../formats/x509/pem.ts';
import type { Evidence } from '../../model/evidence.ts';

export interface StoredRead {
  readonly certificates: readonly StoredCertificate[];
  /** Whether a private key lies beside them, which makes them somebody's own. */
  readonly hasKey: boolean;
  /** Neither PEM of any kind nor DER. */
  readonly isNothing: boolean;
}

/**
 * The certificates of PEM, or of one in DER.
 *
 * @param at where the bytes are
 * @param lines true when lines of the text are lines of the file
 */
export function readStored(bytes: Buffer, at: Evidence, lines: boolean): StoredRead {
  if (bytes[0] === 0x30 && bytes.length > 2 && bytes[1]! >= 0x80)
    return { certificates: [stored(bytes, at)], hasKey: false, isNothing: false };
  const blocks = readPem(bytes.toString('latin1'));
  if (typeof blocks === 'string')
    return { certificates: [{ unreadable: blocks, at }], hasKey: false, isNothing: false };
  const certificates = blocks
    .filter(({ label, because }) => isCertificateLabel(label) || because !== undefined)
    .map((block): StoredCertificate => {
      const here = lines ? { ...at, line: block.line, column: 1 } : at;
      if (block.bytes === null) return { unreadable: block.because ?? 'has no bytes', at: here };
      return stored(block.label === 'TRUSTED CERTIFICATE' ? withoutTrust(block.bytes) : block.bytes, here);
    });
  const hasKey = blocks.some(({ label }) => label.endsWith('PRIVATE KEY'));
  return { certificates, hasKey, isNothing: blocks.length === 0 };
}

function stored(bytes: Buffer, at: Evidence): StoredCertificate {
  const read = readCertificate(bytes);
  return typeof read === 'string' ? { unreadable: read, at } : { certificate: read, at };
}

/** OpenSSL's own kind has what it is trusted for behind the certificate. */
function withoutTrust(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x30 || bytes[1] !== 0x82 || bytes.length < 4) return bytes;
  return bytes.subarray(0, 4 + bytes.readUInt16BE(2));
}

/** Whether they are shown to others or trusted: by the key beside them, else by whether the first is an authority. */
export function purposeOf({ certificates, hasKey }: StoredRead): 'identity' | 'authorities' {
  const [first] = certificates;
  const isAuthority = first !== undefined && 'certificate' in first && first.certificate.authority;
  return hasKey || !isAuthority ? 'identity' : 'authorities';
}
