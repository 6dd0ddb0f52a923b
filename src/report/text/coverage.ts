import type { Coverage } from '../../model/report.ts';
import { flow } from './flow.ts';
import type { Style } from './style.ts';

/** How much was looked at: "0 fails" means little without it. */
export function coverageLines({ subjects, checks, outcomes, waived, gaps }: Coverage, style: Style): string[] {
  const { dot } = style.signs;
  const total = outcomes.pass + outcomes.fail + outcomes.unknown;
  const text = [
    `${subjects} ${subjects === 1 ? 'subject' : 'subjects'}`,
    `${checks} checks`,
    `${total} outcomes (${outcomes.pass} pass, ${outcomes.fail} fail, ${outcomes.unknown} unknown)`,
    `${waived} waived`,
    `${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`,
  ].join(` ${dot} `);
  return [style.paint('bold', 'Coverage'), flow(style, '  ', [['plain', text]], 2)];
}
