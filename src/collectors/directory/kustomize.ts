import { posix } from 'node:path';
import { runProgram, type ProgramLimits, type ProgramRun } from '../../io/run-program.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Located } from '../../model/located.ts';
import { gap } from './gaps.ts';
import { readRendered } from './rendered.ts';

/** One kustomization file: what it builds upon, and what is only a part of its building. */
export interface Kustomization {
  readonly file: string;
  /** Folder from the target without a slash at its end; `.` for the target. */
  readonly folder: string;
  /** Paths of `resources`, `bases` and `components`: manifests or folders of other kustomizations. */
  readonly resources: readonly string[];
  /** Patches and the like: pieces of objects, which are not to be read as objects. */
  readonly parts: readonly string[];
}

export function readKustomization(root: Located, file: string): Kustomization {
  const folder = posix.dirname(file);
  const paths = (key: string, inner?: string): string[] =>
    root
      .get(key)
      .items()
      .map((item) => (inner === undefined ? item : item.get(inner)).value)
      // A patch may stand inline, where others have a path: it has more than one line.
      .filter((path): path is string => typeof path === 'string' && !path.includes('\n') && !path.includes('://'))
      .map((path) => posix.join(folder, path).replace(/\/$/, ''));
  return {
    file,
    folder,
    resources: ['resources', 'bases', 'components'].flatMap((key) => paths(key)),
    parts: [
      ...['patches', 'patchesJson6902', 'replacements'].flatMap((key) => paths(key, 'path')),
      ...['patchesStrategicMerge', 'configurations', 'transformers', 'generators', 'validators'].flatMap((key) =>
        paths(key),
      ),
    ],
  };
}

/** Those that no other one builds upon: what a person would deploy. */
export function overlayRoots(all: readonly Kustomization[]): Kustomization[] {
  const used = new Set(all.flatMap(({ folder, resources }) => resources.filter((path) => path !== folder)));
  const roots = all.filter(({ folder }) => !used.has(folder));
  // Kustomizations that use each other in a circle have no root; each is then told of.
  return roots.length > 0 ? roots : [...all];
}

/** The kustomizations that one builds upon, itself included. */
export function closureOf(root: Kustomization, byFolder: ReadonlyMap<string, Kustomization>): Set<Kustomization> {
  const met = new Set([root]);
  for (const one of met) {
    for (const path of one.resources) {
      const next = byFolder.get(path);
      if (next !== undefined) met.add(next);
    }
  }
  return met;
}

/** Null with the gap when it could not be rendered. */
export interface RenderedOverlay {
  readonly rendered: boolean;
  readonly sightings: Sighting[];
}

/**
 * Builds an overlay with the user's kustomize or kubectl.
 *
 * @param path absolute path of the overlay's folder
 * @param shown the kustomization file as evidence names it
 */
export async function renderOverlay(
  path: string,
  shown: string,
  limits: ProgramLimits,
  signal: AbortSignal,
): Promise<RenderedOverlay> {
  let by = 'kustomize build';
  let run: ProgramRun = await runProgram('kustomize', ['build', path], limits, signal);
  if (run.outcome === 'missing') {
    by = 'kubectl kustomize';
    run = await runProgram('kubectl', ['kustomize', path], limits, signal);
  }
  if (run.outcome === 'done') return { rendered: true, sightings: readRendered(run.output, by, shown, () => shown) };
  const because =
    run.outcome === 'missing'
      ? 'is a Kustomize overlay, and neither kustomize nor kubectl is on PATH'
      : `${by} could not render it: ${run.because}`;
  const toKnow = 'Put kustomize or kubectl on PATH, or run `kustomize build` and ask about its output.';
  return { rendered: false, sightings: [gap('TEMPLATE_UNRENDERED', shown, because, { toKnow })] };
}
