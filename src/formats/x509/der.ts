/** Thrown by readers of DER and caught where they end: bytes that are not what they claim to be. */
export class Malformed extends Error {}

/** One value of DER (X.690): its tag, its content, and all its bytes. */
export interface Der {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  identifier: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Values in one sequence: real ones hold some hundred names at most. */
const maxChildren = 20_000;

/** The value at an offset. @throws Malformed when it is cut off, or of indefinite length (BER) */
export function derAt(bytes: Buffer, offset: number): Der {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) throw new Malformed('is cut off');
  if ((tag & 0x1f) === 0x1f) throw new Malformed('has a tag of several bytes');
  let start = offset + 2;
  let length = first;
  if (first > 0x80) {
    const count = first - 0x80;
    if (count > 4 || start + count > bytes.length) throw new Malformed('has a length that cannot be');
    length = bytes.readUIntBE(start, count);
    start += count;
  } else if (first === 0x80) throw new Malformed('is of indefinite length, which DER has not');
  if (start + length > bytes.length) throw new Malformed('is cut off');
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(offset, start + length) };
}

/** The values that one holds. */
export function childrenOf({ content }: Der): Der[] {
  const found: Der[] = [];
  for (let offset = 0; offset < content.length;) {
    if (found.length === maxChildren) throw new Malformed(`holds more than ${maxChildren} values`);
    const child = derAt(content, offset);
    found.push(child);
    offset += child.whole.length;
  }
  return found;
}

/** The values of a sequence. @throws Malformed when it is none */
export function sequenceOf(value: Der | undefined): Der[] {
  return childrenOf(expect(value, derTags.sequence, 'sequence'));
}

export function expect(value: Der | undefined, tag: number, name: string): Der {
  if (value?.tag !== tag) throw new Malformed(`lacks a ${name} where one must be`);
  return value;
}

/** `1.2.840.113549.1.1.11`. */
export function identifierOf(value: Der | undefined): string {
  const { content } = expect(value, derTags.identifier, 'object identifier');
  const arcs: bigint[] = [];
  let arc = 0n;
  let width = 0;
  for (const byte of content) {
    // X.660 sets no limit; 128 bits hold the UUIDs under 2.25.
    if (++width > 19) throw new Malformed('has an object identifier that is too long');
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
    width = 0;
  }
  const [first, ...others] = arcs;
  if (first === undefined || width !== 0) throw new Malformed('has an object identifier that is cut off');
  const top = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [top, first - top * 40n, ...others].join('.');
}

/** Bytes of a bit string without bits to spare. */
export function bitsOf(value: Der | undefined): Buffer {
  const { content } = expect(value, derTags.bitString, 'bit string');
  if (content[0] !== 0) throw new Malformed('has a bit string that is no row of bytes');
  return content.subarray(1);
}

/** How many bits a positive integer takes. */
export function bitLengthOf(value: Der | undefined): number {
  const { content } = expect(value, derTags.integer, 'integer');
  const start = content.findIndex((byte) => byte !== 0);
  if (start === -1) return 0;
  return (content.length - start) * 8 - Math.clz32(content[start]!) + 24;
}

/** UTCTime and GeneralizedTime as RFC 5280 §4.1.2.5 lets them be written; ISO 8601. */
export function timeOf(value: Der | undefined): string {
  const text = value?.content.toString('latin1') ?? '';
  const [, years, months, days, hours, minutes, seconds] =
    (value?.tag === derTags.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
      : value?.tag === derTags.generalizedTime
        ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/
        : /^(?!)/
    ).exec(text) ?? [];
  if (years === undefined) throw new Malformed('has a time that is none');
  const year = years.length === 4 ? Number(years) : Number(years) + (Number(years) < 50 ? 2000 : 1900);
  const iso = `${String(year).padStart(4, '0')}-${months}-${days}T${hours}:${minutes}:${seconds}.000Z`;
  const time = new Date(iso);
  // 30 February is a date to some readers, and no time at all to this one.
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) throw new Malformed('has a time that is none');
  return iso;
}
