import { unquote } from './unquote.ts';

/** A module as Go's linker wrote it down. */
export interface GoModule {
  /** Of a module, or of a folder where it replaces one: `./fork`, `/src/fork`. */
  readonly path: string;
  /** `v1.2.3`, `(devel)`; empty where a folder has none. */
  readonly version: string;
  /** `h1:…`; empty where there is none. */
  readonly sum: string;
  /** What was built in its place. */
  readonly replace?: GoModule;
}

export interface GoModules {
  /** The package of the program: `cmd/go`, `github.com/acme/tool/cmd/tool`. */
  readonly path: string;
  readonly main: GoModule | null;
  readonly deps: readonly GoModule[];
  /** `-ldflags`, `vcs.revision`, `GOARCH`; in their order. */
  readonly settings: readonly { readonly key: string; readonly value: string }[];
}

/**
 * The lines `path`, `mod`, `dep`, `=>` and `build` of a Go program, as `runtime/debug.ParseBuildInfo`
 * reads them: what does not end in a line feed and lines of other kinds are passed over.
 *
 * @returns what is wrong, with its line, where Go itself refuses it
 */
export function parseModules(text: string): GoModules | string {
  let path = '';
  let main: GoModule | null = null;
  const deps: GoModule[] = [];
  const settings: { key: string; value: string }[] = [];
  /** Whom a replacement on the next line replaces. */
  let last: 'main' | 'dep' | null = null;
  for (const [index, line] of text.split('\n').slice(0, -1).entries()) {
    const wrong = (because: string): string => `line ${index + 1} of its build information ${because}`;
    const tab = line.indexOf('\t');
    const rest = line.slice(tab + 1);
    switch (tab === -1 ? '' : line.slice(0, tab)) {
      case 'path':
        path = rest;
        break;
      case 'mod':
      case 'dep': {
        const read = moduleOf(rest.split('\t'), 2);
        if (read === null) return wrong('is no module');
        last = line.startsWith('mod') ? 'main' : 'dep';
        if (last === 'main') main = read;
        else deps.push(read);
        break;
      }
      case '=>': {
        const replace = moduleOf(rest.split('\t'), 3);
        if (replace === null || last === null) return wrong('is no replacement of a module');
        if (last === 'main') main = { ...main!, replace };
        else deps.push({ ...deps.pop()!, replace });
        last = null;
        break;
      }
      case 'build': {
        const setting = settingOf(rest);
        if (setting === null) return wrong('is no setting');
        settings.push(setting);
        break;
      }
      default:
    }
  }
  return { path, main, deps, settings };
}

function moduleOf(columns: readonly string[], least: 2 | 3): GoModule | null {
  const [path, version, sum = ''] = columns;
  if (path === undefined || version === undefined || columns.length < least || columns.length > 3) return null;
  return { path, version, sum };
}

function settingOf(text: string): { key: string; value: string } | null {
  const quoted = quotedPrefix(text);
  if (quoted === null) return null;
  const end = quoted?.length ?? text.indexOf('=');
  if (end < 1 || text[end] !== '=') return null;
  const raw = text.slice(end + 1);
  const key = quoted === undefined ? text.slice(0, end) : unquote(quoted);
  const value = raw.startsWith('"') || raw.startsWith('`') ? unquote(raw) : raw;
  if (key === null || value === null) return null;
  if (quoted === undefined && needsQuotes(key)) return null;
  return value === raw && needsQuotes(raw) ? null : { key, value };
}

/** The literal that the text begins with; undefined when it begins with none, null when it never ends. */
function quotedPrefix(text: string): string | null | undefined {
  const quote = text[0];
  if (quote !== '"' && quote !== '`') return undefined;
  for (let at = 1; at < text.length; at++) {
    if (text[at] === quote) return text.slice(0, at + 1);
    if (quote === '"' && text[at] === '\\') at++;
  }
  return null;
}

function needsQuotes(text: string): boolean {
  return /[ \t\r\n"`]/.test(text);
}
