export type SqlValue = null | number | bigint | string | Buffer;

/** A big-endian number of one to nine bytes, seven bits a byte; null when it passes `limit` or 2⁵³. */
export function readVarint(bytes: Buffer, start: number, limit: number): { value: number; end: number } | null {
  let value = 0;
  for (let at = start; at < start + 9; at++) {
    if (at >= limit) return null;
    const byte = bytes[at]!;
    value = at === start + 8 ? value * 256 + byte : value * 128 + (byte & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER) return null;
    if (byte < 0x80 || at === start + 8) return { value, end: at + 1 };
  }
  return null;
}

/** The columns of a record (file format §2.1); null when it is damaged. Text is UTF-8. */
export function readRecord(payload: Buffer): SqlValue[] | null {
  const head = readVarint(payload, 0, payload.length);
  if (head === null || head.value > payload.length || head.value < head.end) return null;
  const values: SqlValue[] = [];
  let body = head.value;
  for (let at = head.end; at < head.value;) {
    const type = readVarint(payload, at, head.value);
    if (type === null) return null;
    at = type.end;
    const length = lengthOf(type.value);
    if (length === null || body + length > payload.length) return null;
    values.push(readColumn(payload, body, type.value, length));
    body += length;
  }
  return values;
}

const numbers = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function lengthOf(type: number): number | null {
  if (type < numbers.length) return numbers[type]!;
  return type < 12 ? null : (type - (type % 2 === 0 ? 12 : 13)) / 2;
}

function readColumn(payload: Buffer, at: number, type: number, length: number): SqlValue {
  switch (type) {
    case 0:
      return null;
    case 6:
      return payload.readBigInt64BE(at);
    case 7:
      return payload.readDoubleBE(at);
    case 8:
      return 0;
    case 9:
      return 1;
    default:
      if (type < 12) return payload.readIntBE(at, length);
      return type % 2 === 0 ? payload.subarray(at, at + length) : payload.toString('utf8', at, at + length);
  }
}
