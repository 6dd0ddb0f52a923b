import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';

/** A program that is recognised by its image or, on a host, by the name of its process. */
export interface Program {
  readonly name: string;
  /** Ends of repositories, whole parts only: `falcosecurity/falco` also stands for `registry.acme/mirror/falcosecurity/falco`. */
  readonly images: readonly string[];
  /** Names as in /proc/PID/comm, which holds 15 characters. */
  readonly processes: readonly string[];
}

/** The program of an image reference; undefined when it is none of these. */
export function programOfImage<P extends Program>(image: string | undefined, programs: readonly P[]): P | undefined {
  if (image === undefined) return undefined;
  const path = parseImageReference(image)?.path;
  if (path === undefined) return undefined;
  return programs.find(({ images }) => images.some((end) => path === end || path.endsWith(`/${end}`)));
}

export function programOfProcess<P extends Program>(name: string, programs: readonly P[]): P | undefined {
  return programs.find(({ processes }) => processes.includes(name));
}
