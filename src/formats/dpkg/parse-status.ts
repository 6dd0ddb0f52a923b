/** A binary package as dpkg keeps it. */
export interface DpkgPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** deb-control(5): `Source: NAME (VERSION)`; where it is not given, the package itself. */
  readonly source: { readonly name: string; readonly version: string };
  readonly maintainer: string;
  /** 1-based line of its `Package` field. */
  readonly line: number;
}

/** What one stanza says of a package: that it is there, or, in a journal of updates, that it is gone. */
export interface DpkgStatus {
  readonly packages: readonly DpkgPackage[];
  /** Packages that the file knows and that are not installed: removed, or only their settings are left. */
  readonly absent: readonly { readonly name: string; readonly architecture: string }[];
  /** Stanzas that are not understood, or packages of which files may be there and may not. */
  readonly problems: readonly string[];
}

const fields = new Set(['package', 'status', 'version', 'architecture', 'source', 'maintainer']);
/** deb-control(5) and Debian policy §5.6.7: what names and versions are made of. */
const validName = /^[A-Za-z0-9][A-Za-z0-9+._-]*$/;
const validVersion = /^\S+$/;
const maxProblems = 100;
/** Characters of one of the fields above; all others may be as long as they like. */
const maxValue = 65_536;

/**
 * Reads `/var/lib/dpkg/status`, a file of `status.d` or one of `updates` (dpkg(1), deb822(5)).
 *
 * A package counts when its status is `installed` without an error flag, or when it has no status at
 * all, as in `status.d` of images built without dpkg. Half-installed, unpacked and such are problems:
 * some or all of their files are there.
 */
export function parseStatus(text: string): DpkgStatus {
  const packages: DpkgPackage[] = [];
  const absent: DpkgStatus['absent'][number][] = [];
  const problems: string[] = [];
  for (const { values, start, fault } of stanzasOf(text)) {
    const name = values.get('package') ?? '';
    const say = (because: string): void => {
      if (problems.length < maxProblems) problems.push(`line ${start}: ${because}`);
    };
    if (fault !== null) say(fault);
    if (!validName.test(name)) {
      say(name === '' ? 'a stanza names no package' : `${JSON.stringify(name.slice(0, 100))} is no package name`);
      continue;
    }
    const status = values.get('status');
    const architecture = values.get('architecture') ?? '';
    const state = status?.split(/[ \t]+/);
    if (state !== undefined) {
      if (state.length !== 3) {
        say(`the status of ${name} is ${JSON.stringify(status!.slice(0, 100))}`);
        continue;
      }
      if (state[2] === 'not-installed' || state[2] === 'config-files') {
        absent.push({ name, architecture });
        continue;
      }
      if (state[1] !== 'ok' || state[2] !== 'installed') {
        say(`${name} is ${state[1] === 'ok' ? '' : `${state[1]} `}${state[2]}: files of it may be there`);
        continue;
      }
    }
    const version = values.get('version') ?? '';
    if (!validVersion.test(version)) {
      say(`${name} has ${version === '' ? 'no version' : `the version ${JSON.stringify(version.slice(0, 100))}`}`);
      continue;
    }
    const source = sourceOf(values.get('source'), name, version);
    if (source === null) {
      say(`the source of ${name} is ${JSON.stringify(values.get('source')!.slice(0, 100))}`);
      // The package is there all the same, and is matched by its own name; the gap says the rest.
    }
    packages.push({
      name,
      version,
      architecture,
      source: source ?? { name, version },
      maintainer: values.get('maintainer') ?? '',
      line: start,
    });
  }
  return { packages, absent, problems };
}

function sourceOf(value: string | undefined, name: string, version: string): DpkgPackage['source'] | null {
  if (value === undefined || value === '') return { name, version };
  const match = /^([A-Za-z0-9][A-Za-z0-9+._-]*)(?:[ \t]*\(([^()\s]+)\))?$/.exec(value);
  return match === null ? null : { name: match[1]!, version: match[2] ?? version };
}

interface Stanza {
  readonly values: ReadonlyMap<string, string>;
  readonly start: number;
  readonly fault: string | null;
}

/** Only the fields that are asked for are kept, so that a stanza may be as long as it likes. */
function* stanzasOf(text: string): Generator<Stanza> {
  let values = new Map<string, string>();
  let start = 0;
  let fault: string | null = null;
  let folding: string | null = null;
  let number = 0;
  for (let at = 0; at <= text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const first = text.charCodeAt(at);
    number++;
    const blank = end === at || ((first === 13 || first === 32 || first === 9) && text.slice(at, end).trim() === '');
    if (blank) {
      if (start !== 0) yield { values, start, fault };
      values = new Map();
      start = 0;
      fault = null;
      folding = null;
    } else {
      if (start === 0) start = number;
      if (first === 32 || first === 9) {
        if (folding !== null) {
          const value = `${values.get(folding)} ${text.slice(at, end).trim()}`.trim();
          // Joined line by line, a value of a million lines would take for ever.
          if (value.length > maxValue) fault ??= `the field ${folding} is longer than ${maxValue} characters`;
          else values.set(folding, value);
        }
      } else if (first !== 35) {
        const colon = text.indexOf(':', at);
        if (colon === -1 || colon >= end) fault ??= 'a line is no field';
        else {
          const field = colon - at > 20 ? '' : text.slice(at, colon).trimEnd().toLowerCase();
          folding = fields.has(field) ? field : null;
          if (folding !== null) {
            if (values.has(folding)) fault ??= `the field ${field} stands twice`;
            values.set(folding, text.slice(colon + 1, end).trim());
          }
        }
      }
    }
    at = end + 1;
  }
  if (start !== 0) yield { values, start, fault };
}
