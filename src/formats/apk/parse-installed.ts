/** A package of Alpine's database (apk-installed(5)). */
export interface ApkPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Name of the aport that it was built from; its version is that of the package. */
  readonly origin: string;
  readonly license: string;
  readonly maintainer: string;
  /** 1-based line of its `P` field. */
  readonly line: number;
}

export interface ApkInstalled {
  readonly packages: readonly ApkPackage[];
  readonly problems: readonly string[];
}

/** Name, version, architecture, origin, licence, maintainer: all other fields are passed over unread. */
const fields = 'PVAoLm';
const maxProblems = 100;

/** Reads `lib/apk/db/installed`. Lines may be of any length: `p` and `D` of some packages pass 64 KB. */
export function parseInstalled(text: string): ApkInstalled {
  const packages: ApkPackage[] = [];
  const problems: string[] = [];
  const say = (line: number, because: string): void => {
    if (problems.length < maxProblems) problems.push(`line ${line}: ${because}`);
  };
  let values = new Map<string, string>();
  let start = 0;
  let number = 0;
  const finish = (): void => {
    if (start === 0) return;
    const name = values.get('P') ?? '';
    const version = values.get('V') ?? '';
    if (name === '' || /\s/.test(name)) say(start, 'a record names no package');
    else if (version === '' || /\s/.test(version)) say(start, `${name.slice(0, 100)} has no version`);
    else {
      packages.push({
        name,
        version,
        architecture: values.get('A') ?? '',
        origin: values.get('o') ?? '',
        license: values.get('L') ?? '',
        maintainer: values.get('m') ?? '',
        line: start,
      });
    }
    values = new Map();
    start = 0;
  };
  for (let at = 0; at <= text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    number++;
    if (end === at || (end === at + 1 && text[at] === '\r')) finish();
    else {
      if (start === 0) start = number;
      const field = text[at]!;
      if (text[at + 1] !== ':') say(number, 'is no field');
      else if (fields.includes(field)) {
        if (values.has(field)) say(number, `the field ${field} stands twice`);
        values.set(field, text.slice(at + 2, end).trim());
      }
    }
    at = end + 1;
  }
  finish();
  return { packages, problems };
}
