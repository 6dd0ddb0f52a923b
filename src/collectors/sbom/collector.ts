import { hash } from 'node:crypto';
import { sbomLimits } from '../../formats/sbom/document.ts';
import { readSbom, sbomKind } from '../../formats/sbom/read-sbom.ts';
import { readHead, readText } from '../../io/files.ts';
import type { Collector, CollectorContext, Sighting } from '../../model/collector.ts';
import { Failure } from '../../model/failure.ts';
import { sbomSightings } from '../../readers/packages/sbom/sightings.ts';

export interface SbomTarget {
  readonly path: string;
  /** The path as the user knows it, for evidence. */
  readonly shown: string;
  /** Which of several images: an SBOM is of one, and nothing can be chosen. */
  readonly choice?: { readonly image?: string; readonly platform?: object };
}

/** Whether a file is an SBOM, by its content. It may still be one that cannot be read. */
export function isSbom(path: string): boolean {
  // Most files are none, and tell so at once.
  if (!/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*(?:[{<]|#|S)/.test(readHead(path, 256))) return false;
  const read = readText(path, sbomLimits.bytes);
  return 'text' in read && sbomKind(read.text) !== null;
}

/** Takes the SBOM of an image for the image: CycloneDX and SPDX, in each of their forms. */
export const sbomCollector: Collector<SbomTarget> = {
  name: 'sbom',
  async *collect({ path, shown, choice }: SbomTarget, context: CollectorContext): AsyncGenerator<Sighting> {
    context.progress(`reading ${shown}`);
    if (choice?.image !== undefined || choice?.platform !== undefined) {
      throw new Failure(
        'BAD_ARGUMENT',
        `${shown} is the SBOM of one image: --image and --platform choose nothing there.`,
      );
    }
    const file = readText(path, sbomLimits.bytes);
    if (!('text' in file)) {
      const code = file.missing ? 'NO_SUCH_TARGET' : 'UNKNOWN_TARGET';
      throw new Failure(code, `${shown} ${file.missing ? 'does not exist' : file.because}.`);
    }
    const read = readSbom(file.text);
    if (typeof read === 'string')
      throw new Failure('UNKNOWN_TARGET', `${shown} is an SBOM that cannot be read: ${read}.`);
    yield* sbomSightings(read, shown, `sha256:${hash('sha256', file.text)}`);
  },
};
