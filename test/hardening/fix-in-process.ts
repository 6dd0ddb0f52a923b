import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseArguments } from '../../src/cli/arguments.ts';
import { asker } from '../../src/cli/fixing.ts';
import { remedies } from '../../src/remedies/catalogue/catalogue.ts';
import type { Asked } from '../../src/remedies/compare.ts';
import { planFixes } from '../../src/remedies/plan.ts';
import { prove, type Proven } from '../../src/remedies/prove.ts';
import { SourceFiles } from '../../src/remedies/source-files.ts';

export interface Tried {
  readonly before: Asked;
  readonly proven: Proven;
  /** Every file by its name, as it would be. */
  readonly after: Readonly<Record<string, string>>;
}

/** Runs what `hardening fix` runs over files of a folder, without a process for each. */
export class FixingFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'plimsoll-fixing-'));

  async fix(files: Readonly<Record<string, string>>, checks: readonly string[]): Promise<Tried> {
    rmSync(this.path, { recursive: true });
    mkdirSync(this.path);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), text);
    }
    const terminal = {
      environment: {},
      signal: new AbortController().signal,
      out: process.stdout,
      err: process.stderr,
    };
    const given = parseArguments(
      ['-q'],
      [
        { name: 'quiet', short: 'q', help: '' },
        { name: 'config', value: 'FILE', help: '' },
      ],
      'x',
    );
    const target = { kind: 'directory', label: 'dir:x', path: this.path, shown: 'x' } as const;
    const { ask } = await asker([target], given, terminal, new Date(0));
    const before = await ask(new Map());
    const wanted = new Map(remedies.filter(({ check }) => checks.includes(check)).map((one) => [one.check, one]));
    const sources = new SourceFiles([this.path], (shown) => join(this.path, relative('x', shown)), 1_000_000);
    const proven = await prove(planFixes(before.outcomes, wanted, before.facts, sources), before, ask);
    const edited = new Map([...proven.texts].map(([{ shown }, text]) => [relative('x', shown), text]));
    const after = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, edited.get(name) ?? text]));
    return { before, proven, after };
  }
  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
