/** The values of `--format`. */
export const reportFormats = ['text', 'json', 'sarif', 'junit', 'html'] as const;
