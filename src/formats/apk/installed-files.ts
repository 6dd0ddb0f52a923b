/** A file of a package (apk-installed(5)): `F` names a folder, `R` a file in it, `Z` the digest of that file. */
export interface ApkFile {
  readonly name: string;
  readonly version: string;
  /** Without a leading slash. */
  readonly path: string;
  /** SHA-1 in hexadecimal; null when the database gives none that is one. */
  readonly sha1: string | null;
}

/** The files of all packages of `lib/apk/db/installed` for which `wants` says so. */
export function readInstalledFiles(text: string, wants: (path: string) => boolean): ApkFile[] {
  const files: ApkFile[] = [];
  let name = '';
  let version = '';
  let folder = '';
  let path: string | null = null;
  let sha1: string | null = null;
  const finish = (): void => {
    if (path !== null) files.push({ name, version, path, sha1 });
    path = null;
    sha1 = null;
  };
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    if (end <= at + 1) {
      finish();
      name = version = folder = '';
    } else if (text[at + 1] === ':') {
      const value = (): string => text.slice(at + 2, end).trimEnd();
      switch (text[at]) {
        case 'P':
          name = value();
          break;
        case 'V':
          version = value();
          break;
        case 'F':
          finish();
          folder = value();
          break;
        case 'R': {
          finish();
          const file = folder === '' ? value() : `${folder}/${value()}`;
          if (wants(file)) path = file;
          break;
        }
        case 'Z':
          if (path !== null) sha1 = digestOf(value());
          break;
      }
    }
    at = end + 1;
  }
  finish();
  return files;
}

/** `Q1` and base64 of a SHA-1. */
function digestOf(text: string): string | null {
  if (!text.startsWith('Q1')) return null;
  const bytes = Buffer.from(text.slice(2), 'base64');
  return bytes.length === 20 ? bytes.toString('hex') : null;
}
