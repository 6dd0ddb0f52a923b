/** Debian's own dpkg as judge: for every record of the feed, what we find is what it compares. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { matchPackages } from '../../src/questions/images/matching/match.ts';
import { build, feeds, packageOf, workFolder } from './shared.ts';

interface Osv {
  readonly id: string;
  readonly affected: readonly {
    readonly package: { readonly name: string };
    readonly ranges: readonly { readonly events: readonly { readonly fixed?: string }[] }[];
  }[];
}

/** True when dpkg says that a is before b. */
function isBefore(a: string, b: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    execFile('dpkg', ['--compare-versions', a, 'lt', b], (error) => {
      if (error !== null && error.code !== 1) reject(error);
      else resolve(error === null);
    });
  });
}

const folder = workFolder();

describe('the Debian feed', () => {
  it('gives for an installed list what dpkg --compare-versions gives', async () => {
    const file = join(feeds, 'debian/debian12-from-changelogs.osv.json');
    const records = JSON.parse(readFileSync(file, 'utf8')) as readonly Osv[];
    assert.ok(records.length > 1000);
    const database = await build([{ path: file }], folder);
    assert.deepEqual(database.gaps(), []);

    const fixes = new Map<string, { id: string; fixed: string }[]>();
    for (const { id, affected } of records) {
      for (const entry of affected) {
        for (const { fixed } of entry.ranges.flatMap(({ events }) => events)) {
          if (fixed !== undefined)
            fixes.set(entry.package.name, [...(fixes.get(entry.package.name) ?? []), { id, fixed }]);
        }
      }
    }
    // Each source is installed at one of its own fixes, at another with a tilde, and long before.
    const packages = [...fixes].map(([name, list], index) => {
      const fixed = list[index % list.length]!.fixed;
      const version = index % 3 === 0 ? fixed : index % 3 === 1 ? `${fixed}~1` : '0~1';
      return packageOf('Debian:12', 'deb', `${name}-bin`, '99:1-1+b1', { name, version });
    });
    const { findings, uncovered } = matchPackages(packages, (...about) => database.ask(...about));
    assert.deepEqual(uncovered, []);

    const expected = new Map<string, string>();
    const pending = packages.flatMap(({ source }) =>
      fixes.get(source!.name)!.map((fix) => ({ source: source!, ...fix })),
    );
    const judge = async (): Promise<void> => {
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const { source, id, fixed } = next;
        expected.set(`${id} ${source.name}`, (await isBefore(source.version, fixed)) ? 'affected' : 'fixed-by-version');
      }
    };
    await Promise.all([judge(), judge(), judge(), judge()]);
    const states = [...expected.values()];
    assert.ok(states.includes('affected') && states.includes('fixed-by-version'));
    const found = new Map(findings.map((finding) => [`${finding.id} ${finding.package.source!.name}`, finding.state]));
    assert.deepEqual(found, expected);
    for (const finding of findings) assert.match(finding.because, /[<≥] fixed /);
  });
});
