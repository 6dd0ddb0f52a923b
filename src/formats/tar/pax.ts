/**
 * Records of a pax extended header (POSIX.1-2024, pax, "pax Extended Header"): `LENGTH KEY=VALUE\n`,
 * the length counting itself. An empty value takes the key back. A string says what is wrong.
 */
export function readPax(body: Buffer): Map<string, string> | string {
  const records = new Map<string, string>();
  let at = 0;
  while (at < body.length) {
    const space = body.indexOf(32, at);
    const digits = space === -1 || space - at > 10 ? '' : body.toString('latin1', at, space);
    const length = /^[1-9]\d*$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    // The shortest record is `5 k=\n`; a length that ends before the key is no record.
    if (length < 5 || end > body.length || end < space + 3 || body[end - 1] !== 10) {
      return 'the records of a pax header cannot be read';
    }
    const equals = body.indexOf(61, space);
    if (equals <= space + 1 || equals >= end) return 'a record of a pax header has no key';
    const key = body.toString('utf8', space + 1, equals);
    const value = body.toString('utf8', equals + 1, end - 1);
    if (value === '') records.delete(key);
    else records.set(key, value);
    at = end;
  }
  return records;
}
