/** One instruction as it stands in the file, before any variable is put in. */
export interface DockerfileInstruction {
  /** Upper case. For `ONBUILD RUN …` it is `RUN`, with `onBuild` true. */
  readonly name: string;
  readonly onBuild: boolean;
  /** `--mount=type=cache` is `{ name: 'mount', value: 'type=cache' }`; a flag without `=` has an empty value. */
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  /**
   * `exec`: a JSON array; `shell`: one text that a shell gets; `words`: everything else. HEALTHCHECK
   * takes the form of its command.
   */
  readonly form: 'exec' | 'shell' | 'words';
  /**
   * What follows the flags, quotes and escapes kept: the items of the array; the whole text of the
   * shell form; sources and target of COPY and ADD; `NAME=value` of ENV, LABEL and ARG (the old form
   * `ENV NAME value` becomes `NAME=value`). HEALTHCHECK begins with `NONE` or `CMD`.
   */
  readonly words: readonly string[];
  readonly heredocs: readonly Heredoc[];
  /** Continuations joined, without here-documents. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export interface Heredoc {
  readonly name: string;
  readonly body: string;
  /** False when the name was quoted: then the body is taken as it stands. */
  readonly expand: boolean;
}

export interface DockerfileDirective {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly line: number;
}

export interface DockerfileProblem {
  readonly because: string;
  readonly line: number;
  readonly column: number;
}

export interface Dockerfile {
  readonly directives: readonly DockerfileDirective[];
  /** The character that escapes and continues lines: a backslash unless a directive says backtick. */
  readonly escape: '\\' | '`';
  /** Everything that could be read, in order; what could not is a problem instead. */
  readonly instructions: readonly DockerfileInstruction[];
  readonly problems: readonly DockerfileProblem[];
}
