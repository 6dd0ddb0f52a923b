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
      // Authorization: Bearer abc; curl -u user:password; mysql -ppassword
      .replace(/\b(bearer|basic|token)\s+[\w.~+/=-]{6,}/gi, `$1 ${mask}`)
      .replace(/(\bauthorization["']?\s*[:=]\s*["']?(?:\w+\s+)?)(?![{[|>&*])[^\s"']+/gi, `$1${mask}`)
      .replace(/(\s(?:-u|--user)[\s=]+["']?[^\s:"']+:)[^\s"']+/g, `$1${mask}`)
      .replace(/((?:^|[\s["',])-p)(?!\s|ort|\d+(?::\d+)*\b)[^\s"',\]]{4,}/g, `$1${mask}`)
      // Addresses that are the secret themselves: whoever knows them may post.
      .replace(/(\/\/(?:[\w.-]*hooks?[\w.-]*|[\w.-]*discord[\w.-]*|api\.telegram\.org)\/)[^\s"',}]+/gi, `$1${mask}`)
      .replace(/(\/(?:api\/)?webhooks?\w*\/)[^\s"',}]+/gi, `$1${mask}`)
      // ["--password", "abc"] as two words of a list.
      .replace(/(["']?--?([\w-]+)["']?\s*,\s*)("[^"]*"?|'[^']*'?|[^\s,\]"']+)/g, maskNamed)
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

/**
 * Lines of a file, redacted. What stands in a block of text (`password: |`) is masked by the name of
 * the block, which may lie above the lines that are shown.
 *
 * @param first index of the first line that is shown
 * @param maxLine characters of a line that are shown
 */
export function redactLines(lines: readonly string[], first: number, end: number, maxLine: number): string[] {
  return lines.slice(first, end).map((line, index) => {
    if (isInSecretBlock(lines, first + index)) return `${' '.repeat(Math.min(indentOf(line), maxLine))}${mask}`;
    return redactLine(line.slice(0, 2 * maxLine)).slice(0, maxLine);
  });
}

/** Blocks longer than this are masked no further: it bounds the work. */
const maxBlock = 2000;
const blockHead = /(?:^|\s|["'])([\w.-]+)["']?:\s+(?:[!&]\S+\s+)*[|>][-+\d]*\s*(?:#.*)?$/;

function isInSecretBlock(lines: readonly string[], index: number): boolean {
  let indent = indentOf(lines[index] ?? '');
  for (let above = index - 1; above >= 0 && index - above < maxBlock && indent > 0; above--) {
    const line = lines[above] ?? '';
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    const name = blockHead.exec(line.slice(0, 1000))?.[1];
    if (name !== undefined) return name === 'value' || secretName.test(name);
  }
  return false;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
