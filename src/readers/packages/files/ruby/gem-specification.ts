import { readText, readTexts } from './ruby-text.ts';

export interface GemSpecification {
  /** Null where the text does not state it in a form that is understood without running it. */
  readonly name: string | null;
  readonly version: string | null;
  /** `ruby` for a gem of every platform. */
  readonly platform: string;
  readonly licenses: readonly string[];
  /** 1-based line of the name; 0 without one. */
  readonly line: number;
  readonly problems: readonly string[];
}

/** One statement that sets a field of the specification, as RubyGems writes it: each on a line of its own. */
const statement = /^\s*(\w+)\.(name|version|platform|licenses?)\s*=(.*)$/;
const block = /^\s*(?:Gem::)?Specification\.new\s*(?:do|\{)\s*\|\s*(\w+)\s*\|/;
/** RubyGems lists gems by this comment without running the file: `# stub: NAME VERSION PLATFORM PATHS`. */
const stub = /^# stub: (\S+) (\S+) (\S+)(?: |$)/;
/** A line that states one of these is shorter, and patterns must not be tried on longer ones. */
const maxLine = 4096;

/** Reads a gemspec that RubyGems or Bundler wrote when a gem was installed. It is a program, and is not run. */
export function readGemSpecification(text: string): GemSpecification {
  const problems: string[] = [];
  const stated = new Map<string, string>();
  let line = 0;
  let number = 0;
  let variable: string | null = null;
  let stubbed: RegExpExecArray | null = null;
  for (const raw of linesOf(text)) {
    number++;
    if (raw.length > maxLine) continue;
    if (number === 2) stubbed = stub.exec(raw);
    if (raw.trimStart().startsWith('#')) continue;
    variable ??= block.exec(raw)?.[1] ?? null;
    const match: RegExpExecArray | null = variable === null ? null : statement.exec(raw);
    if (match === null || match[1] !== variable) continue;
    const [, , field = '', rest = ''] = match;
    const value = rest.trim().replace(/;$/, '').trimEnd();
    const key = field === 'license' ? 'licenses' : field;
    const before = stated.get(key);
    if (before === undefined) {
      stated.set(key, value);
      if (key === 'name') line = number;
    } else if (before !== value && (key === 'name' || key === 'version')) {
      problems.push(`states its ${key} again in line ${number}; the first was taken`);
    }
  }
  const name = textOf(stated.get('name')) ?? stubbed?.[1] ?? null;
  const version = versionOf(stated.get('version')) ?? stubbed?.[2] ?? null;
  if (stubbed !== null && (name !== stubbed[1] || version !== stubbed[2])) {
    problems.push(`is ${stubbed[1]} ${stubbed[2]} by its first lines and ${name} ${version} by what follows`);
  }
  const licenses = stated.get('licenses');
  const one = textOf(licenses);
  return {
    name,
    version,
    platform: textOf(stated.get('platform')) ?? stubbed?.[3] ?? 'ruby',
    licenses: licenses === undefined ? [] : one === null ? (readTexts(licenses) ?? []) : [one],
    line,
    problems,
  };
}

function* linesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    yield text.slice(at, text.charCodeAt(end - 1) === 13 ? end - 1 : end);
    at = end + 1;
  }
}

function textOf(source: string | undefined): string | null {
  return source === undefined ? null : readText(source);
}

function versionOf(source: string | undefined): string | null {
  if (source === undefined) return null;
  const made = /^Gem::Version\.(?:new|create)(?:\((.*)\)|\s+(.*))$/.exec(source);
  return readText(made?.[1]?.trim() ?? made?.[2] ?? source);
}
