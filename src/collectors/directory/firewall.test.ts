import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { hostFirewall, type HostFirewall } from '../../facts/host-firewall.ts';
import { directoryCollector } from './directory.ts';

const save = '*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n';

async function look(files: Record<string, string>, named = ''): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rules-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const target = { path: join(folder, named), shown: named, ignore: [], environment: {} };
    const seen = await Array.fromAsync(
      directoryCollector.collect(target, { signal: new AbortController().signal, progress: () => {} }),
    );
    return seen.map((one) => {
      if ('gap' in one) return `${one.gap.code} ${one.gap.subject}`;
      assert.equal(one.fact.kind, hostFirewall.name);
      const { form, family, at } = one.fact.value as HostFirewall;
      return [form, family, at.file].filter(Boolean).join(' ');
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('rules of a packet filter in a folder', () => {
  it('are found by name and content', async () => {
    const files = {
      'rules.v4': save,
      'rules.v6': save,
      'prod-iptables-save.txt': save,
      'ruleset.json': '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}',
      'host.nft': 'table inet filter {\n}\n',
      'falco.rules': 'nothing of ours',
      'notes.txt': save,
      'ipset.save': 'create a hash:net family inet\n',
    };
    assert.deepEqual((await look(files)).toSorted(), [
      'FIREWALL_UNREAD host.nft',
      'ipset-save ipset.save',
      'iptables-save 4 prod-iptables-save.txt',
      'iptables-save 4 rules.v4',
      'iptables-save 6 rules.v6',
      'nft-json ruleset.json',
    ]);
  });
  it('are read under any name when the file is named', async () => {
    assert.deepEqual(await look({ 'notes.txt': save }, 'notes.txt'), ['iptables-save 4 notes.txt']);
  });
});
