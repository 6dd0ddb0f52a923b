/** The lines of a text, each with its own end kept, walked once. */
export class Lines {
  readonly #text: string;
  #offset = 0;
  /** 1-based number of the line that `next` gave last; 0 before the first. */
  number = 0;

  constructor(text: string) {
    // A byte order mark before the first line is no part of it.
    this.#text = text.startsWith('\uFEFF') ? text.slice(1) : text;
  }
  next(): string | undefined {
    if (this.#offset >= this.#text.length) return undefined;
    const end = this.#text.indexOf('\n', this.#offset);
    const stop = end === -1 ? this.#text.length : end + 1;
    const line = this.#text.slice(this.#offset, stop);
    this.#offset = stop;
    this.number++;
    return line;
  }
  /** Reads up to a line that `ends` accepts; undefined (and nothing read) when there is none. */
  until(ends: (line: string) => boolean): string | undefined {
    const [offset, number] = [this.#offset, this.number];
    for (let line = this.next(); line !== undefined; line = this.next()) {
      if (ends(line)) {
        const body = this.#text.slice(offset, this.#offset - line.length);
        return body;
      }
    }
    [this.#offset, this.number] = [offset, number];
    return undefined;
  }
}

/** Without the characters that end the line. */
export function withoutEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === '\n' || line[end - 1] === '\r')) end--;
  return line.slice(0, end);
}

export function isComment(line: string): boolean {
  return /^\s*#/.test(line);
}

/**
 * The line without its continuation character, and whether it had one: the escape character as the
 * last thing but blanks, unless another one stands right before it.
 */
export function continuation(line: string, escape: string): { text: string; continues: boolean } {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--;
  const continues = end > 0 && line[end - 1] === escape && (end === 1 || line[end - 2] !== escape);
  return continues ? { text: line.slice(0, end - 1), continues } : { text: line, continues };
}
