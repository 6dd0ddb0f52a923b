const mask = '••••••';

const secretName =
  /pass(word|wd|phrase)?|pwd|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|\bauth\b|signature|salt|cookie/i;

/**
 * A line of a source file with what may be a secret masked. It errs on the side of masking: an
 * excerpt shows where to look, the file itself shows the rest.
 */
export function redactLine(line: string): string {
  return line
    .replace(/(:\/\/[^\s/:@]*:)[^\s/@]+@/g, `$1${mask}@`)
    .replace(/^(\s*(?:-\s*)?(?:"value"|'value'|value)\s*:\s*)(?!\s*[{|>&*]?\s*$).+$/, `$1${mask}`)
    .replace(
      /^(.*?)([\w.-]+)(["']?\s*[:=]\s*)(?=\S)(.*)$/,
      (whole, before: string, name: string, sign: string, value: string) =>
        secretName.test(name) && !/^[{[|>&*]\s*$/.test(value) ? `${before}${name}${sign}${mask}` : whole,
    )
    .replace(/(--?[\w-]*(?:pass|token|secret|key)[\w-]*[= ])\S+/gi, `$1${mask}`)
    .replace(/\b([\w.]*(?:PASS|PASSWORD|TOKEN|SECRET|KEY)[\w.]*=)\S+/gi, `$1${mask}`)
    .replace(
      /\b(gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abpr]-[\w-]{10,}|AKIA[0-9A-Z]{16}|sk-[\w-]{20,}|eyJ[\w-]{10,}\.[\w-]{5,}\.[\w-]*)/g,
      mask,
    )
    .replace(/(?<![\w/.-])[A-Za-z0-9+/_-]{40,}={0,2}(?![\w/.-])/g, (text) =>
      /^[0-9a-f]+$/.test(text) && text.length === 64 ? text : mask,
    );
}
