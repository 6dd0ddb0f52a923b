import type { Preamble } from '../../model/tls.ts';
import { WireError, type Wire } from './wire.ts';

/** Thrown when the server answers, and will not begin TLS: what it speaks is in clear. */
export class NoTls extends Error {}

type Say = (wire: Wire, host: string) => Promise<void>;

/** Lines that a server may send before its answer ends: capabilities are some ten. */
const maxLines = 200;

/**
 * What is said before TLS begins, for each protocol. Each ends with the connection ready for a ClientHello.
 *
 * @throws NoTls when the server refuses; WireError when it breaks off
 */
export const sayPreamble: Readonly<Record<Preamble, Say>> = {
  none: async () => {},
  postgres,
  mysql,
  smtp: (wire) => mail(wire, 'EHLO'),
  lmtp: (wire) => mail(wire, 'LHLO'),
  imap,
  pop3: (wire) => single(wire, 'STLS', /^\+OK/),
  ftp: (wire) => coded(wire, 'AUTH TLS', /^234/),
  nntp: (wire) => coded(wire, 'STARTTLS', /^382/, /^20[01]/),
  ldap,
  xmpp: (wire, host) => xmpp(wire, host, 'jabber:client'),
  'xmpp-server': (wire, host) => xmpp(wire, host, 'jabber:server'),
  sieve,
};

/** SSLRequest: length and code 80877103; the answer is `S` or `N` (PostgreSQL, Message Formats). */
async function postgres(wire: Wire): Promise<void> {
  wire.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  const answer = await wire.readExactly(1);
  if (answer[0] === 0x53) return nothingBefore(wire);
  throw answer[0] === 0x4e ? new NoTls('the server answers SSLRequest with N: it has no TLS') : unexpected(answer);
}

/** What came in clear behind the answer would be taken for encrypted (CVE-2021-23214 and its like). */
function nothingBefore(wire: Wire): void {
  if (wire.held.length > 0) throw new NoTls('the server sends more in clear after it agreed to TLS');
}

const clientSsl = 0x0800;

/** The first packet of the server tells capabilities; an SSL request is a login packet cut off before the user. */
async function mysql(wire: Wire): Promise<void> {
  const header = await wire.readExactly(4);
  const length = header.readUIntLE(0, 3);
  if (length > 4096 || header[3] !== 0) throw unexpected(header);
  const greeting = await wire.readExactly(length);
  if (greeting[0] === 0xff) throw new NoTls(`the server refuses: ${words(greeting.subarray(3))}`);
  const end = greeting.indexOf(0, 1);
  // Version, connection id, eight bytes of salt and a filler come before the lower half of the capabilities.
  if (greeting[0] !== 10 || end === -1 || end + 16 > greeting.length) throw unexpected(greeting);
  const offered = greeting.readUInt16LE(end + 14);
  if ((offered & clientSsl) === 0) throw new NoTls('the server does not offer TLS (no CLIENT_SSL in its greeting)');
  const request = Buffer.alloc(36);
  request.writeUIntLE(32, 0, 3);
  request[3] = 1;
  // CLIENT_PROTOCOL_41, CLIENT_SSL, CLIENT_SECURE_CONNECTION; then the largest packet and a character set.
  request.writeUInt32LE(0x0200 | clientSsl | 0x8000, 4);
  request.writeUInt32LE(0x01000000, 8);
  request[12] = 45;
  wire.write(request);
}

/** An answer of SMTP: lines of one code, the last with a blank behind it. */
async function reply(wire: Wire): Promise<{ readonly code: string; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  for (;;) {
    const line = await wire.readLine();
    if (!/^\d{3}([ -]|$)/.test(line)) throw unexpected(Buffer.from(line));
    lines.push(line);
    if (line[3] !== '-') return { code: line.slice(0, 3), lines };
    if (lines.length > maxLines) throw new NoTls(`the server answers with more than ${maxLines} lines`);
  }
}

async function mail(wire: Wire, hello: string): Promise<void> {
  const { code } = await reply(wire);
  if (code !== '220') throw new NoTls(`the server answers ${code}`);
  wire.write(`${hello} plimsoll.invalid\r\n`);
  const { lines } = await reply(wire);
  if (!lines.some((line) => /^250[ -]STARTTLS\s*$/i.test(line))) throw new NoTls('the server does not offer STARTTLS');
  wire.write('STARTTLS\r\n');
  const agreed = await reply(wire);
  if (agreed.code !== '220') throw new NoTls(`the server refuses STARTTLS: ${words(agreed.lines[0] ?? '')}`);
  nothingBefore(wire);
}

async function coded(wire: Wire, command: string, good: RegExp, greets = /^220/): Promise<void> {
  const greeting = await reply(wire);
  if (!greets.test(greeting.lines[0] ?? '')) throw new NoTls(`the server answers ${greeting.code}`);
  wire.write(`${command}\r\n`);
  const answer = await reply(wire);
  if (!good.test(answer.lines[0] ?? ''))
    throw new NoTls(`the server refuses ${command}: ${words(answer.lines[0] ?? '')}`);
  nothingBefore(wire);
}

async function single(wire: Wire, command: string, good: RegExp): Promise<void> {
  const greeting = await wire.readLine();
  if (!good.test(greeting)) throw unexpected(Buffer.from(greeting));
  wire.write(`${command}\r\n`);
  const answer = await wire.readLine();
  if (!good.test(answer)) throw new NoTls(`the server refuses ${command}: ${words(answer)}`);
  nothingBefore(wire);
}

async function imap(wire: Wire): Promise<void> {
  const greeting = await wire.readLine();
  if (!/^\* (OK|PREAUTH)/i.test(greeting)) throw unexpected(Buffer.from(greeting));
  wire.write('a1 STARTTLS\r\n');
  for (let count = 0; count < maxLines; count++) {
    const line = await wire.readLine();
    if (/^a1 OK/i.test(line)) return nothingBefore(wire);
    if (/^a1 /i.test(line)) throw new NoTls(`the server refuses STARTTLS: ${words(line)}`);
  }
  throw new NoTls(`the server answers with more than ${maxLines} lines`);
}

async function sieve(wire: Wire): Promise<void> {
  const untilAnswer = async (): Promise<{ readonly last: string; readonly lines: readonly string[] }> => {
    const lines: string[] = [];
    while (lines.length < maxLines) {
      const line = await wire.readLine();
      if (/^(OK|NO|BYE)\b/i.test(line)) return { last: line, lines };
      lines.push(line);
    }
    throw new NoTls(`the server answers with more than ${maxLines} lines`);
  };
  const { last, lines } = await untilAnswer();
  if (!/^OK/i.test(last)) throw unexpected(Buffer.from(last));
  if (!lines.some((line) => /^"STARTTLS"/i.test(line))) throw new NoTls('the server does not offer STARTTLS');
  wire.write('STARTTLS\r\n');
  const agreed = await untilAnswer();
  if (!/^OK/i.test(agreed.last)) throw new NoTls(`the server refuses STARTTLS: ${words(agreed.last)}`);
}

/** An extended request with the name of StartTLS, 1.3.6.1.4.1.1466.20037 (RFC 4511 §4.14). */
async function ldap(wire: Wire): Promise<void> {
  const name = Buffer.from('1.3.6.1.4.1.1466.20037');
  wire.write(
    Buffer.concat([Buffer.from([0x30, name.length + 7, 2, 1, 1, 0x77, name.length + 2, 0x80, name.length]), name]),
  );
  const header = await wire.readExactly(2);
  if (header[0] !== 0x30) throw unexpected(header);
  const long = header[1]! & 0x80 ? header[1]! & 0x7f : 0;
  if (long > 2) throw unexpected(header);
  const length = long === 0 ? header[1]! : (await wire.readExactly(long)).readUIntBE(0, long);
  const answer = await wire.readExactly(length);
  // Message id, then the extended response [APPLICATION 24], whose first value is the result code.
  const at = answer.indexOf(0x78);
  const code = at === -1 ? -1 : answer.indexOf(Buffer.from([0x0a, 1]), at);
  if (at === -1 || code === -1 || answer[code + 2] === undefined) throw unexpected(answer);
  if (answer[code + 2] !== 0) throw new NoTls(`the server refuses StartTLS with result code ${answer[code + 2]}`);
  nothingBefore(wire);
}

/** RFC 6120 §5.4: the features of a stream name starttls, and the server says to proceed. */
async function xmpp(wire: Wire, host: string, space: string): Promise<void> {
  const to = host.replaceAll(/[<>&'"]/g, '');
  wire.write(
    `<?xml version='1.0'?><stream:stream xmlns='${space}' xmlns:stream='http://etherx.jabber.org/streams' to='${to}' version='1.0'>`,
  );
  const features = await untilText(wire, /<\/stream:features>|<stream:features\s*\/>|<stream:error/);
  if (!features.startsWith('<')) throw unexpected(Buffer.from(features));
  if (!/<starttls\b/.test(features)) throw new NoTls('the server does not offer starttls');
  wire.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  const answer = await untilText(wire, /<(proceed|failure)\b[^>]*>/);
  if (!answer.includes('<proceed')) throw new NoTls('the server refuses starttls');
}

async function untilText(wire: Wire, end: RegExp): Promise<string> {
  let text = '';
  while (!end.test(text)) {
    text += (await wire.read()).toString('latin1');
    if (text.length > 64 * 1024) throw new NoTls('the server answers with more than 64 KiB');
  }
  return text;
}

/** An alert or a handshake (RFC 8446 §5.1) is the answer of one with which TLS begins at once: it is not in clear. */
function unexpected(bytes: Buffer): Error {
  if (bytes[0] === 0x15 || bytes[0] === 0x16)
    return new WireError('refused', 'the server answers with TLS: nothing is said before it (--starttls none)');
  return new NoTls(`the server answers ${JSON.stringify(words(bytes))}, which is not of this protocol`);
}

/** What a server said, for people: short, without control characters. */
function words(text: Buffer | string): string {
  return (typeof text === 'string' ? text : text.toString('latin1')).replaceAll(/[^ -~]/g, '.').slice(0, 80);
}

/** The preamble that is usual at a port (IANA service names); `none` for ports where TLS begins at once. */
export const usualPreambles: Readonly<Record<number, Preamble>> = {
  21: 'ftp',
  24: 'lmtp',
  25: 'smtp',
  110: 'pop3',
  119: 'nntp',
  143: 'imap',
  389: 'ldap',
  587: 'smtp',
  2525: 'smtp',
  3268: 'ldap',
  3306: 'mysql',
  4190: 'sieve',
  5222: 'xmpp',
  5269: 'xmpp-server',
  5432: 'postgres',
  6432: 'postgres',
};
