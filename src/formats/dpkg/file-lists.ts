/** Lines of `info/NAME.md5sums` or `status.d/NAME.md5sums`: a digest, two blanks, a path without a leading slash. */
export function* readMd5sums(text: string): Generator<{ readonly path: string; readonly md5: string }> {
  for (const line of text.split('\n')) {
    if (line.length > 34 && line[32] === ' ' && line[33] === ' ') {
      yield { path: clean(line.slice(34)), md5: line.slice(0, 32).toLowerCase() };
    }
  }
}

function clean(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path.startsWith('/') ? path.slice(1) : path;
}
