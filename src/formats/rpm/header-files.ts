/** A file that a package installed. */
export interface RpmFile {
  /** Without a leading slash. */
  readonly path: string;
  /** In hexadecimal; null when none is stated. */
  readonly digest: string | null;
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | null;
}

const dirIndexes = 1116;
const baseNames = 1117;
const dirNames = 1118;
const fileDigests = 1035;
const digestAlgorithm = 5011;
/** RFC 4880 §9.4, which rpm takes its numbers from; where a header states none it is MD5. */
const algorithms: Readonly<Record<number, RpmFile['algorithm']>> = { 1: 'md5', 2: 'sha1', 8: 'sha256' };
/** Files of one package. */
const most = 1 << 20;

/** The files of a header of an rpm database (see `readHeader`); none where its lists do not fit one another. */
export function readHeaderFiles(blob: Buffer): RpmFile[] {
  if (blob.length < 8) return [];
  const start = 8 + 16 * blob.readUInt32BE(0);
  if (start + blob.readUInt32BE(4) > blob.length) return [];
  const data = blob.subarray(start);
  const entries = new Map<number, { offset: number; count: number }>();
  for (let at = 8; at < start; at += 16) {
    entries.set(blob.readUInt32BE(at), { offset: blob.readUInt32BE(at + 8), count: blob.readUInt32BE(at + 12) });
  }
  const names = strings(data, entries.get(baseNames));
  const folders = strings(data, entries.get(dirNames));
  const digests = strings(data, entries.get(fileDigests));
  const indexes = entries.get(dirIndexes);
  if (indexes === undefined || indexes.count !== names.length || indexes.offset + 4 * indexes.count > data.length) {
    return [];
  }
  const stated = entries.get(digestAlgorithm);
  const algorithm =
    stated === undefined
      ? 'md5'
      : stated.offset + 4 > data.length
        ? null
        : (algorithms[data.readUInt32BE(stated.offset)] ?? null);
  return names.flatMap((name, index): RpmFile[] => {
    const folder = folders[data.readUInt32BE(indexes.offset + 4 * index)];
    if (folder === undefined) return [];
    const digest = digests.length === names.length ? digests[index]! : '';
    return [{ path: `${folder}${name}`.replace(/^\/+/, ''), digest: digest === '' ? null : digest, algorithm }];
  });
}

/** Texts that follow one another, each ended by a zero; fewer than promised when the data ends. */
function strings(data: Buffer, entry: { offset: number; count: number } | undefined): string[] {
  const found: string[] = [];
  if (entry === undefined) return found;
  let at = entry.offset;
  for (let left = Math.min(entry.count, most); left > 0; left--) {
    const end = at >= data.length ? -1 : data.indexOf(0, at);
    if (end === -1) break;
    found.push(data.toString('utf8', at, end));
    at = end + 1;
  }
  return found;
}
