/** Whether base64url is a macaroon (version 2, binary) of pypi.org: location, identifier, caveats, signature. */
export function isPypiMacaroon(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes[0] !== 2) return false;
  let at = 1;
  let location = '';
  let signature = 0;
  while (at < bytes.length) {
    const type = bytes[at++]!;
    if (type === 0) continue;
    let length = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[at++] ?? 0;
      length += (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (at + length > bytes.length) return false;
    if (type === 1) location = bytes.toString('latin1', at, at + length);
    if (type === 6) signature = length;
    at += length;
    if (type === 6) break;
  }
  return (location === 'pypi.org' || location === 'test.pypi.org') && signature === 32;
}
