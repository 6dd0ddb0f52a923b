/** What is to be different in a Dockerfile. Lines are 1-based, those of the text before any change. */
export type DockerfileChange =
  /** The instruction that begins there gets another name: `ADD` becomes `COPY`. */
  | { readonly kind: 'rename'; readonly line: number; readonly from: string; readonly to: string }
  /** A new instruction before the one that begins there; at the end of the file for `null`. */
  | { readonly kind: 'insert'; readonly before: number | null; readonly text: string }
  /** The instruction that begins there loses a flag, as it is written: `--security=insecure`. */
  | { readonly kind: 'unflag'; readonly line: number; readonly flag: string };
