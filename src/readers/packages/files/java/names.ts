/** Always Java's. */
const java = new Set(['jar', 'war', 'ear']);
/** Java's when they are zips: other programs use these endings for other things. */
const others = new Set(['par', 'sar', 'nar', 'jpi', 'hpi', 'lpkg', 'rar', 'kar']);

/** What the name of a file shows it to be. */
export function kindByName(path: string): 'java' | 'zip' | null {
  const length = path.length - path.lastIndexOf('.') - 1;
  if (length !== 3 && length !== 4) return null;
  const ending = path.slice(-length).toLowerCase();
  return java.has(ending) ? 'java' : others.has(ending) ? 'zip' : null;
}

export function isArchiveName(path: string): boolean {
  return kindByName(path) !== null;
}

/** `spring-beans-6.1.3` of `BOOT-INF/lib/spring-beans-6.1.3.jar`. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.includes('.') && (isArchiveName(name) || /\.(?:exe)$/i.test(name))
    ? name.slice(0, name.lastIndexOf('.'))
    : name;
}
