import { chomped, heredocStarts } from './heredoc.ts';
import type {
  Dockerfile,
  DockerfileDirective,
  DockerfileInstruction,
  DockerfileProblem,
  Heredoc,
} from './instruction.ts';
import { parseInstruction } from './parse-instruction.ts';
import { continuation, isComment, Lines, withoutEnd } from './lines.ts';

/** The longest single line that BuildKit's parser takes. */
const maxLine = 65_535;
/** One instruction with its continuations, in UTF-16 code units. */
const maxInstruction = 1_048_576;
const maxInstructions = 10_000;
/** Each may hand all its variables on to the next. */
const maxStages = 500;
const maxProblems = 100;

/**
 * Reads a Dockerfile by the Dockerfile reference (docs.docker.com/reference/dockerfile). It never
 * throws: what Docker would refuse is a problem with its position, and the rest is still read.
 */
export function parseDockerfile(text: string): Dockerfile {
  const lines = new Lines(text);
  const directives = new Directives();
  const instructions: DockerfileInstruction[] = [];
  const problems: DockerfileProblem[] = [];
  const problem = (because: string, line: number, column = 1): void => {
    if (problems.length < maxProblems) problems.push({ because, line, column });
  };
  let stages = 0;
  for (let raw = lines.next(); raw !== undefined; raw = lines.next()) {
    const line = lines.number;
    const first = withoutEnd(raw);
    const refused = directives.take(first, line);
    if (refused !== null) problem(refused, line);
    if (isComment(first) || first.trim() === '') continue;
    if (instructions.length === maxInstructions) {
      problem(`holds more than ${maxInstructions} instructions; the rest was not read`, line);
      break;
    }
    const column = first.length - first.trimStart().length + 1;
    const joined = join(first.trimStart(), lines, directives.escape);
    if (joined.because !== undefined) {
      problem(joined.because, line, column);
      continue;
    }
    const parsed = parseInstruction(joined.text, directives.escape);
    if (parsed.because !== undefined) problem(parsed.because, line, column);
    const heredocs: Heredoc[] = [];
    if (parsed.takesHeredocs && joined.text.includes('<<')) {
      for (const { name, chomp, expand } of heredocStarts(joined.text)) {
        const body = lines.until((candidate) => {
          const plain = withoutEnd(candidate);
          return (chomp ? plain.replace(/^\t+/, '') : plain) === name;
        });
        if (body === undefined) {
          problem(`the here-document ${JSON.stringify(name)} does not end`, line, column);
          // Without its end the rest of the file may be its body or instructions: neither is known.
          return { directives: directives.found, escape: directives.escape, instructions, problems };
        }
        heredocs.push({ name, body: chomp ? chomped(body) : body, expand });
      }
    }
    if (parsed.instruction === undefined) continue;
    const { name, onBuild } = parsed.instruction;
    if (name === 'FROM' && !onBuild) stages++;
    else if (stages === 0 && (name !== 'ARG' || onBuild)) {
      problem(`${onBuild ? 'ONBUILD' : name} stands before the first FROM; only ARG may`, line, column);
      continue;
    }
    if (stages > maxStages) {
      problem(`holds more than ${maxStages} stages; the rest was not read`, line, column);
      break;
    }
    instructions.push({ ...parsed.instruction, heredocs, line, column });
  }
  if (stages === 0) problem('has no FROM', 1);
  return { directives: directives.found, escape: directives.escape, instructions, problems };
}

/** Follows continuations; comment lines and empty lines between them are left out. */
function join(first: string, lines: Lines, escape: string): { text: string; because?: string } {
  let because = first.length > maxLine ? `a line is longer than ${maxLine} characters` : undefined;
  let part = continuation(first, escape);
  const parts = [part.text];
  let length = part.text.length;
  while (part.continues) {
    const raw = lines.next();
    if (raw === undefined) break;
    const line = withoutEnd(raw);
    if (isComment(line) || line.trim() === '') continue;
    part = continuation(line, escape);
    if (line.length > maxLine) because = `a line is longer than ${maxLine} characters`;
    length += part.text.length;
    if (length > maxInstruction) because = `an instruction is longer than ${maxInstruction} characters`;
    else parts.push(part.text);
  }
  return because === undefined ? { text: parts.join('') } : { text: '', because };
}

/** Parser directives: only before anything else, each once. */
class Directives {
  readonly found: DockerfileDirective[] = [];
  escape: '\\' | '`' = '\\';
  #over = false;
  #afterShebang = false;

  /** Takes a line when it is a directive; the sentence says why Docker would refuse it. */
  take(line: string, number: number): string | null {
    if (this.#over) return null;
    // `#!` on the first line is for the kernel: what chooses the frontend looks past it, the parser does not.
    if (number === 1 && line.startsWith('#!')) {
      this.#afterShebang = true;
      return null;
    }
    const match = /^\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*)$/.exec(line);
    const name = match?.[1]?.toLowerCase();
    if ((name !== 'syntax' && name !== 'escape' && name !== 'check') || (name === 'escape' && this.#afterShebang)) {
      this.#over = true;
      return null;
    }
    if (this.found.some((directive) => directive.name === name)) return `the directive ${name} stands twice`;
    const value = match![2]!.trimEnd();
    this.found.push({ name, value, line: number });
    if (name !== 'escape') return null;
    if (value !== '\\' && value !== '`') return `the escape character is ${JSON.stringify(value)}, not \\ or \``;
    this.escape = value;
    return null;
  }
}
