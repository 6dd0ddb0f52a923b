/** The values of `--format` of `images scan`. */
export const scanFormats = ['text', 'json', 'sarif', 'junit', 'gitlab', 'github'] as const;
