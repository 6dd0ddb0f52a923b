import type { HostListener, HostMount } from '../../facts/host.ts';
import type { Evidence } from '../../model/evidence.ts';

/** Lines of /proc/PID/mountinfo (proc(5)). A later mount on the same point hides those before it. */
export function parseMountInfo(text: string, place: Evidence): HostMount[] {
  const mounts: HostMount[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.split(' ');
    const dash = words.indexOf('-', 6);
    if (dash === -1 || words.length < dash + 4) continue;
    const options = [words[5]!, words[dash + 3]!].flatMap((list) => list.split(','));
    mounts.push({
      point: unescape(words[4]!),
      type: words[dash + 1]!,
      from: unescape(words[dash + 2]!),
      options: [...new Set(options)],
      at: { ...place, line: index + 1 },
    });
  }
  return mounts;
}

/** Lines of /etc/fstab (fstab(5)). */
export function parseFstab(text: string, place: Evidence): HostMount[] {
  const mounts: HostMount[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [from, point, type, options = ''] = line
      .replace(/^\s*#.*$/, '')
      .trim()
      .split(/\s+/);
    if (from === undefined || point === undefined || type === undefined || !point.startsWith('/')) continue;
    mounts.push({
      point: unescape(point),
      type,
      from: unescape(from),
      options: options.split(',').filter((option) => option !== ''),
      at: { ...place, line: index + 1 },
    });
  }
  return mounts;
}

/** Blanks, tabs, line ends and backslashes of names are written in octal. */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/**
 * Sockets that wait, from /proc/net/tcp, tcp6, udp or udp6 (proc(5)): TCP in state 0A (LISTEN), UDP in
 * state 07 (not connected). Addresses are words of four bytes in the order of the machine, which is
 * little-endian wherever Docker and Kubernetes run but on s390x.
 */
export function parseListeners(text: string, protocol: 'tcp' | 'udp', place: Evidence): HostListener[] {
  const wanted = protocol === 'tcp' ? '0A' : '07';
  const found: HostListener[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const match = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]+ ([0-9A-F]{2}) /.exec(line);
    if (match === null || match[3] !== wanted) continue;
    found.push({
      protocol,
      address: addressOf(match[1]!),
      port: Number.parseInt(match[2]!, 16),
      at: { ...place, line: index + 1 },
    });
  }
  return found;
}

function addressOf(hex: string): string {
  const bytes: number[] = [];
  for (let word = 0; word < hex.length; word += 8) {
    for (let byte = 6; byte >= 0; byte -= 2) bytes.push(Number.parseInt(hex.slice(word + byte, word + byte + 2), 16));
  }
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.every((byte) => byte === 0)) return '::';
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  if (mapped) return bytes.slice(12).join('.');
  const parts: string[] = [];
  for (let index = 0; index < 16; index += 2) parts.push(((bytes[index]! << 8) | bytes[index + 1]!).toString(16));
  return parts
    .join(':')
    .replace(/\b0(?::0\b)+/, ':')
    .replace(/:{2,}/, '::');
}
