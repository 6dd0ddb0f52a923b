import { directoryCollector, type DirectoryTarget } from '../../src/collectors/directory/directory.ts';
import type { Workload } from '../../src/facts/workload.ts';
import type { Fact } from '../../src/model/fact.ts';
import type { Gap } from '../../src/model/gap.ts';

export interface Looked {
  readonly facts: Fact[];
  readonly gaps: Gap[];
  readonly workloads: Fact<Workload>[];
  /** `CODE subject` of every gap, in order. */
  readonly codes: string[];
}

/** Everything the directory collector sees at a path. */
export async function look(path: string, more: Partial<DirectoryTarget> = {}, signal?: AbortSignal): Promise<Looked> {
  const looked: Looked = { facts: [], gaps: [], workloads: [], codes: [] };
  const target = { path, shown: '', ignore: [], environment: {}, ...more };
  const context = { signal: signal ?? new AbortController().signal, progress: () => undefined };
  for await (const sighting of directoryCollector.collect(target, context)) {
    if ('gap' in sighting) {
      looked.gaps.push(sighting.gap);
      looked.codes.push(`${sighting.gap.code} ${sighting.gap.subject}`);
    } else {
      looked.facts.push(sighting.fact);
      if (sighting.fact.kind === 'workload') looked.workloads.push(sighting.fact as Fact<Workload>);
    }
  }
  return looked;
}
