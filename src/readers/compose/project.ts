/** A Compose project: its files in the order of `-f`, and what they may refer to. */
export interface ComposeProject {
  /** `file` is the path as shown in evidence. */
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /**
   * Reads a file that the project refers to: `.env`, `../base/compose.yaml`. The path is relative to
   * the folder of the project's first file, or absolute where the project says so.
   */
  read(path: string): { readonly text: string } | { readonly missing: true } | { readonly unreadable: string };
  /** Variables that are set where Compose would run; they win over `.env`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Active profiles, beside those of `COMPOSE_PROFILES`. */
  readonly profiles: readonly string[];
  /** Name of the collector, for evidence. */
  readonly source: string;
}
