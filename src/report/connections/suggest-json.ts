import type { NeededConnection, SuggestReport } from '../../model/suggestion.ts';
import { evidenceOf, gapOf, list, ordered } from '../json.ts';
import { safeJson } from '../safe-json.ts';

/** `plimsoll.suggest/1`, piece by piece. */
export function* renderSuggestJson(report: SuggestReport): Generator<string> {
  const { schema, tool, asked, verdict, proof } = report;
  yield `{\n  "schema": ${safeJson(schema)},\n`;
  yield `  "tool": ${safeJson({ name: tool.name, version: tool.version })},\n`;
  yield `  "asked": ${safeJson(ordered(asked, ['targets', 'at', 'configuration', 'cni']))},\n`;
  yield `  "verdict": ${safeJson(verdict)},\n`;
  yield* list('policies', report.policies, (one) => one);
  yield* list('needs', report.needs, needOf);
  yield* list('refused', report.refused, needOf);
  yield* list('leftOut', report.leftOut, ({ what, because }) => ({ what, because }));
  yield* list('gaps', report.gaps, gapOf);
  yield `  "proof": ${safeJson(ordered(proof, ['lost', 'widened', 'unproven', 'pairs']))}\n}\n`;
}

function needOf({ from, to, ports, why, observed, at }: NeededConnection): object {
  const runs = ports.map(({ protocol, first, last }) => ({ protocol, first, last }));
  return { from, to, ports: runs, why, observed, at: evidenceOf(at) };
}
