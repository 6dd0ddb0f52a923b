/** Fields of Python's core metadata that name a distribution and its licences. */
export interface CoreMetadata {
  /** Empty when it is not stated. */
  readonly name: string;
  readonly version: string;
  /** 1-based line of the name; 0 without one. */
  readonly line: number;
  readonly licenses: readonly string[];
  /** Fields that stand twice with different values; the first counts. */
  readonly twice: readonly string[];
}

const wanted = new Set(['name', 'version', 'license', 'license-expression', 'classifier']);
/** Characters of a value that are kept; a licence may be there in full. */
const maxValue = 4096;
/** What a licence is called is shorter; longer ones are the text itself. */
const longestName = 120;

/**
 * Reads the header of METADATA and PKG-INFO: fields as in e-mail up to the first empty line, of which the
 * description follows (https://packaging.python.org/specifications/core-metadata/).
 */
export function readCoreMetadata(text: string): CoreMetadata {
  const values = new Map<string, string[]>();
  let line = 0;
  let number = 0;
  let folding: string[] | null = null;
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    number++;
    const first = text.charCodeAt(at);
    if (end === at || (first === 13 && end === at + 1)) break;
    if (first === 32 || first === 9) {
      if (folding !== null) {
        const last = folding.length - 1;
        // Joined line by line, a value of a million lines would take for ever.
        if (folding[last]!.length < maxValue) folding[last] += `\n${text.slice(at, end).trim()}`;
      }
    } else {
      const colon = text.indexOf(':', at);
      const field = colon === -1 || colon > end ? '' : text.slice(at, Math.min(colon, at + 40)).toLowerCase();
      if (wanted.has(field)) {
        folding = values.get(field) ?? [];
        values.set(field, folding);
        folding.push(text.slice(colon + 1, end).trim());
        if (field === 'name' && line === 0) line = number;
      } else folding = null;
    }
    at = end + 1;
  }
  const of = (field: string): string[] => (values.get(field) ?? []).map((value) => value.trim());
  const [name = ''] = of('name');
  const [version = ''] = of('version');
  const twice = ['name', 'version'].filter((field) => new Set(of(field)).size > 1);
  return {
    name,
    version,
    line,
    licenses: licensesOf(of('license-expression'), of('license'), of('classifier')),
    twice,
  };
}

/** PEP 639: an expression replaces all else. Before it, a name or the whole text, and classifiers. */
function licensesOf(expressions: string[], named: string[], classifiers: string[]): readonly string[] {
  const [expression = ''] = expressions;
  if (expression !== '') return [expression];
  const found = new Set<string>();
  for (const text of named) {
    const isName = !text.includes('\n') && text.length <= longestName;
    if (isName && text !== '' && text.toUpperCase() !== 'UNKNOWN') found.add(text);
  }
  for (const classifier of classifiers) {
    const [top, ...below] = classifier.split('::').map((part) => part.trim());
    // `License :: OSI Approved` alone names none.
    const last = below.at(-1);
    if (top === 'License' && last !== undefined && last !== 'OSI Approved') found.add(last);
  }
  if (found.size > 0) return [...found];
  // Only the text is there, of which the first line mostly is the title: `MIT License`.
  const title = named[0]?.split('\n', 1)[0]?.trim() ?? '';
  return title === '' || title.length > longestName || /copyright|^unknown$/i.test(title) ? [] : [title];
}
