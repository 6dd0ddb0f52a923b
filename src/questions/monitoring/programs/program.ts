import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';

/** A program that is recognised by its image or, on a host, by the name of its process. */
export interface Program {
  readonly name: string;
  /** Ends of repositories, whole parts only: `falcosecurity/falco` also stands for `registry.acme/mirror/falcosecurity/falco`. */
  readonly images: readonly string[];
  /** Names as in /proc/PID/comm, which holds 15 characters. */
  readonly processes: readonly string[];
}

const endings = new WeakMap<readonly Program[], ReadonlyMap<string, Program>>();

/** The program of an image reference; undefined when it is none of these. */
export function programOfImage<P extends Program>(image: string | undefined, programs: readonly P[]): P | undefined {
  if (image === undefined) return undefined;
  const path = parseImageReference(image)?.path;
  if (path === undefined) return undefined;
  let known = endings.get(programs);
  if (known === undefined) {
    known = new Map(programs.flatMap((program) => program.images.map((end) => [end, program] as const)).toReversed());
    endings.set(programs, known);
  }
  // Every ending of whole parts, the longest first: a look-up each instead of a walk through the table.
  for (let end = path; ;) {
    const program = known.get(end);
    if (program !== undefined) return program as P;
    const slash = end.indexOf('/');
    if (slash === -1) return undefined;
    end = end.slice(slash + 1);
  }
}

export function programOfProcess<P extends Program>(name: string, programs: readonly P[]): P | undefined {
  return programs.find(({ processes }) => processes.includes(name));
}
