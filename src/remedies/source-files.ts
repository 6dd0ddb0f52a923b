import { readEditable, type EditableFile } from '../io/edit-file.ts';
import { Refusal } from './refusal.ts';
import { YamlText } from './yaml/edit-yaml.ts';

/** A file that is edited, with what its readers make of it. */
export class SourceFile {
  /** As evidence names it. */
  readonly shown: string;
  readonly file: EditableFile;
  #yaml: YamlText | undefined;

  constructor(shown: string, file: EditableFile) {
    this.shown = shown;
    this.file = file;
  }
  get text(): string {
    return this.file.text;
  }
  get yaml(): YamlText {
    return (this.#yaml ??= new YamlText(this.text));
  }
  get isJson(): boolean {
    return /\.json$/i.test(this.shown);
  }
}

/** The files of the targets, each read once. */
export class SourceFiles {
  readonly #roots: readonly string[];
  readonly #pathOf: (shown: string) => string;
  readonly #maxBytes: number;
  readonly #read = new Map<string, SourceFile | Refusal>();

  /**
   * @param roots absolute paths of the folders and files that were named
   * @param pathOf the absolute path of a file that evidence names
   */
  constructor(roots: readonly string[], pathOf: (shown: string) => string, maxBytes: number) {
    this.#roots = roots;
    this.#pathOf = pathOf;
    this.#maxBytes = maxBytes;
  }
  /** @throws Refusal when it may not be edited */
  open(shown: string): SourceFile {
    let found = this.#read.get(shown);
    if (found === undefined) {
      const read = readEditable(this.#pathOf(shown), this.#roots, this.#maxBytes);
      found = 'text' in read ? new SourceFile(shown, read) : new Refusal(read.problem, `${shown} ${read.because}.`);
      this.#read.set(shown, found);
    }
    if (found instanceof Refusal) throw found;
    return found;
  }
}
