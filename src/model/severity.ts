/** How much harm a failed check allows, worst last. `info` is advice and never turns an answer. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** Negative when `a` is milder than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}

export function isSeverity(text: string): text is Severity {
  return (severities as readonly string[]).includes(text);
}
