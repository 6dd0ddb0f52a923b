/** Lines of a file around the place of an outcome; read by the command line, secrets already redacted. */
export interface Excerpt {
  readonly file: string;
  /** 1-based number of `lines[0]`. */
  readonly firstLine: number;
  readonly lines: readonly string[];
  /** 1-based number of the line that the evidence names. */
  readonly marked: number;
}
