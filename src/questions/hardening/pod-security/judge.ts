import type { Verdict } from '../../../model/outcome.ts';
import { controlsOf, type ControlAt } from './controls.ts';
import { Findings, type Finding } from './findings.ts';
import type { Pod } from './pod.ts';
import { everything } from './settings.ts';
import type { Level, Minor } from './version.ts';

/** What one control came to that is no pass. */
export interface Fault {
  readonly control: ControlAt;
  readonly verdict: 'fail' | 'unknown';
  /** What decides: all that is broken, or else all that is unclear. */
  readonly findings: readonly Finding[];
}

export interface PodVerdict {
  /** What is broken weighs more than what cannot be told. */
  readonly verdict: Verdict;
  /** In the order of the controls; all others pass. */
  readonly faults: readonly Fault[];
}

/** Judges a Pod by a level of the Pod Security Standards at a version, as the API server of it would. */
export function judge(pod: Pod, level: Level, minor: Minor): PodVerdict {
  const faults: Fault[] = [];
  for (const control of controlsOf(level, minor)) {
    const fault = faultOf(pod, control);
    if (fault !== null) faults.push(fault);
  }
  const verdict = faults.some((fault) => fault.verdict === 'fail') ? 'fail' : faults.length > 0 ? 'unknown' : 'pass';
  return { verdict, faults };
}

/** What one control comes to; null when it passes. */
export function faultOf(pod: Pod, control: ControlAt): Fault | null {
  if (control.concerns !== everything && (pod.settings & control.concerns) === 0) return null;
  const found = new Findings(pod);
  control.rule(pod, found);
  const { all } = found;
  if (all.length === 0) return null;
  const broken = all.filter(({ known }) => known);
  return broken.length > 0
    ? { control, verdict: 'fail', findings: broken }
    : { control, verdict: 'unknown', findings: all };
}
