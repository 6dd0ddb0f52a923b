import { readYaml } from '../../formats/yaml/read-yaml.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Evidence } from '../../model/evidence.ts';
import { Located, type Place } from '../../model/located.ts';
import { gap, source } from './gaps.ts';
import { readDocument } from './read-documents.ts';

/**
 * Places in what a renderer wrote. Its lines are nobody's file, so evidence leads to the template or
 * overlay that it came from, with the line of the output as a note.
 */
class RenderedPlace implements Place {
  readonly #output: Place;
  readonly #file: string;
  readonly #by: string;
  constructor(output: Place, file: string, by: string) {
    this.#output = output;
    this.#file = file;
    this.#by = by;
  }
  evidence(holder: object | null, key: string | number | null, path: string): Evidence {
    const { line } = this.#output.evidence(holder, key, path);
    const where = { source, file: this.#file, note: `rendered by ${this.#by}, line ${line} of its output` };
    return path === '' ? where : { ...where, place: path };
  }
}

/**
 * Facts of rendered manifests.
 *
 * @param by the command, for people: `helm template`
 * @param origin the chart or overlay as evidence names it
 * @param fileOf the file that a document came from, by the document's text
 */
export function readRendered(
  output: string,
  by: string,
  origin: string,
  fileOf: (document: string) => string,
): Sighting[] {
  const yaml = readYaml(output, origin, source, 'kubernetes');
  const sightings: Sighting[] = [];
  for (const [index, { root, place, offset }] of yaml.documents.entries()) {
    const end = yaml.documents[index + 1]?.offset ?? output.length;
    const placed = new RenderedPlace(place, fileOf(output.slice(offset, end)), by);
    sightings.push(...(readDocument(Located.root(root.value, placed), '') ?? []));
  }
  for (const { code, because, line } of yaml.problems) {
    sightings.push(gap(code, origin, `line ${line} of what ${by} wrote: ${because}`));
  }
  return sightings;
}
