import assert from 'node:assert/strict';
import { after, before, describe as suite, it } from 'node:test';
import { noDockerd } from '../real/dockerd.ts';
import { describe, tryAll, type Trial } from './judge.ts';
import { startLab, type Lab, type LabPlan } from './lab.ts';

const why = noDockerd();

const networks = [
  ['plain'],
  ['back'],
  ['--internal', 'inner'],
  ['-o', 'com.docker.network.bridge.enable_icc=false', 'noicc'],
  ['-o', 'com.docker.network.bridge.host_binding_ipv4=127.0.0.1', 'bound'],
  ['--internal', '-o', 'com.docker.network.bridge.enable_icc=false', 'inner2'],
  ['--ipv6', '--subnet=fd99::/64', 'six'],
];

const containers = [
  { name: 'web', run: '--network=plain -p 8080:80 -p 5353:53/udp' },
  { name: 'app', run: '--network=plain', joins: ['back'] },
  { name: 'admin', run: '--network=back -p 127.0.0.1:8081:80' },
  { name: 'vault', run: '--network=inner -p 8082:80' },
  { name: 'joiner', run: '--network=inner', joins: ['back'] },
  { name: 'shy', run: '--network=noicc -p 10.77.0.9:8083:80' },
  { name: 'shyer', run: '--network=noicc' },
  { name: 'old', run: '-p 8084:80 --expose 81' },
  { name: 'linked', run: '--link=old' },
  { name: 'onhost', run: '--network=host' },
  { name: 'alone', run: '--network=none' },
  { name: 'side', run: '--network=container:app' },
  { name: 'local', run: '--network=bound -p 8085:80' },
  { name: 'cell', run: '--network=inner2' },
  { name: 'mate', run: '--network=inner2' },
  { name: 'modern', run: '--network=six -p 8086:80' },
];

function judged(title: string, plan: Partial<LabPlan>): void {
  suite(title, { skip: why ?? false, timeout: 300_000 }, () => {
    let lab: Lab;
    let trials: Trial[];
    before(async () => {
      lab = await startLab({ daemon: {}, networks, containers, ...plan });
      trials = await tryAll(lab);
    });
    after(async () => lab?.stop());

    it('lets through what we say, and nothing else', () => {
      const wrong = trials.filter(({ reached, ours }) => ours.verdict === (reached ? 'denied' : 'allowed'));
      assert.deepEqual(wrong.map(describe), []);
      const count = (verdict: string): number => trials.filter(({ ours }) => ours.verdict === verdict).length;
      console.log(title, trials.length, count('allowed'), count('denied'), count('unknown'));
      for (const one of trials.filter(({ ours }) => ours.verdict === 'unknown')) console.log(describe(one));
    });
  });
}

judged('an engine as it is shipped', {});
