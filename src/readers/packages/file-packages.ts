import { squash, type Visible } from '../../formats/root/squash.ts';
import type { FileAnalyser, FileFound, FilePackage, FileProblem } from './files/analyser.ts';
import type { FileDigests, HeldFile, LayerFiles } from './layer-files.ts';

/** A package with the file that lists it and the layers of both. */
export interface FoundPackage extends FilePackage {
  /** Path inside the image, without a leading slash. */
  readonly file: string;
  /** Index of the layer that has the file; null for a root that has no layers of its own. */
  readonly fileLayer: number;
  /** Index of the layer since which the file lists it without a break; null when that cannot be told. */
  readonly layer: number | null;
  readonly digests?: FileDigests;
}

/** What keeps the packages of a file from being known. */
export interface FoundProblem extends FileProblem {
  readonly file: string;
}

/** Links to what must be read once more, under the name of the link. */
export interface Unfollowed {
  /** Hard links, each with the path that it is another name of. */
  readonly hard: readonly (readonly [target: string, link: string])[];
  /** Symbolic links. */
  readonly symbolic: readonly string[];
}

/** A program or shared library of which no analyser can tell what is in it. */
export interface SilentProgram {
  /** All its names, the first where it was found. */
  readonly files: readonly string[];
  readonly fileLayer: number;
  readonly digests?: FileDigests;
}

export interface FilePackages {
  readonly programs: readonly SilentProgram[];
  readonly packages: readonly FoundPackage[];
  readonly problems: readonly FoundProblem[];
  readonly unfollowed: Unfollowed;
}

/**
 * The packages that files of an image list, by what analysers found in each of its layers, bottom first.
 *
 * @param unread index of the first layer that was not read whole: what came after may have come with it
 * @param asked hard links that were followed already
 */
export function filePackages(
  layers: readonly LayerFiles[],
  analysers: readonly FileAnalyser[],
  unread = -1,
  asked: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): FilePackages {
  const { visible, unheld } = squash(
    layers.map(({ paths, links, held }) => ({
      paths,
      links,
      held: new Map(
        [...held].map(([path, one]) => [path, one.kind === 'hardlink' ? { hardlink: one.target } : { value: one }]),
      ),
    })),
  );
  const packages: FoundPackage[] = [];
  const problems: FoundProblem[] = [];
  const hard: [string, string][] = [];
  const symbolic: string[] = [];
  const programs = new Map<HeldFile, SilentProgram & { readonly files: string[] }>();
  const byPath = new Map(visible.map((one) => [one.path, one]));
  const follow = (target: string, path: string): void => {
    if (asked.get(target)?.has(path) === true) return;
    hard.push([target, path]);
    problems.push({ file: path, because: `it is a hard link to /${target}, which was not looked at` });
  };
  for (const one of visible) {
    const { path, value, layer } = one;
    const link = linkOf(layers, one);
    if (value.kind === 'symlink') {
      symbolic.push(path);
      continue;
    }
    const found = foundAt(one);
    if (found === null) continue;
    if (value.kind === 'file' && value.program === true) {
      // Its names are one program, whichever of them is left.
      const known = programs.get(value);
      const { digests } = value;
      if (known !== undefined) known.files.push(path);
      else programs.set(value, { files: [path], fileLayer: layer, ...(digests === undefined ? {} : { digests }) });
    }
    if (link !== null && !(value.kind === 'file' && value.as.has(path))) {
      if (!covered(analysers, path, link.target, link.mode)) follow(link.target, path);
      // The same file under another name that is told of already, unless a later layer put another there.
      const other = byPath.get(link.target);
      if (other !== undefined && other.value === value && other.layer <= layer) continue;
    }
    const digests = value.kind === 'file' ? value.digests : undefined;
    for (const each of found.packages) {
      const since = sinceWhen(one, each);
      const brought = unread !== -1 && since > unread ? null : since;
      packages.push({
        ...each,
        file: path,
        fileLayer: layer,
        layer: brought,
        ...(digests === undefined ? {} : { digests }),
      });
    }
    for (const problem of found.problems) problems.push({ ...problem, file: path });
  }
  for (const { path, target, layer } of unheld) {
    const link = layers[layer]!.held.get(path);
    if (link?.kind === 'hardlink' && !covered(analysers, path, target, link.mode)) follow(target, path);
  }
  return { packages, problems, programs: [...programs.values()], unfollowed: { hard, symbolic } };
}

type Link = Extract<HeldFile, { kind: 'hardlink' }>;

function linkOf(layers: readonly LayerFiles[], { path, layer }: Visible<HeldFile>): Link | null {
  const held = layers[layer]!.held.get(path);
  return held?.kind === 'hardlink' ? held : null;
}

function foundAt({ path, value }: Visible<HeldFile>): FileFound | null {
  return value.kind === 'file' ? (value.as.get(path) ?? value.found) : null;
}

/** Whether all who want a file by the name of a link want it by its own name as well. */
function covered(analysers: readonly FileAnalyser[], path: string, target: string, mode: number): boolean {
  const usual = 64 << 10;
  return analysers.every((one) => one.wants(path, usual, mode) === null || one.wants(target, usual, mode) !== null);
}

function sinceWhen(one: Visible<HeldFile>, wanted: FilePackage): number {
  let { layer } = one;
  const same = ({ purl, place }: FilePackage): boolean => purl === wanted.purl && place === wanted.place;
  for (let { before } = one; before !== null; { before } = before) {
    if (foundAt(before)?.packages.some(same) !== true) break;
    layer = before.layer;
  }
  return layer;
}
