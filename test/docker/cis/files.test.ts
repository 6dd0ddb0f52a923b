/** CIS Docker on a root file system that the test plants: every item of files, audit rules and groups, right and wrong. */
import assert from 'node:assert/strict';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { plimsoll } from '../../cli/plimsoll.ts';
import { audited, type Audited } from './audited.ts';
import { badFiles, hardenedFiles, plantRoot, type PlantedRoot } from './root.ts';

const root = process.getuid?.() === 0;
const audit = Array.from({ length: 16 }, (_, index) => `1.1.${index + 3}`);
const files = Array.from({ length: 24 }, (_, index) => `3.${index + 1}`);

describe('CIS Docker on a root file system', { skip: root ? false : 'files are given away by root alone' }, () => {
  let good: PlantedRoot;
  let bad: PlantedRoot;
  let settings: string;
  before(async () => {
    [good, bad] = await Promise.all([plantRoot(hardenedFiles()), plantRoot(badFiles())]);
    settings = join(good.folder, 'settings.yaml');
    writeFileSync(settings, 'trust: { engineUsers: [bo] }\n');
  });
  after(async () => {
    for (const planted of [good, bad]) {
      await planted.close();
      rmSync(planted.folder, { recursive: true });
    }
  });

  const audits = (folder: string, ...more: string[]): Promise<Audited> => audited([`host:${folder}`, ...more]);

  it('passes where all is as it should be', async () => {
    const items = await audits(good.folder);
    for (const item of ['1.1.1', '1.1.2', ...audit, ...files])
      assert.equal(items.verdict(item), 'pass', items.why(item));
  });

  it('fails where it is not', async () => {
    const items = await audits(bad.folder, '--config', settings);
    for (const item of ['1.1.2', ...audit, ...files]) assert.equal(items.verdict(item), 'fail', items.why(item));
  });

  it('says the same by the older numbers', async () => {
    const [newer, older] = await Promise.all([audits(bad.folder), audited([`host:${bad.folder}`], 'cis-docker@1.6.0')]);
    for (const item of [...audit, ...files]) assert.equal(older.verdict(item), newer.verdict(item), item);
  });

  it('leaves to a person who may be in the group, unless told', async () => {
    assert.equal((await audits(bad.folder)).verdict('1.1.2'), 'unknown');
  });

  it('judges each file by itself', async () => {
    const one = await plantRoot({
      ...hardenedFiles(),
      'etc/docker/daemon.json': { text: '{}', mode: 0o646 },
      'etc/audit/rules.d/docker.rules': { text: '-w /etc/docker/daemon.json -p wa\n', mode: 0o640 },
    });
    try {
      const items = await audits(one.folder);
      assert.equal(items.verdict('3.18'), 'fail');
      assert.equal(items.verdict('3.17'), 'pass');
      assert.equal(items.verdict('3.2'), 'pass');
      assert.equal(items.verdict('1.1.11'), 'pass');
      assert.equal(items.verdict('1.1.6'), 'fail');
    } finally {
      await one.close();
      rmSync(one.folder, { recursive: true });
    }
  });

  it('judges what the unit and daemon.json make of the engine', async () => {
    const json = {
      'live-restore': true,
      'userns-remap': 'default',
      'authorization-plugins': ['authz'],
      'default-ulimits': { nofile: { Name: 'nofile', Soft: 1024, Hard: 2048 } },
      'log-driver': 'awslogs',
      'storage-driver': 'overlay2',
      'no-new-privileges': true,
    };
    const start = (flags: string) => `[Service]\nExecStart=/usr/bin/dockerd -H fd:// ${flags}\n`;
    const set = '2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 2.13 2.14 2.15 2.16 2.17 2.19'.split(' ');
    for (const { unit, daemon, socket, verdict, items } of [
      {
        unit: start('--icc=false --userland-proxy=false'),
        daemon: json,
        socket: '/run/docker.sock',
        verdict: 'pass',
        items: set,
      },
      {
        unit: start(
          '--log-level debug --iptables=false --insecure-registry r:5000 -s aufs --cgroup-parent /x --experimental',
        ),
        daemon: { 'storage-opts': ['dm.basesize=20G'] },
        socket: '2375',
        verdict: 'fail',
        items: set.filter((item) => item !== '2.7'),
      },
      {
        unit: start(''),
        daemon: { 'storage-driver': 'devicemapper' },
        socket: '/run/docker.sock',
        verdict: 'fail',
        items: ['2.7'],
      },
      // What a variable holds that was not read is not known.
      {
        unit: `${start('$OPTIONS')}EnvironmentFile=/etc\n`,
        daemon: json,
        socket: '/run/docker.sock',
        verdict: 'unknown',
        items: ['2.2', '2.17'],
      },
    ]) {
      const planted = await plantRoot({
        ...hardenedFiles(),
        'lib/systemd/system/docker.service': { text: unit, mode: 0o644 },
        'lib/systemd/system/docker.socket': { text: `[Socket]\nListenStream=${socket}\n`, mode: 0o644 },
        'etc/docker/daemon.json': { text: JSON.stringify(daemon), mode: 0o644 },
      });
      try {
        const found = await audits(planted.folder);
        for (const item of items) assert.equal(found.verdict(item), verdict, found.why(item));
        const containers = found.report.items.filter(
          ({ item, verdict: said }) => item.startsWith('5.') && said === 'pass',
        );
        assert.deepEqual(containers, [], 'a root file system tells of no container');
      } finally {
        await planted.close();
        rmSync(planted.folder, { recursive: true });
      }
    }
  });

  it('what may not be read is unknown, and not absent', async () => {
    const closed = await plantRoot({ ...hardenedFiles(), 'etc/docker': { kind: 'folder', mode: 0o700 } });
    chmodSync(closed.folder, 0o755);
    chmodSync(join(closed.folder, 'etc/audit/rules.d'), 0o700);
    try {
      const items = await audited([`host:${closed.folder}`], 'cis-docker@1.8.0', { uid: 65_534, gid: 65_534 });
      // The folder itself is seen from outside.
      assert.equal(items.verdict('3.5'), 'unknown', 'its gap leaves it open which folder counts');
      for (const item of ['3.7', '3.9', '3.13', '3.17', '3.18', ...audit])
        assert.equal(items.verdict(item), 'unknown', items.why(item));
    } finally {
      await closed.close();
      rmSync(closed.folder, { recursive: true });
    }
  });

  it('what is no root file system is refused', async () => {
    const { code, err } = await plimsoll(['hardening', 'audit', `host:${join(good.folder, 'usr')}`]);
    assert.equal(code, 3);
    assert.match(err, /UNKNOWN_TARGET.*no \/etc|no root file system/s);
    const missing = await plimsoll(['ask', `host:${join(good.folder, 'none')}`]);
    assert.equal(missing.code, 3);
    assert.match(missing.err, /NO_SUCH_TARGET|no folder/);
  });
});
