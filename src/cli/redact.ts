const mask = '••••••';

const secretName =
  /pass(word|wd|phrase)?|pwd|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|\bauth\b|signature|salt|cookie/i;

/**
 * A line of a source file with what may be a secret masked. It errs on the side of masking: an
 * excerpt shows where to look, the file itself shows the rest.
 */
export function redactLine(line: string): string {
  return (
    line
      // postgres://user:password@host
      .replace(/(:\/\/[^\s/:@]*:)[^\s/]+@/g, `$1${mask}@`)
      // A whole line `KEY: value with blanks` of YAML, `ENV KEY value` of an old Dockerfile.
      .replace(/^(\s*(?:-\s+)?["']?([\w.-]+)["']?:\s+)([^{["'|>&*].*)$/, maskNamed)
      .replace(/^(\s*(?:ENV|ARG)\s+([\w.-]+)\s+)(.+)$/i, maskNamed)
      // `KEY: value` and `KEY=value` anywhere.
      .replace(/(["']?([\w.-]+)["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|[^\s,}\]{["'][^\s,}\]]*)/g, maskNamed)
      .replace(/(--?([\w-]+)\s+)([^\s"'-][^\s"']*)/g, maskNamed)
      // Tokens that their shape gives away.
      .replace(
        /\b(gh[pousr]_\w{20,}|github_pat_\w{20,}|npm_\w{20,}|xox[abpr]-[\w-]{10,}|AKIA[0-9A-Z]{16}|sk-[\w-]{20,}|eyJ[\w-]{10,}\.[\w-]{5,}\.[\w-]*)/g,
        mask,
      )
      .replace(/(?<![\w/.:@-])[A-Za-z0-9+/_-]{40,}={0,2}(?![\w/.-])/g, mask)
  );
}

/** Masks the value when its name speaks of a secret, or is `value`, whose name stands elsewhere. */
function maskNamed(whole: string, before: string, name: string, value: string): string {
  const harmless = /^(true|false|null|~|[{[|>&*].*|["']{2})$/.test(value.trim());
  return !harmless && (name === 'value' || secretName.test(name)) ? `${before}${mask}` : whole;
}
