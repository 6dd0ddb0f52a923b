import { crc32 } from 'node:zlib';

/** Bits for each character, after Shannon; 6 at most for base64, 4 for hexadecimal. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** What people write where a secret would stand. */
const placeholder =
  /example|sample|dummy|placeholder|redacted|changeme|your[-_]|x{5}|0{7}|\*{4}|\.{3}|12345|67890|abcde|qwerty|(.)\1{5}/i;

/** Whether a text is as random as a generated one of its length, and none that people make up. */
export function looksRandom(text: string, bits: number): boolean {
  return entropyOf(text) >= bits && !placeholder.test(text);
}

export function isPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Whether the last six characters are the CRC-32 of those before, as in tokens of GitHub
 * (https://github.blog/engineering/behind-githubs-new-authentication-token-formats/).
 *
 * @param text without its prefix
 */
export function endsWithChecksum(text: string): boolean {
  let rest = crc32(text.slice(0, -6));
  let sum = '';
  for (let at = 0; at < 6; at++) {
    sum = base62[rest % 62]! + sum;
    rest = Math.floor(rest / 62);
  }
  return text.endsWith(sum);
}
