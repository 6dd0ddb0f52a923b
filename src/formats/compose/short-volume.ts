/** The short syntax of a volume, `[SOURCE:]TARGET[:OPTIONS]`, variables still in it. */
export interface ShortVolume {
  /** Null for an anonymous volume. */
  readonly source: string | null;
  readonly target: string;
  readonly options: readonly string[];
}

/**
 * Splits at colons outside `${…}`; `C:\data` and `C:/data` keep theirs.
 * Returns a sentence when the text is no volume.
 */
export function readShortVolume(text: string): ShortVolume | string {
  const parts = splitOutsideVariables(text);
  if (text === '' || parts.some((part) => part === '')) return 'has an empty part between its colons';
  const [first, second, third] = parts;
  if (first === undefined || parts.length > 3) return 'has too many colons';
  if (second === undefined) return { source: null, target: first, options: [] };
  return { source: first, target: second, options: third === undefined ? [] : third.split(',') };
}

function splitOutsideVariables(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '$' && text[at + 1] === '{') depth++;
    else if (char === '}' && depth > 0) depth--;
    else if (char === ':' && depth === 0 && !(at === start + 1 && /[A-Za-z]/.test(text[start]!))) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** A source of this form is a path of the host; any other is the name of a volume. */
export function isHostPath(source: string): boolean {
  return /^[./~]|^\\\\|^[A-Za-z]:/.test(source);
}

/**
 * A path of the host as it can be compared: `.` and `..` resolved, no slash at the end. Absolute
 * stays absolute; `~` becomes `home` where that is known; what is relative stays so, beginning with
 * `./` or `../`, since the absolute place of a project is not a property of its files.
 *
 * @param folder folder that relative paths start from, itself relative to the project's folder
 */
export function hostPath(path: string, folder: string, home: string | undefined): string {
  if (/^\\\\|^[A-Za-z]:/.test(path)) return path;
  if (path === '~' || path.startsWith('~/')) {
    return home === undefined ? path : normalise(`${home}${path.slice(1)}`);
  }
  if (path.startsWith('/') || path.startsWith('~')) return normalise(path);
  return joinPath(folder, path);
}

/** `path` seen from the project's folder; `./` or `../` in front unless absolute. */
export function joinPath(folder: string, path: string): string {
  const joined = normalise(path.startsWith('/') || folder === '' ? path : `${folder}/${path}`);
  if (joined.startsWith('/') || joined === '..' || joined.startsWith('../')) return joined;
  return joined === '.' ? './' : `./${joined}`;
}

export function normalise(path: string): string {
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !absolute) parts.push(part);
  }
  return absolute ? `/${parts.join('/')}` : parts.join('/') || '.';
}
