import { readYaml } from '../../formats/yaml/read-yaml.ts';
import { readText } from '../../io/files.ts';
import type { ProgramLimits } from '../../io/run-program.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Located } from '../../model/located.ts';
import { belongsToChart, renderChart, type Chart } from './charts.ts';
import { baseName, folderOf } from './compose-projects.ts';
import { kindOf } from './file-kinds.ts';
import { gap, source } from './gaps.ts';
import { closureOf, overlayRoots, readKustomization, renderOverlay, type Kustomization } from './kustomize.ts';

export interface TemplateContext {
  /** Absolute path of a file or folder of the target. */
  path(relative: string): string;
  /** As evidence names it. */
  shown(relative: string): string;
  readonly fileBytes: number;
  readonly program: ProgramLimits;
  readonly signal: AbortSignal;
}

export interface Templates {
  readonly sightings: readonly Sighting[];
  /** True for a file that is a part of a chart or overlay and must not be read by itself. */
  consumed(file: string): boolean;
}

/** Finds the Helm charts and Kustomize overlays among the files and renders them, or says why not. */
export async function renderTemplates(files: readonly string[], context: TemplateContext): Promise<Templates> {
  const sightings: Sighting[] = [];
  const turns = new Turns();
  const charts = findCharts(files, context);
  const ofChart = (file: string): boolean => charts.some(({ folder }) => belongsToChart(folder, file));
  const rendered = await Promise.all(
    charts
      // A library chart has nothing that can be deployed.
      .filter(({ isLibrary }) => !isLibrary)
      .map(({ folder }) =>
        turns.take(() =>
          renderChart(
            context.path(folder),
            folder === '' ? prefix(context) : context.shown(folder),
            context.program,
            context.signal,
          ),
        ),
      ),
  );
  for (const found of rendered) sightings.push(...found);

  const skipped = new Set<string>();
  const kustomizations: Kustomization[] = [];
  for (const file of files) {
    if (kindOf(baseName(file)) !== 'kustomization' || ofChart(file)) continue;
    skipped.add(file);
    const root = readRoot(file, context, sightings);
    if (root !== null) kustomizations.push(readKustomization(root, file));
  }
  const byFolder = new Map(kustomizations.map((one) => [one.folder, one]));
  const overlays = await Promise.all(
    overlayRoots(kustomizations).map((root) =>
      turns.take(async () => ({
        root,
        ...(await renderOverlay(context.path(root.folder), context.shown(root.file), context.program, context.signal)),
      })),
    ),
  );
  for (const one of kustomizations) for (const part of one.parts) skipped.add(part);
  for (const overlay of overlays) {
    sightings.push(...overlay.sightings);
    if (!overlay.rendered) continue;
    // What the overlay deploys is its output; the manifests it was made from are not deployed as they are.
    for (const { resources } of closureOf(overlay.root, byFolder)) for (const file of resources) skipped.add(file);
  }
  return { sightings, consumed: (file) => skipped.has(file) || ofChart(file) };
}

/** Renderers are heavy: no more than two run at once. */
const atOnce = 2;

/** Runs what it is given in order, some at a time. */
class Turns {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  async take<T>(run: () => Promise<T>): Promise<T> {
    // Who waited gets the place of the one that ended, so the count stays as it is.
    if (this.#running < atOnce) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}

function findCharts(files: readonly string[], context: TemplateContext): Chart[] {
  const charts: Chart[] = [];
  for (const file of files) {
    if (kindOf(baseName(file)) !== 'chart') continue;
    const folder = folderOf(file);
    // A chart in the charts/ folder of another is rendered with it.
    if (charts.some((outer) => folder !== outer.folder && belongsToChart(outer.folder, file))) continue;
    const read = readText(context.path(file), context.fileBytes);
    const isLibrary = 'text' in read && /^type:\s*["']?library\b/m.test(read.text);
    charts.push({ folder, isLibrary });
  }
  return charts;
}

/** The first document of a kustomization file; null, with the gap, when it cannot be read. */
function readRoot(file: string, context: TemplateContext, sightings: Sighting[]): Located | null {
  const read = readText(context.path(file), context.fileBytes);
  if (!('text' in read)) {
    sightings.push(gap(read.problem, context.shown(file), read.because));
    return null;
  }
  const yaml = readYaml(read.text, context.shown(file), source, 'kubernetes');
  for (const { code, because, line, column } of yaml.problems) {
    sightings.push(gap(code, context.shown(file), because, { at: { line, column } }));
  }
  return yaml.documents[0]?.root ?? null;
}

/** The shown path of the target itself as a prefix of its files. */
function prefix(context: TemplateContext): string {
  return context.shown('x').slice(0, -1);
}
