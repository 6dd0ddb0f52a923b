import { runProgram, type ProgramLimits } from '../../io/run-program.ts';
import type { Sighting } from '../../model/collector.ts';
import { gap } from './gaps.ts';
import { readRendered } from './rendered.ts';

/** A Helm chart: the folder of a Chart.yaml that is not inside another chart. */
export interface Chart {
  /** Path from the target with a slash at its end; empty for the target itself. */
  readonly folder: string;
  readonly isLibrary: boolean;
}

/** True for what belongs to the chart's rendering and is no manifest by itself. */
export function belongsToChart(folder: string, file: string): boolean {
  if (!file.startsWith(folder)) return false;
  const inside = file.slice(folder.length);
  return (
    inside.startsWith('templates/') ||
    inside.startsWith('charts/') ||
    /^(values[^/]*|Chart)\.(ya?ml|json)$/i.test(inside)
  );
}

/**
 * Renders a chart with the user's helm and its default values.
 *
 * @param path absolute
 * @param shown the chart's folder as evidence names it, with a slash at its end
 */
export async function renderChart(
  path: string,
  shown: string,
  limits: ProgramLimits,
  signal: AbortSignal,
): Promise<Sighting[]> {
  const origin = `${shown}Chart.yaml`;
  const run = await runProgram('helm', ['template', path], limits, signal);
  if (run.outcome !== 'done') {
    const because =
      run.outcome === 'missing'
        ? 'is a Helm chart, and helm is not on PATH'
        : `helm template could not render it: ${run.because}`;
    const toKnow = 'Put helm on PATH, or run `helm template` with the values that you deploy and ask about its output.';
    return [gap('TEMPLATE_UNRENDERED', origin, because, { toKnow })];
  }
  return readRendered(run.output, 'helm template', origin, (document) => {
    // helm writes `# Source: CHART/templates/web.yaml` before each document.
    const template = /^# Source: [^/\n]+\/(.+)$/m.exec(document)?.[1];
    return template === undefined ? origin : shown + template.trim();
  });
}
