import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { affects } from './judge-component.ts';
import { compareReleases, parseRelease } from './release.ts';
import { containerdHoles, dockerHoles, kernelHoles, runcHoles } from './table.ts';

for (const table of [dockerHoles, containerdHoles, runcHoles, kernelHoles]) {
  describe(`known holes of ${table.component}`, () => {
    it('is well formed', () => {
      assert.ok(table.holes.length > 0);
      assert.match(table.listed, /^\d{4}-\d\d-\d\d$/);
      assert.equal(new Set(table.holes.map(({ id }) => id)).size, table.holes.length);
      for (const hole of table.holes) {
        assert.match(hole.id, /^CVE-\d{4}-\d{4,}$/);
        assert.ok(URL.canParse(hole.source));
        for (const [from, to] of hole.affected) {
          const introduced = parseRelease(from) ?? assert.fail(`${hole.id} ${from}`);
          const fixed = to === null ? null : (parseRelease(to) ?? assert.fail(`${hole.id} ${to}`));
          assert.equal(introduced.build, '');
          if (fixed !== null) assert.ok(compareReleases(introduced, fixed) < 0, hole.id);
        }
      }
    });
    it('ends each range at its fix', () => {
      for (const hole of table.holes) {
        for (const [from, to] of hole.affected) {
          assert.ok(affects(hole, parseRelease(from)!), `${hole.id} ${from}`);
          if (to !== null) assert.ok(!affects(hole, parseRelease(to)!), `${hole.id} ${to}`);
        }
      }
    });
  });
}
