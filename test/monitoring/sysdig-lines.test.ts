/** Lines of the real `sysdig -j` over the shared captures. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readEvents } from '../../src/readers/events/read-events.ts';

describe('readSysdig', () => {
  const captures = join(import.meta.dirname, '../../../shared/data/events/scap');
  const files = globSync('*.scap', { cwd: captures });
  it('finds the shared captures', () => assert.equal(files.length, 3));
  for (const file of files)
    it(`reads what sysdig prints of ${file}`, () => {
      const text = execFileSync('sysdig', ['-r', join(captures, file), '-j'], { encoding: 'utf8' });
      const lines = text.trim().split('\n');
      const read = readEvents(text);
      assert.deepEqual([read.kind, read.faults, read.list.length], ['sysdig', [], lines.length]);
      read.list.forEach((event, at) => {
        const line = lines[at] ?? '';
        assert.equal(String(event.time), /"evt.outputtime":(\d+)/.exec(line)?.[1]);
        const told = JSON.parse(line) as Record<string, unknown>;
        for (const name of ['evt.num', 'evt.type', 'evt.dir', 'thread.tid'])
          assert.equal(event.field(name), told[name], name);
        assert.equal(event.field('proc.name'), told['proc.name'] === '<NA>' ? undefined : told['proc.name']);
      });
    });
});
