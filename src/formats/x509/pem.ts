/** One block of a PEM file (RFC 7468). */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly label: string;
  /** 1-based, of its first line. */
  readonly line: number;
  /** Of a certificate; null where its base64 is broken, it has no end, and for every other label: a key is never read. */
  readonly bytes: Buffer | null;
  /** Why a certificate, or what holds some, has no bytes. */
  readonly because?: string;
}

/** More in one file than any bundle of authorities holds. */
const maxBlocks = 5000;

const certificateLabels = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']);

/** Holds certificates in a message of its own, which is not taken apart. */
const messageLabels = new Set(['PKCS7', 'PKCS #7 SIGNED DATA', 'CMS']);

export function isCertificateLabel(label: string): boolean {
  return certificateLabels.has(label);
}

/**
 * The blocks of a text in order; what stands between them is passed over, as every reader does. The last
 * element is a string when there are more than the limit.
 */
export function readPem(text: string): readonly PemBlock[] | string {
  const blocks: PemBlock[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  for (let index = 0; index < lines.length; index++) {
    const label = /^\s*-----BEGIN ([A-Z0-9 ]+)-----\s*$/.exec(lines[index]!)?.[1];
    if (label === undefined) {
      // Readers pass over one that does not stand so; whoever put it there believes it to be read.
      const [, lost] = /^(?!\s*#).*-----BEGIN ([A-Z0-9 ]+)-----/.exec(lines[index]!) ?? [];
      if (lost !== undefined && isCertificateLabel(lost))
        blocks.push({ label: lost, line: index + 1, bytes: null, because: 'does not begin on a line of its own' });
      continue;
    }
    if (blocks.length >= maxBlocks) return `it holds more than ${maxBlocks} blocks`;
    const line = index + 1;
    let end = index + 1;
    while (end < lines.length && !/^\s*-----(?:END|BEGIN) /.test(lines[end]!)) end++;
    const whole = lines[end]?.trim() === `-----END ${label}-----`;
    if (messageLabels.has(label)) blocks.push({ label, line, bytes: null, because: 'is PKCS #7, which is not read' });
    else if (!isCertificateLabel(label)) blocks.push({ label, line, bytes: null });
    else if (!whole) blocks.push({ label, line, bytes: null, because: 'has no end' });
    else blocks.push({ label, line, ...decoded(lines.slice(index + 1, end).join('')) });
    // A new beginning before the end is the next block.
    index = whole ? end : end - 1;
  }
  return blocks;
}

function decoded(body: string): { readonly bytes: Buffer | null; readonly because?: string } {
  const text = body.replaceAll(/\s/g, '');
  return isBase64(text) ? { bytes: Buffer.from(text, 'base64') } : { bytes: null, because: 'is no base64' };
}

/** Strictly: Node takes anything and leaves out what it does not know. */
export function isBase64(text: string): boolean {
  return text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
