import { secondsAndFraction } from './moment-text.ts';

/** One line of the log of auditd. */
export interface AuditRecord {
  /** Of the event: records of one event share it. */
  readonly id: string;
  readonly time: bigint;
  /** In lower case: `syscall`, `execve`, `user_login`. */
  readonly type: string;
  readonly node: string | undefined;
  readonly fields: ReadonlyMap<string, AuditValue>;
}

export interface AuditValue {
  readonly text: string;
  /** Text in quotes stands for itself; of some names bare text may be hexadecimal. */
  readonly quoted: boolean;
}

/** Numbers of records in lines that come from the kernel's log (include/uapi/linux/audit.h). */
const typeNumbers: ReadonlyMap<string, string> = new Map([
  ['1300', 'syscall'],
  ['1302', 'path'],
  ['1306', 'sockaddr'],
  ['1307', 'cwd'],
  ['1309', 'execve'],
  ['1320', 'eoe'],
  ['1326', 'seccomp'],
  ['1327', 'proctitle'],
  ['1400', 'avc'],
]);

/** More fields than this no record has; an execve with more arguments is read so far. */
const fieldsAtMost = 10_000;

const head = /^(?:node=(\S{1,255}) )?type=([A-Z\d_[\]]{1,64}) (?:msg=)?audit\((\d{1,12})\.(\d{1,9}):(\d{1,20})\):/;

/** Whether a line may be a record, by its beginning. */
export function isAuditd(line: string): boolean {
  return head.test(line.slice(0, 500));
}

/** Undefined when the line is no record. */
export function readRecord(line: string): AuditRecord | undefined {
  const found = head.exec(line.slice(0, 500));
  if (found === null) return undefined;
  const [whole, node, type = '', seconds = '', fraction = '', serial = ''] = found;
  const time = secondsAndFraction(seconds, fraction);
  if (time === undefined) return undefined;
  const fields = new Map<string, AuditValue>();
  readFields(line, whole.length, fields);
  const message = fields.get('msg');
  if (message?.quoted === true) readFields(message.text, 0, fields);
  return {
    id: `auditd/${node ?? ''}/${seconds}.${fraction}:${serial}`,
    time,
    type: typeNumbers.get(type) ?? type.toLowerCase(),
    node,
    fields,
  };
}

/** `key=value key="a b" key='k=v …'`; behind U+001D stand names for numbers (enriched logs). The first of a name counts. */
function readFields(text: string, start: number, fields: Map<string, AuditValue>): void {
  for (let at = start; at < text.length && fields.size < fieldsAtMost;) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x1d) {
      at += 1;
      continue;
    }
    const equals = text.indexOf('=', at);
    if (equals === -1) return;
    // Words without a value, as `avc:  denied  { read } for  pid=1` has them.
    const key = text.slice(Math.max(at, text.lastIndexOf(' ', equals) + 1), equals);
    const quote = text[equals + 1];
    let end: number;
    let quoted = false;
    if (quote === '"' || quote === "'") {
      // A quote inside of one of its kind does not occur: such text is written as hexadecimal.
      end = text.indexOf(quote, equals + 2);
      quoted = end !== -1;
    } else end = -1;
    if (!quoted) {
      end = equals + 1;
      while (end < text.length && text.charCodeAt(end) !== 0x20 && text.charCodeAt(end) !== 0x1d) end += 1;
    }
    const value = quoted ? text.slice(equals + 2, end) : text.slice(equals + 1, end);
    if (/^[\w[\]-]{1,64}$/.test(key) && !fields.has(key)) fields.set(key, { text: value, quoted });
    at = end + 1;
  }
}

/** Text that a process chose: in quotes as it is, else hexadecimal bytes; `(null)` and `(none)` are none. */
export function decoded(value: AuditValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.quoted) return value.text;
  if (/^\((?:null|none)\)$/.test(value.text)) return undefined;
  const bytes = hexBytes(value.text);
  return bytes === undefined ? value.text : new TextDecoder().decode(bytes);
}

export function hexBytes(text: string): Uint8Array | undefined {
  if (text.length === 0 || text.length % 2 === 1 || !/^[\dA-Fa-f]+$/.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

/** A decimal number; undefined for `?`, `unset` and what is too large to be exact. */
export function whole(value: AuditValue | undefined): number | undefined {
  if (value === undefined || !/^-?\d{1,16}$/.test(value.text)) return undefined;
  const number = Number(value.text);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** An argument of a system call, which is written in hexadecimal without a start. */
export function argument(value: AuditValue | undefined): number | undefined {
  if (value === undefined || !/^[\da-f]{1,13}$/.test(value.text)) return undefined;
  return Number.parseInt(value.text, 16);
}
