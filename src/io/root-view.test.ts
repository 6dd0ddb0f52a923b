import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { RootView } from './root-view.ts';

describe('a root file system', () => {
  let root: string;
  let view: RootView;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'plimsoll-root-'));
    view = new RootView(root);
    mkdirSync(join(root, 'etc/docker'), { recursive: true });
    mkdirSync(join(root, 'usr/lib'), { recursive: true });
    writeFileSync(join(root, 'etc/docker/daemon.json'), '{}');
    writeFileSync(join(root, 'etc/passwd'), 'inside');
    chmodSync(join(root, 'etc/docker/daemon.json'), 0o4640);
    symlinkSync('/usr/lib', join(root, 'lib'));
    symlinkSync('../../../../../../etc/passwd', join(root, 'usr/lib/up'));
    symlinkSync('/etc/passwd', join(root, 'usr/lib/absolute'));
    symlinkSync('circle', join(root, 'circle'));
    symlinkSync('/nowhere', join(root, 'dangling'));
  });
  after(() => rmSync(root, { recursive: true }));

  it('tells mode, owner and type', () => {
    const found = view.look('/etc/docker/daemon.json');
    assert.ok(found.state === 'there');
    assert.deepEqual([found.status.type, found.status.mode, found.target], ['file', 0o4640, '/etc/docker/daemon.json']);
    assert.equal(found.status.uid, process.getuid?.());
  });
  it('follows links inside of it, and never out', () => {
    for (const path of [
      '/lib/up',
      '/usr/lib/absolute',
      '/lib/absolute',
      '/../../etc/passwd',
      '/lib/../../etc/passwd',
    ]) {
      const found = view.look(path);
      assert.ok(found.state === 'there', path);
      assert.equal(found.target, '/etc/passwd', path);
      assert.deepEqual(view.text(path, 100), { text: 'inside', bytes: 6 });
    }
  });
  it('may be named by a link', () => {
    symlinkSync(root, join(root, 'self'));
    const linked = new RootView(join(root, 'self'));
    for (const path of ['/etc/passwd', '/lib/absolute', '/lib/up'])
      assert.deepEqual(linked.text(path, 100), { text: 'inside', bytes: 6 }, path);
  });
  it('tells absent from what it cannot tell', () => {
    assert.equal(view.look('/etc/passwd/../docker').state, 'absent', 'as the kernel has it');
    assert.equal(view.look('/etc/none').state, 'absent');
    assert.equal(view.look('/etc/passwd/x').state, 'absent');
    assert.equal(view.look('/dangling').state, 'absent');
    assert.equal(view.look('/circle').state, 'hidden');
    assert.equal(view.look(`/${'x'.repeat(300)}`).state, 'hidden');
  });
  it('lists a folder, in order', () => {
    assert.deepEqual(view.list('/lib'), { state: 'there', names: ['absolute', 'up'] });
    assert.equal(view.list('/etc/passwd').state, 'absent');
    assert.equal(view.list('/none').state, 'absent');
  });
  it('says that a text is missing only when it is', () => {
    const [missing, folder] = [view.text('/none', 10), view.text('/etc', 10)];
    assert.ok('missing' in missing && missing.missing);
    assert.ok('missing' in folder && !folder.missing);
  });
});
