import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { replaceFile } from './atomic-file.ts';

describe('replaceFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atomic-'));
  const path = join(folder, 'db');
  after(() => rmSync(folder, { recursive: true }));

  it('shows the new file only when it is whole', async () => {
    writeFileSync(path, 'old');
    await replaceFile(path, async (temporary) => {
      writeFileSync(temporary, 'new');
      assert.equal(readFileSync(path, 'utf8'), 'old');
      await Promise.resolve();
    });
    assert.equal(readFileSync(path, 'utf8'), 'new');
    assert.deepEqual(readdirSync(folder), ['db']);
  });
  it('keeps the old one when the new one fails, and leaves nothing behind', async () => {
    await assert.rejects(
      replaceFile(path, (temporary) => {
        writeFileSync(temporary, 'half');
        return Promise.reject(new Error('no'));
      }),
      /no/,
    );
    assert.equal(readFileSync(path, 'utf8'), 'new');
    assert.deepEqual(readdirSync(folder), ['db']);
  });
  it('removes what the dead left, never what the living write', async () => {
    const host = hostname().replaceAll(/[^A-Za-z0-9-]/g, '-');
    const names = {
      dead: `.db.${host}.999999999.aa.part`,
      alive: `.db.${host}.${process.pid}.bb.part`,
      elsewhere: `.db.other.1.cc.part`,
      elsewhereOld: `.db.other.1.dd.part`,
      foreign: '.database.part',
    };
    for (const name of Object.values(names)) writeFileSync(join(folder, name), '');
    utimesSync(join(folder, names.elsewhereOld), 1, 1);
    await replaceFile(path, (temporary) => Promise.resolve(writeFileSync(temporary, 'x')));
    assert.deepEqual(readdirSync(folder).toSorted(), [names.alive, names.elsewhere, names.foreign, 'db'].toSorted());
  });
});
