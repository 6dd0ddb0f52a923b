/** A word of a command with quotes and escapes undone. */
export interface ShellWord {
  readonly text: string;
  /** False when it holds a `$variable`, a `$(command)` or a pattern's expansion whose text is not known. */
  readonly literal: boolean;
  /** Commands of `$(…)`, backticks, `<(…)` and `>(…)` in it. */
  readonly commands: readonly ShellCommand[];
}

export interface ShellCommand {
  /** `NAME=value` before the program. */
  readonly assignments: readonly ShellWord[];
  readonly words: readonly ShellWord[];
  readonly redirections: readonly ShellRedirection[];
  /**
   * The pipelines it is part of (its own, and those of the groups around it) and where it stands in
   * each. A pipeline is the same object for all its commands.
   */
  readonly pipelines: readonly { readonly pipeline: object; readonly position: number }[];
}

export interface ShellRedirection {
  /** `>`, `2>>`, `<<-`, `<<<`. */
  readonly operator: string;
  readonly target: ShellWord;
  /** The here-document, when its body stands in the text. */
  body?: string;
}

export interface ShellScript {
  /** Simple commands in order; those inside words are in the words. */
  readonly commands: readonly ShellCommand[];
  /** Why a part of the text was not understood; undefined when all was. */
  readonly incomplete?: string;
}

const maxDepth = 50;
const maxCommands = 20_000;

class Incomplete extends Error {}

/**
 * Splits the text of a POSIX shell (with the usual bash additions) into simple commands: for
 * looking at, never for running. Groups, conditions and loops are walked into, not modelled. It
 * never throws; a text whose quotes or parentheses do not close keeps what was read before.
 */
export function splitShell(text: string): ShellScript {
  const splitter = new Splitter(text);
  try {
    splitter.list('', 0);
    return { commands: splitter.commands };
  } catch (error) {
    if (error instanceof Incomplete) return { commands: splitter.commands, incomplete: error.message };
    throw error;
  }
}

/** Words that begin or end a group and are followed by a command. */
const opening = new Set(['if', 'while', 'until', '{', 'for', 'select', 'case']);
const closing = new Set(['fi', 'done', 'esac', '}']);
const between = new Set(['then', 'else', 'elif', 'do', '!', 'time', 'in']);

interface Pipe {
  pipeline: object;
  position: number;
}

class Splitter {
  readonly #text: string;
  #at = 0;
  #count = 0;
  /** Here-documents announced on this line, whose bodies follow it. */
  #announced: ShellRedirection[] = [];
  commands: ShellCommand[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads commands up to the closing `stop` (`)` or nothing: the end). */
  list(stop: string, depth: number, around: readonly Pipe[] = []): void {
    if (depth > maxDepth) throw new Incomplete(`groups stand deeper than ${maxDepth} within each other`);
    const groups: { pipes: Pipe[]; pipe: Pipe; keyword: string }[] = [];
    let pipes = [...around];
    let pipe: Pipe = this.#pipeline();
    let words: ShellWord[] = [];
    let assignments: ShellWord[] = [];
    let redirections: ShellRedirection[] = [];
    let closed = false;
    /** In `case`, before the parenthesis that ends a pattern. */
    let pattern = false;
    const finish = (): void => {
      if (words.length + assignments.length + redirections.length > 0 && !(closed && words.length === 0)) {
        if (++this.#count > maxCommands) throw new Incomplete(`holds more than ${maxCommands} commands`);
        this.commands.push({
          assignments,
          words,
          redirections,
          pipelines: [...pipes, pipe].map((one) => ({ ...one })),
        });
      }
      words = [];
      assignments = [];
      redirections = [];
      closed = false;
    };
    for (;;) {
      this.#blanks();
      const character = this.#text[this.#at];
      if (character === undefined) {
        finish();
        if (stop !== '') throw new Incomplete(`a ${stop === ')' ? 'parenthesis' : 'group'} does not close`);
        return;
      }
      if (character === '\n' || character === ';') {
        const two = this.#text.startsWith(';;', this.#at);
        this.#at += two ? 2 : 1;
        finish();
        pattern ||= two && groups.at(-1)?.keyword === 'case';
        if (character === '\n' && this.#announced.length > 0) this.#bodies();
        pipe = this.#pipeline();
      } else if (character === '&' && this.#text[this.#at + 1] !== '>') {
        this.#at += this.#text[this.#at + 1] === '&' ? 2 : 1;
        finish();
        pipe = this.#pipeline();
      } else if (character === '|' && pattern) {
        this.#at++;
        words = [];
      } else if (character === '|') {
        const two = this.#text[this.#at + 1];
        this.#at += two === '|' || two === '&' ? 2 : 1;
        finish();
        pipe = two === '|' ? this.#pipeline() : { pipeline: pipe.pipeline, position: pipe.position + 1 };
      } else if (character === '(') {
        this.#at++;
        if (words.length === 1 && this.#text[this.#at] === ')') {
          // `name()` declares a function; its body follows as a group.
          this.#at++;
          words = [];
        } else {
          this.list(')', depth + 1, [...pipes, pipe]);
          closed = true;
        }
      } else if (character === ')') {
        this.#at++;
        if (stop === ')' && !groups.some(({ keyword }) => keyword === 'case')) {
          finish();
          return;
        }
        // The end of a pattern in `case`: what stands before it is no command.
        pattern = false;
        [words, assignments, redirections] = [[], [], []];
      } else if (this.#redirection(redirections, depth)) {
        continue;
      } else {
        const quoted = /['"\\]/.test(character);
        const word = this.#word(depth);
        const keyword = words.length === 0 && !quoted ? word.text : '';
        if (opening.has(keyword)) {
          if (groups.length > maxDepth) throw new Incomplete(`groups stand deeper than ${maxDepth} within each other`);
          groups.push({ pipes, pipe, keyword });
          pipes = pipes.concat(pipe);
          pipe = this.#pipeline();
          // The words of `for x in a b` and `case x in` are kept as a command of that name.
          if (keyword === 'for' || keyword === 'select' || keyword === 'case') words.push(word);
        } else if (closing.has(keyword)) {
          const group = groups.pop();
          if (group !== undefined) ({ pipes, pipe } = group);
          closed = true;
          pattern = false;
        } else if (between.has(keyword)) {
          continue;
        } else if (words.length === 2 && words[0]?.text === 'case' && word.text === 'in') {
          finish();
          pattern = true;
        } else if (words.length === 0 && /^[A-Za-z_]\w*\+?=/.test(word.text)) {
          assignments.push(word);
        } else {
          words.push(word);
        }
      }
    }
  }

  #pipeline(): Pipe {
    return { pipeline: {}, position: 0 };
  }

  /** Blanks, continued lines and comments. */
  #blanks(): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === ' ' || character === '\t' || character === '\r') this.#at++;
      else if (character === '\\' && this.#text[this.#at + 1] === '\n') this.#at += 2;
      else if (character === '\\' && this.#text.startsWith('\r\n', this.#at + 1)) this.#at += 3;
      else if (character === '#') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end === -1 ? this.#text.length : end;
      } else return;
    }
  }

  #redirection(redirections: ShellRedirection[], depth: number): boolean {
    const match = /^(?:\d{0,4}(?:<<<|<<-?|<>|>>|>\||[<>]&|[<>](?!\())|&>>?)/.exec(
      this.#text.slice(this.#at, this.#at + 8),
    );
    if (match === null) return false;
    this.#at += match[0].length;
    this.#blanks();
    const redirection: ShellRedirection = { operator: match[0], target: this.#word(depth) };
    redirections.push(redirection);
    if (/<<-?$/.test(match[0])) this.#announced.push(redirection);
    return true;
  }

  #bodies(): void {
    const announced = this.#announced;
    this.#announced = [];
    for (const redirection of announced) {
      const start = this.#at;
      for (;;) {
        if (this.#at >= this.#text.length) throw new Incomplete('a here-document does not end');
        const next = this.#text.indexOf('\n', this.#at);
        const end = next === -1 ? this.#text.length : next;
        const line = this.#text.slice(this.#at, end).replace(/\r$/, '');
        const from = this.#at;
        this.#at = Math.min(end + 1, this.#text.length);
        if ((redirection.operator.endsWith('-') ? line.replace(/^\t+/, '') : line) !== redirection.target.text)
          continue;
        redirection.body = this.#text.slice(start, from);
        break;
      }
    }
  }

  #word(depth: number): ShellWord {
    let text = '';
    let literal = true;
    const commands: ShellCommand[] = [];
    const inner = (open: number, close: string): void => {
      literal = false;
      this.#at += open;
      commands.push(...this.#inside(() => this.list(close, depth + 1)));
    };
    const start = this.#at;
    let quote = '';
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) {
        if (quote !== '') throw new Incomplete(`a ${quote === "'" ? 'single' : 'double'} quote does not close`);
        break;
      }
      if (quote === "'") {
        const end = this.#text.indexOf("'", this.#at);
        if (end === -1) throw new Incomplete('a single quote does not close');
        text += this.#text.slice(this.#at, end);
        this.#at = end + 1;
        quote = '';
      } else if (character === '\\') {
        const next = this.#text[this.#at + 1] ?? '';
        if (next !== '\n') text += quote === '"' && !'$`"\\'.includes(next) ? character + next : next;
        this.#at += 2;
      } else if (character === '"') {
        quote = quote === '"' ? '' : '"';
        this.#at++;
      } else if (character === '`') {
        literal = false;
        commands.push(...this.#backticks(depth));
      } else if (character === '$') {
        if (this.#text.startsWith('$((', this.#at)) {
          literal = false;
          this.#skipArithmetic();
        } else if (this.#text[this.#at + 1] === '(') inner(2, ')');
        else {
          if (/[\w{@*#?\-$!]/.test(this.#text[this.#at + 1] ?? '')) literal = false;
          text += this.#parameter();
        }
      } else if (quote === '' && (character === '<' || character === '>')) {
        if (this.#text[this.#at + 1] !== '(') break;
        inner(2, ')');
      } else if (quote === '' && character === "'") {
        quote = "'";
        this.#at++;
      } else if (quote === '' && /[\s;&|()]/.test(character)) {
        break;
      } else {
        text += character;
        this.#at++;
      }
    }
    // A lone character that no rule takes would be read for ever.
    if (this.#at === start) this.#at++;
    return { text, literal, commands };
  }

  /** `$NAME` or `${…}` as written; what stands inside the braces is not looked into. */
  #parameter(): string {
    const start = this.#at;
    if (this.#text[start + 1] !== '{') {
      this.#at++;
      return '$';
    }
    let depth = 0;
    for (this.#at += 1; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '\\') this.#at++;
      else if (character === '{') depth++;
      else if (character === '}' && --depth === 0) return this.#text.slice(start, ++this.#at);
    }
    throw new Incomplete('a brace does not close');
  }

  #skipArithmetic(): void {
    const end = this.#text.indexOf('))', this.#at);
    if (end === -1) throw new Incomplete('an arithmetic expansion does not close');
    this.#at = end + 2;
  }

  #backticks(depth: number): readonly ShellCommand[] {
    let content = '';
    for (this.#at++; this.#text[this.#at] !== '`'; this.#at++) {
      if (this.#at >= this.#text.length) throw new Incomplete('a backtick does not close');
      if (this.#text[this.#at] === '\\' && '$`\\'.includes(this.#text[this.#at + 1] ?? ' ')) this.#at++;
      content += this.#text[this.#at] ?? '';
    }
    this.#at++;
    if (depth > maxDepth) throw new Incomplete(`groups stand deeper than ${maxDepth} within each other`);
    const splitter = new Splitter(content);
    splitter.list('', depth + 1);
    return splitter.commands;
  }

  /** Collects what `read` finds apart from the commands around it. */
  #inside(read: () => void): ShellCommand[] {
    const outer = this.commands;
    this.commands = [];
    try {
      read();
      return this.commands;
    } finally {
      this.commands = outer;
    }
  }
}
