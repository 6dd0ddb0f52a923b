/**
 * Puts a bracket that stands alone on its line behind what stands before it. Rule files close lists so, at the
 * indentation of their key, which the reader of Falco takes and YAML 1.2.2 §7.4 forbids. Every other character keeps
 * its line and column.
 */
export function closeFlows(text: string): string {
  const lines = text.split('\n');
  for (let at = 1; at < lines.length; at++) {
    const [, before, bracket, after] = /^([ \t]*)([\]}])(,?[ \t\r]*(?:#.*)?)$/.exec(lines[at]!) ?? [];
    if (bracket === undefined) continue;
    const target = lastWith(lines, at - 1);
    if (target === undefined) continue;
    lines[target] = withBracket(lines[target]!, bracket + (after!.startsWith(',') ? ',' : ''));
    lines[at] = `${before} ${after!.startsWith(',') ? ` ${after!.slice(1)}` : after}`;
  }
  return lines.join('\n');
}

/** The nearest line above that holds more than blanks and a comment. */
function lastWith(lines: readonly string[], from: number): number | undefined {
  for (let at = from; at >= 0; at--) if (!/^[ \t\r]*(?:#.*)?$/.test(lines[at]!)) return at;
  return undefined;
}

/** A comment behind the content gives way. */
function withBracket(line: string, bracket: string): string {
  const [content] = /^(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*'|[^\s"'#]|#(?<=\S#)|\s+(?!#|$))*/.exec(line)!;
  return `${content}${bracket}`;
}
