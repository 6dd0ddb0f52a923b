/** The pages of checks are run: what stands under Fails fails, what stands under Passes passes. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { moment } from '../../src/facts/moment.ts';
import { policy } from '../../src/facts/policy.ts';
import { collectors } from '../../src/cli/collectors.ts';
import { questions } from '../../src/main.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import type { Sighting } from '../../src/model/collector.ts';
import { fact, type Fact } from '../../src/model/fact.ts';
import type { Gap } from '../../src/model/gap.ts';
import { readContainerJson, readEngineJson } from '../../src/readers/docker/read-json.ts';
import { readHostJson } from '../../src/readers/host/read-json.ts';
import { readImageJson } from '../../src/readers/image/read-image-json.ts';
import { noSettings, readSettings } from '../../src/readers/settings/read-settings.ts';
import type { Settings } from '../../src/readers/settings/settings.ts';
import { evaluate } from '../checks/table.ts';

const root = join(import.meta.dirname, '../..');
const today = '2026-11-24T00:00:00.000Z';

interface Fence {
  readonly section: string;
  readonly file: string;
  readonly text: string;
  readonly line: number;
}

for (const check of questions.flatMap(({ checks }) => checks)) {
  const page = `src/questions/${check.aspect}/${check.name}.md`;
  describe(page, () => {
    const fences = readFences(readFileSync(join(root, page), 'utf8'));
    for (const section of ['Fails', 'Passes'] as const) {
      const own = fences.filter((fence) => fence.section === section);
      it(`shows under ${section} what it means`, () => {
        const shows = own.some(({ file }) => file !== 'plimsoll.yaml');
        assert.notEqual(shows, mayStayEmpty(check, section), `no example under ${section}, or one where none can be`);
      });
      let settings = noSettings({ source: 'plimsoll' });
      for (const fence of own) {
        if (fence.file === 'plimsoll.yaml') {
          settings = readSettings(fence.text, 'plimsoll.yaml', []);
          continue;
        }
        const measure = settings;
        it(`line ${fence.line}: ${fence.file} ${section.toLowerCase()}`, async () => {
          const { facts, gaps } = await see(fence, measure);
          assert.deepEqual(
            gaps.map(({ code, because }) => `${code}: ${because}`),
            [],
            'the example is read without a gap',
          );
          const verdicts = evaluate(check, facts).map(({ verdict }) => verdict);
          if (section === 'Fails') assert.ok(verdicts.includes('fail'), `got ${verdicts.join(', ') || 'no outcome'}`);
          else assert.deepEqual([...new Set(verdicts)], ['pass']);
        });
      }
    }
  });
}

/** Checks that can never fail or never pass, or whose page cannot show it, say so in the `Limits` of their table. */
function mayStayEmpty(check: AnyCheck, section: 'Fails' | 'Passes'): boolean {
  const written = readFileSync(join(root, `src/questions/${check.aspect}/${check.name}.test.ts`), 'utf8');
  const table = written.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  const never = new RegExp(`\\bnever: \\[[^\\]]*'${section === 'Fails' ? 'fail' : 'pass'}'`);
  return never.test(table) || /\bunshown: ['"`]\w/.test(table);
}

function readFences(page: string): Fence[] {
  const fences: Fence[] = [];
  let section = '';
  let open: { file: string; lines: string[]; line: number } | null = null;
  for (const [index, line] of page.split('\n').entries()) {
    if (open !== null) {
      if (line === '```') {
        fences.push({ section, file: open.file, text: `${open.lines.join('\n')}\n`, line: open.line });
        open = null;
      } else open.lines.push(line);
    } else if (line.startsWith('## ')) section = line.slice(3);
    else if (line.startsWith('```')) {
      const [, file = 'unnamed'] = line.slice(3).split(' ');
      open = { file, lines: [], line: index + 1 };
    }
  }
  return fences;
}

async function see({ file, text }: Fence, settings: Settings): Promise<{ facts: Fact[]; gaps: Gap[] }> {
  const seen: Sighting[] = [];
  if (file === 'engine.json') seen.push(...readEngineJson(JSON.parse(text)));
  else if (file === 'host.json') {
    const { engine: onHost, ...shown } = JSON.parse(text) as { readonly engine?: unknown };
    seen.push(...readHostJson(shown), ...(onHost === undefined ? [] : readEngineJson(onHost)));
  } else if (file === 'container.json') seen.push(...readContainerJson(JSON.parse(text)));
  else if (file === 'image.json') seen.push(...readImageJson(JSON.parse(text)));
  else seen.push(...(await seeFile(file, text)));
  const about = {
    subject: { source: 'plimsoll', kind: 'Settings', name: 'plimsoll.yaml' },
    stage: 'declared',
  } as const;
  const facts = seen.flatMap((one) => ('fact' in one ? [one.fact] : []));
  return {
    facts: [
      ...facts,
      fact(policy, about, settings.policy, settings.policy.at),
      fact(moment, about, { now: today }, { source: 'plimsoll' }),
    ],
    gaps: seen.flatMap((one) => ('gap' in one ? [one.gap] : [])),
  };
}

async function seeFile(file: string, text: string): Promise<Sighting[]> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-page-'));
  try {
    writeFileSync(join(folder, file), text);
    const target = { path: folder, shown: '', ignore: [], environment: {} };
    return await Array.fromAsync(
      (await collectors.directory()).collect(target, { signal: new AbortController().signal, progress: () => {} }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
