import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Seen } from '../model/seen.ts';

/** A Dockerfile or Containerfile: how an image is made. */
export interface Build {
  readonly file: string;
  readonly stages: readonly BuildStage[];
  /** The ARGs before the first FROM. */
  readonly globals: readonly Instruction[];
  /** `# syntax=` and the other parser directives, by lower-case name. */
  readonly directives: Readonly<Record<string, Seen<string>>>;
  /** True when a .dockerignore stands beside it. */
  readonly ignoreFile: Seen<boolean>;
  readonly at: Evidence;
}

export interface BuildStage {
  /** `AS` name, or the index as text. */
  readonly name: string;
  /** The image or earlier stage of FROM, arguments resolved; undefined when an argument has no value. */
  readonly base: Seen<string>;
  /** True when `base` names an earlier stage of this file. */
  readonly fromStage: boolean;
  readonly platform: Seen<string>;
  readonly instructions: readonly Instruction[];
  /** True for the stage that becomes the image by default: the last. */
  readonly final: boolean;
  readonly at: Evidence;
}

export interface Instruction {
  /** Upper case: `RUN`, `COPY`. For `ONBUILD RUN …` the name is `RUN` and `onBuild` is true. */
  readonly name: string;
  readonly onBuild: boolean;
  /** `--mount=type=secret,id=x` is `{ name: 'mount', value: 'type=secret,id=x' }`. */
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  /** Words after the flags: the JSON array of the exec form, the whole shell text as one word, the sources and target of COPY, `NAME=value` of ENV and ARG. */
  readonly words: readonly string[];
  readonly form: 'exec' | 'shell' | 'words';
  /** Bodies of here-documents. */
  readonly heredocs: readonly { readonly name: string; readonly body: string }[];
  /** As written, continuations joined. */
  readonly text: string;
  /** The words with ARG and ENV put in, where the language does so; undefined when one has no value. */
  readonly resolved: Seen<readonly string[]>;
  readonly at: Evidence;
}

export const build = defineFact<Build>('build');
