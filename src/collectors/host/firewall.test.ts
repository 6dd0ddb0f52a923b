import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hostFirewall, type HostFirewall } from '../../facts/host-firewall.ts';
import type { Sighting } from '../../model/collector.ts';
import { hostCollector } from './host.ts';

const save = (policy: string): string =>
  `*filter\n:INPUT ${policy} [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n`;

describe('the packet filter of a root file system', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'plimsoll-firewall-'));
  });
  after(() => rmSync(root, { recursive: true }));
  const look = async (files: Record<string, string>): Promise<Sighting[]> => {
    rmSync(join(root, 'etc'), { recursive: true, force: true });
    for (const [path, text] of Object.entries({ 'etc/passwd': '', ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const target = { root, shown: 'mnt' };
    return Array.fromAsync(hostCollector.collect(target, { signal: new AbortController().signal, progress: () => {} }));
  };
  const facts = (seen: readonly Sighting[]): HostFirewall[] =>
    seen.flatMap((one) =>
      'fact' in one && one.fact.kind === hostFirewall.name ? [one.fact.value as HostFirewall] : [],
    );
  const gaps = (seen: readonly Sighting[]): string[] =>
    seen.flatMap((one) =>
      'gap' in one && one.gap.code.startsWith('FIREWALL') ? [`${one.gap.subject}: ${one.gap.because}`] : [],
    );

  it('is read from the files that are loaded at the start', async () => {
    const seen = await look({ 'etc/iptables/rules.v4': save('DROP'), 'etc/iptables/rules.v6': save('ACCEPT') });
    assert.deepEqual(
      facts(seen).map(({ family, at }) => [family, at.file]),
      [
        [4, 'mnt/etc/iptables/rules.v4'],
        [6, 'mnt/etc/iptables/rules.v6'],
      ],
    );
    assert.deepEqual(gaps(seen), []);
  });
  it('is a gap in forms that are not read, and nothing where there is none', async () => {
    assert.deepEqual(gaps(await look({})), []);
    const seen = await look({
      'etc/nftables.conf': '#!/usr/sbin/nft -f\ntable inet filter {\n}\n',
      'etc/ufw/ufw.conf': 'ENABLED=yes\n',
      'etc/firewalld/zones/public.xml': '<zone/>',
      'etc/sysconfig/iptables': '*filter\n:INPUT DROP [0:0]\n',
    });
    assert.equal(facts(seen).length, 1);
    assert.equal(gaps(seen).length, 4);
    assert.match(gaps(seen).join('\n'), /no COMMIT/);
    assert.deepEqual(gaps(await look({ 'etc/ufw/ufw.conf': 'ENABLED=no\n' })), []);
  });
});
