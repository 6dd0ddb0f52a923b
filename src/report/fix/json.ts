import type { Evidence } from '../../model/evidence.ts';
import type { Subject } from '../../model/fact.ts';
import type { FixReport, FixSubject } from '../../model/fix.ts';
import { safeJson } from '../safe-json.ts';

/** Schema `plimsoll.fix/1`: docs/schemas/plimsoll.fix-1.schema.json. */
export function renderFixJson(report: FixReport): string {
  const fixes = report.fixes.map((one) => ({
    ...common(one),
    ...pick(one, ['class', 'does', 'mayBreak', 'file', 'before', 'state']),
  }));
  const refused = report.refused.map((one) => ({ ...common(one), ...pick(one, ['code', 'because']) }));
  return `${safeJson({ ...report, fixes, refused }, 2)}\n`;
}

function common({ check, name, severity, subject, stage, fingerprint, evidence, saw }: FixSubject): object {
  return {
    check,
    name,
    severity,
    subject: pick<Subject>(subject, ['source', 'kind', 'namespace', 'name', 'container']),
    stage,
    fingerprint,
    evidence: evidence.map((one) =>
      pick<Evidence>(one, ['source', 'file', 'line', 'column', 'place', 'api', 'layer', 'note']),
    ),
    saw,
  };
}

/** These keys in this order, where they are there. */
function pick<T extends object>(from: T, keys: readonly (keyof T)[]): Partial<T> {
  const found: Partial<T> = {};
  for (const key of keys) if (from[key] !== undefined) found[key] = from[key];
  return found;
}
