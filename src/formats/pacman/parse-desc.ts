/** A package as pacman keeps it in `local/NAME-VERSION/desc`. */
export interface PacmanPackage {
  readonly name: string;
  /** `[EPOCH:]VERSION-RELEASE`. */
  readonly version: string;
  readonly architecture: string;
  /** The package base that it was built from; the name itself where none is given. */
  readonly base: string;
  readonly licenses: readonly string[];
  readonly packager: string;
}

/** Reads a desc file: `%FIELD%`, values one a line, an empty line. A string says what is wrong with it. */
export function parseDesc(text: string): PacmanPackage | string {
  const fields = new Map<string, string[]>();
  let values: string[] | null = null;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '') values = null;
    else if (values !== null) values.push(line);
    else {
      const field = /^%([A-Z0-9]+)%$/.exec(line)?.[1];
      if (field === undefined) return `${JSON.stringify(line.slice(0, 100))} is no field`;
      if (fields.has(field)) return `the field ${field} stands twice`;
      values = [];
      fields.set(field, values);
    }
  }
  const one = (field: string): string => fields.get(field)?.[0] ?? '';
  const name = one('NAME');
  const version = one('VERSION');
  if (name === '' || /\s/.test(name)) return 'it names no package';
  if (version === '' || /\s/.test(version)) return `${name.slice(0, 100)} has no version`;
  const base = one('BASE');
  const packager = one('PACKAGER');
  return {
    name,
    version,
    architecture: one('ARCH'),
    base: base === '' ? name : base,
    licenses: fields.get('LICENSE') ?? [],
    packager,
  };
}
