import { createHash } from 'node:crypto';

/** The name space of the serial numbers that are made here: any fixed one will do. */
const space = Buffer.from('5e1f0c1b7f0a4a3f9d5c2b6a8e4d7c31', 'hex');

/** A UUID that is the same for the same text: version 5 (RFC 9562 §5.5). */
export function uuidOf(text: string): string {
  const bytes = createHash('sha1').update(space).update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
