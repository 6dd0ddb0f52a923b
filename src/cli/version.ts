import { readFileSync } from 'node:fs';
import type { Terminal } from './terminal.ts';

/** The version of package.json, which lies two folders above both src/cli and dist/cli. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

export function version({ out }: Terminal): number {
  out.write(`plimsoll ${packageVersion()}\n`);
  return 0;
}
