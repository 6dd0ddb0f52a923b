import type { Report } from '../model/report.ts';

/**
 * What the settings decided of this report, for people; null when there are none. They may lie in
 * the folder that was asked, so that no report keeps silent about what they took out of it.
 */
export function decidedText({ asked, answers, coverage, gaps }: Report): string | null {
  if (asked.configuration === null) return null;
  const without = answers.flatMap(({ aspects }) => aspects).filter(({ answer }) => answer === 'n/a').length;
  const parts = [
    `fails at or above ${asked.failOn} make a no`,
    `${coverage.waived} waived`,
    `${without} stated as not applicable`,
    ...(gaps.some(({ code }) => code === 'PATHS_IGNORED') ? ['some paths left out'] : []),
  ];
  return `Settings of ${asked.configuration}: ${parts.join(', ')}.`;
}
