import type { TlsReport } from '../../model/tls-report.ts';
import { safeJson } from '../safe-json.ts';

/** `plimsoll.tls/1` (docs/schemas/plimsoll.tls-1.schema.json). */
export function renderTlsJson(report: TlsReport): string {
  return `${safeJson(report, 2)}\n`;
}
