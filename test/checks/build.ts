import type { Fact } from '../../src/model/fact.ts';
import { readDockerfile } from '../../src/readers/dockerfile/read-dockerfile.ts';

/** The build fact of a Dockerfile's text; its gaps are left out. */
export function dockerfile(text: string, ignoreFile = false): Fact[] {
  return readDockerfile(text, 'Dockerfile', { source: 'test', stage: 'declared', ignoreFile }).flatMap((sighting) =>
    'fact' in sighting ? [sighting.fact] : [],
  );
}
