import { readCsaf } from '../formats/advisory-feeds/csaf.ts';
import { readCycloneDxVex } from '../formats/advisory-feeds/cyclonedx-vex.ts';
import { readOpenVex } from '../formats/advisory-feeds/openvex.ts';
import type { VexRead } from '../formats/advisory-feeds/vex.ts';
import { field, textField } from '../formats/osv/shape.ts';
import { cycloneDxRootOf, sbomKind } from '../formats/sbom/read-sbom.ts';
import { readText } from '../io/files.ts';
import { Failure } from '../model/failure.ts';
import type { Gap } from '../model/gap.ts';

/** A VEX document that the user named. */
export interface VexFile extends VexRead {
  /** The path as the user named it. */
  readonly file: string;
}

/** A CSAF document of a large vendor has some 30 MB. */
const maxBytes = 128 * 1024 * 1024;

/**
 * Reads VEX documents: OpenVEX, CSAF and CycloneDX as JSON or XML, told apart by their own marks.
 *
 * @throws Failure for a file that is none of them: a user who names one means it
 */
export function readVexFiles(paths: readonly string[]): VexFile[] {
  return paths.map((file) => {
    const read = readText(file, maxBytes);
    if (!('text' in read)) throw new Failure('NO_SUCH_TARGET', `Cannot read the VEX file ${file}: it ${read.because}.`);
    const root = rootOf(read.text);
    if (typeof root === 'string') throw new Failure('UNKNOWN_TARGET', `${file} is no VEX document: ${root}.`);
    const document = readDocument(root);
    if (document === null)
      throw new Failure('UNKNOWN_TARGET', `${file} is no VEX document: it is neither OpenVEX, CSAF nor CycloneDX.`);
    return { file, ...document };
  });
}

/** The data of a document, or why there is none; only CycloneDX has a form in XML. */
function rootOf(text: string): unknown {
  if (sbomKind(text) === 'cyclonedx-xml') return cycloneDxRootOf(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    return (error as Error).message;
  }
}

function readDocument(root: unknown): VexRead | null {
  const context = field(root, '@context');
  if (typeof context === 'string' && context.includes('openvex')) return readOpenVex(root);
  if (textField(field(root, 'document'), 'csaf_version') !== null) return readCsaf(root);
  return textField(root, 'bomFormat') === 'CycloneDX' ? readCycloneDxVex(root) : null;
}

/** Statements that could not be read clear nothing, so that no answer hangs on them. */
export function vexGaps(files: readonly VexFile[]): Gap[] {
  return files
    .filter(({ faults }) => faults.length > 0)
    .map(({ file, faults }) => ({
      code: 'ADVISORY_INVALID',
      source: 'vex',
      subject: file,
      because: `${faults.length} of its statements are not used: ${faults.slice(0, 3).join('; ')}`,
      toKnow: 'Mend the document; what it says of other products is used.',
      touches: [],
    }));
}
