/** From the most to the least urgent, as Falco writes them. */
export const priorities = [
  'Emergency',
  'Alert',
  'Critical',
  'Error',
  'Warning',
  'Notice',
  'Informational',
  'Debug',
] as const;
export type Priority = (typeof priorities)[number];

/** A priority by its name in any case; `INFO` is Informational. */
export function priorityOf(text: string): Priority | undefined {
  const name = text.toLowerCase();
  return name === 'info' ? 'Informational' : priorities.find((priority) => priority.toLowerCase() === name);
}
