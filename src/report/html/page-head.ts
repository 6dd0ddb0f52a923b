import { createHash } from 'node:crypto';

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 34 34' fill='none' stroke='%232f74b5' stroke-width='4'%3E%3Ccircle cx='17' cy='17' r='11'/%3E%3Cpath d='M0 17h34'/%3E%3C/svg%3E";

/**
 * The beginning of a page that needs nothing else: its policy lets nothing in from outside, and only this
 * script and this style run, by their hashes.
 *
 * @param title already escaped
 */
export function pageHead({
  title,
  style,
  script,
}: {
  readonly title: string;
  readonly style: string;
  readonly script: string;
}): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hashOf(script)}'`,
    `style-src 'sha256-${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
