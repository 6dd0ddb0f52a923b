/** A text of JSON and the line where it begins, or why there is none. */
export interface DocumentTold {
  readonly line: number;
  readonly text?: string;
  readonly fault?: string;
}

export interface Documents {
  take(line: string, number: number): readonly DocumentTold[];
  end(): readonly DocumentTold[];
}

/**
 * Documents of a stream of lines: one a line, or written over many with indentation, as `jq` and `kubectl` write
 * them. A line that is cut off does not take those after it along: a whole object at the start of a line ends the
 * wait for the rest of one.
 *
 * @param atMost characters of one document that is written over many lines
 */
export function openDocuments(atMost: number): Documents {
  let waiting: { line: number; parts: string[]; size: number; depth: number } | undefined;

  return {
    take(line, number) {
      const own = line.trim();
      if (own === '') return [];
      const told: DocumentTold[] = [];
      if (waiting !== undefined) {
        if (line.startsWith('{') && waiting.parts[0]?.startsWith('{') === true && isWhole(own)) told.push(...giveUp());
        else {
          waiting.depth = depthAfter(own, waiting.depth) ?? -1;
          waiting.size += own.length;
          waiting.parts.push(own);
          if (waiting.depth < 0) return giveUp();
          if (waiting.size > atMost) return giveUp('is too long');
          if (waiting.depth > 0) return [];
          const text = waiting.parts.join('\n');
          const begun = waiting.line;
          waiting = undefined;
          return [{ line: begun, text }];
        }
      }
      if (!/^[[{]/.test(own)) return [...told, { line: number, fault: 'is no JSON object' }];
      const depth = depthAfter(own, 0);
      if (depth === undefined || depth < 0) return [...told, { line: number, fault: 'is no JSON' }];
      if (depth === 0) return [...told, { line: number, text: own }];
      waiting = { line: number, parts: [own], size: own.length, depth };
      return told;
    },
    end: () => giveUp(),
  };

  function giveUp(fault = 'is no JSON: it is cut off'): readonly DocumentTold[] {
    if (waiting === undefined) return [];
    const { line } = waiting;
    waiting = undefined;
    return [{ line, fault }];
  }
}

/** How many brackets are open after this line; undefined when a text does not end on its line, as JSON's must. */
function depthAfter(line: string, before: number): number | undefined {
  let depth = before;
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (code === 0x22) {
      at = endOfText(line, at);
      if (at === -1) return undefined;
    }
  }
  return depth;
}

function endOfText(line: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    at = line.indexOf('"', at);
    if (at === -1) return -1;
    let slashes = 0;
    while (line[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at;
  }
}

function isWhole(line: string): boolean {
  return depthAfter(line, 0) === 0;
}
