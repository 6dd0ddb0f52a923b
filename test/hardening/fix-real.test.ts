/** Fixes of real manifests, Compose files and Dockerfiles: every diff applies, every file parses, nothing is worse. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseDockerfile } from '../../src/formats/dockerfile/parse-dockerfile.ts';
import { readYaml } from '../../src/formats/yaml/read-yaml.ts';
import type { FixReport } from '../../src/model/fix.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Report } from '../../src/model/report.ts';
import { remedies } from '../../src/remedies/catalogue/catalogue.ts';
import { plimsoll } from '../cli/plimsoll.ts';

const data = join(import.meta.dirname, '../../../shared/data/manifests');
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-fix-real-'));
after(() => rmSync(folder, { recursive: true }));

function copyOf(name: string, to: string): string {
  const path = join(folder, to);
  cpSync(join(data, name), path, { recursive: true });
  return path;
}
/** Files that hold what is fixed, by name. */
function texts(path: string): Map<string, string> {
  const names = globSync(['**/*.{yaml,yml,json}', '**/*Dockerfile*'], { cwd: path }).toSorted();
  return new Map(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]));
}
async function ask(cwd: string): Promise<Report> {
  const { out, err } = await plimsoll(['ask', '.', '-f', 'json'], { cwd });
  assert.notEqual(out, '', err);
  return JSON.parse(out) as Report;
}
/** How many outcomes of each check there are for each subject, by verdict. */
function counted(outcomes: readonly Outcome[], verdict: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of outcomes) {
    const key = JSON.stringify([one.check, one.subject]);
    counts.set(key, (counts.get(key) ?? 0) + (one.verdict === verdict ? 1 : 0));
  }
  return counts;
}

const safe = remedies.filter((one) => one.class === 'safe').map(({ check }) => check);
const all = remedies.map(({ check }) => check);
const cases = [
  { name: 'badPods', checks: safe, least: 200 },
  { name: 'badPods', checks: all, least: 700 },
  { name: 'awesome-compose', checks: safe, least: 75 },
  { name: 'awesome-compose', checks: all, least: 350 },
] as const;

for (const [index, { name, checks, least }] of cases.entries()) {
  describe(`${name}, ${checks.length} remedies`, () => {
    const path = join(folder, String(index));
    const named = checks === safe ? [] : ['-c', checks.join(',')];
    let [first, then]: [Report | null, Report | null] = [null, null];
    let report: FixReport;

    before(async () => {
      copyOf(name, String(index));
      first = await ask(path);
      const { out, err } = await plimsoll(['hardening', 'fix', '.', ...named, '-w', '-f', 'json'], { cwd: path });
      assert.notEqual(out, '', err);
      report = JSON.parse(out) as FixReport;
      then = await ask(path);
    });

    it('fixes many, and each fix is written', () => {
      assert.ok(report.fixes.length >= least, `only ${report.fixes.length} fixes`);
      assert.ok(report.fixes.every(({ state }) => state === 'written'));
    });

    it('its diffs apply with git and with patch, to the files that it writes', () => {
      const diff = report.files.map((one) => one.diff).join('');
      for (const [tool, args] of [
        ['git', ['apply', '--whitespace=nowarn', '-']],
        ['patch', ['-p1', '-s', '--binary']],
      ] as const) {
        const copy = copyOf(name, `${index}-${tool}`);
        const { status, stderr, stdout } = spawnSync(tool, args, { cwd: copy, input: diff, encoding: 'utf8' });
        assert.equal(status, 0, `${tool}: ${stdout}${stderr}`);
        assert.deepEqual(texts(copy), texts(path), tool);
      }
    });

    it('changes no other file, and all still parse', () => {
      const [old, now] = [texts(join(data, name)), texts(path)];
      const changed = [...now].filter(([file, text]) => old.get(file) !== text).map(([file]) => file);
      assert.deepEqual(changed, report.files.map(({ file }) => file).toSorted());
      for (const [file, text] of now) {
        const problems = /\.(ya?ml|json)$/.test(file)
          ? [readYaml(text, file, '', 'core').problems, readYaml(old.get(file)!, file, '', 'core').problems]
          : [parseDockerfile(text).problems, parseDockerfile(old.get(file)!).problems];
        assert.deepEqual(problems[0], problems[1], file);
      }
    });

    it('turns what it fixed to pass, and makes nothing worse', () => {
      const [fails, passes] = [counted(then!.outcomes, 'fail'), counted(then!.outcomes, 'pass')];
      for (const { check, subject } of report.fixes) {
        const key = JSON.stringify([check, subject]);
        assert.equal(fails.get(key), 0, key);
        assert.ok(passes.get(key)! > 0, key);
      }
      const failed = counted(first!.outcomes, 'fail');
      for (const verdict of ['fail', 'unknown']) {
        const was = counted(first!.outcomes, verdict);
        const worse = [...counted(then!.outcomes, verdict)].filter(([key, count]) => {
          const other = verdict === 'unknown' ? (failed.get(key) ?? 0) : 0;
          return count > (was.get(key) ?? 0) + other;
        });
        assert.deepEqual(worse, []);
      }
      assert.deepEqual(
        then!.gaps.map(({ code, subject }) => [code, subject]),
        first!.gaps.map(({ code, subject }) => [code, subject]),
      );
      assert.equal(then!.coverage.subjects, first!.coverage.subjects);
    });

    it('has nothing more to fix of it the second time', async () => {
      const { out } = await plimsoll(['hardening', 'fix', '.', ...named, '-f', 'json'], { cwd: path });
      const done = new Set(report.fixes.map(({ check, subject }) => JSON.stringify([check, subject])));
      const again = (JSON.parse(out) as FixReport).fixes.filter(({ check, subject }) =>
        done.has(JSON.stringify([check, subject])),
      );
      assert.deepEqual(again, []);
      if (checks === safe) assert.equal((JSON.parse(out) as FixReport).fixes.length, 0);
    });
  });
}
