/** The values of `--format`. */
export const reportFormats = ['text', 'json', 'sarif', 'junit', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export function isReportFormat(text: string): text is ReportFormat {
  return (reportFormats as readonly string[]).includes(text);
}
