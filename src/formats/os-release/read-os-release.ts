export interface OsRelease {
  /** Lower-case name of the distribution; `linux` when the file does not say, as os-release(5) has it. */
  readonly id: string;
  /** Empty for a distribution without versions. */
  readonly version: string;
  /** For people. */
  readonly name: string;
}

/**
 * Reads os-release(5): assignments as a POSIX shell takes them, without expansion. A string says why
 * the file cannot be believed. Of an assignment that stands twice the last one counts.
 */
export function readOsRelease(text: string): OsRelease | string {
  const values = new Map<string, string>();
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line);
    const value = match === null ? null : unquote(match[2]!);
    if (match === null || value === null) {
      // Other lines may say what they like: only these decide what the system is.
      if (match === null || ['ID', 'VERSION_ID'].includes(match[1]!)) return `line ${index + 1} is no assignment`;
      continue;
    }
    values.set(match[1]!, value);
  }
  if (values.size === 0) return 'is empty';
  const id = values.get('ID') ?? 'linux';
  if (!/^[a-z0-9._-]+$/i.test(id)) return 'its ID is no name';
  const name = values.get('PRETTY_NAME') || values.get('NAME') || 'Linux';
  return { id: id.toLowerCase(), version: values.get('VERSION_ID') ?? '', name };
}

/** The value of one shell word; null when a quote does not close or something follows it. */
function unquote(text: string): string | null {
  if (text.startsWith("'")) return /^'[^']*'$/.test(text) ? text.slice(1, -1) : null;
  if (text.startsWith('"')) {
    if (!/^"(?:[^"\\]|\\.)*"$/s.test(text)) return null;
    return text.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
  }
  return /["'\s]/.test(text) ? null : text.replace(/\\(.)/g, '$1');
}
