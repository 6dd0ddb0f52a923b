/** A word of a line; in quotes it is never an option. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/** The words of a line as iptables-restore takes them apart (xshared.c: add_param_to_argv); null when a quote stays open. */
export function wordsOf(line: string): Word[] | null {
  // Most lines have no quote: 100,000 of them are read at once.
  if (!line.includes('"')) {
    return line.split(/[ \t]+/).flatMap((text) => (text === '' ? [] : { text, quoted: false }));
  }
  const words: Word[] = [];
  let text = '';
  let quoted = false;
  let open = false;
  const end = (): void => {
    if (text !== '' || quoted) words.push({ text, quoted });
    text = '';
    quoted = false;
  };
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]!;
    if (open) {
      if (letter === '\\' && at + 1 < line.length) text += line[++at]!;
      else if (letter === '"') open = false;
      else text += letter;
    } else if (letter === '"') {
      open = true;
      quoted = true;
    } else if (letter === ' ' || letter === '\t') end();
    else text += letter;
  }
  end();
  return open ? null : words;
}
