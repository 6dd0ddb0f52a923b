/**
 * A real engine, and the kernel as judge: every pair of containers, the host, a machine on its link and one
 * behind a router, each tried on every port that somebody listens on.
 */
import assert from 'node:assert/strict';
import { after, before, describe as suite, it } from 'node:test';
import { partAt } from '../../src/formats/connections/connections.ts';
import { dockerEndpoints } from '../../src/questions/network/reachability/docker/endpoints.ts';
import { dockerLayer } from '../../src/questions/network/reachability/docker/layer.ts';
import type { Endpoint, Layer } from '../../src/questions/network/reachability/layer.ts';
import { noDockerd } from '../real/dockerd.ts';
import { binaries, build } from '../real/kubernetes-build.ts';
import { describe, tryAll, type Trial } from './judge.ts';
import { startLab, type Lab, type LabPlan } from './lab.ts';
import { composeFile, containers, modes, networks } from './shop.ts';
import { composed } from './told.ts';

const why = noDockerd();
const policy = 'the policy of the FORWARD chain of the host (`iptables -S FORWARD`)';

interface Judged extends Partial<LabPlan> {
  /** How often at most each reason stands for what is not known, by how it begins. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Further questions to the lab and to what was tried. */
  readonly also?: (lab: () => Lab, trials: () => readonly Trial[]) => void;
}

function judged(title: string, { unknown, also, ...plan }: Judged): void {
  suite(title, { skip: why ?? false, timeout: 600_000 }, () => {
    let lab: Lab;
    let trials: Trial[];
    before(async () => {
      if (plan.programs !== undefined) await build(['moby', 'containerd']);
      lab = await startLab({ daemon: {}, networks, containers, ...plan });
      trials = await tryAll(lab);
    });
    after(async () => lab?.stop());

    it('lets through what we say, and nothing else', () => {
      const wrong = trials.filter(({ reached, ours }) => ours.verdict === (reached ? 'denied' : 'allowed'));
      assert.deepEqual(wrong.map(describe), []);
      for (const verdict of ['allowed', 'denied']) {
        assert.ok(trials.filter(({ ours }) => ours.verdict === verdict).length > 100, verdict);
      }
    });
    it('is told with few unknowns, each for a reason that is known', () => {
      const left = { ...unknown };
      for (const one of trials.filter(({ ours }) => ours.verdict === 'unknown')) {
        const reason = Object.keys(left).find((begin) => one.ours.missing?.some((text) => text.startsWith(begin)));
        assert.ok(reason !== undefined && left[reason]! > 0, describe(one));
        left[reason] = left[reason]! - 1;
      }
    });
    also?.(
      () => lab,
      () => trials,
    );
  });
}

judged('an engine 20.10 as it is shipped', { unknown: { [policy]: 24 }, also: sameAsCompose });
judged('an engine 20.10 on a host whose own rules were read', {
  rules: [
    '-I DOCKER-USER -s 203.0.113.0/24 -p tcp -m conntrack --ctorigdstport 8080 -j DROP',
    '-I DOCKER-USER -s 203.0.113.0/24 -p udp --dport 53 -j REJECT',
    '-I DOCKER-USER -p tcp --dport 81 -j DROP',
    '-A INPUT -s 203.0.113.2 -p tcp --dport 9080 -j DROP',
  ],
  unknown: {
    'whether the kernel hands packets of a bridge': 40,
    'the destination port is not known': 45,
    'the source address is not known': 25,
    'whether it goes out by': 30,
    'there is no table in it': 5,
  },
});
judged('an engine 20.10 without proxy and icc, on a host that did not forward', {
  daemon: { 'userland-proxy': false, icc: false },
  sysctls: ['net.ipv4.ip_forward=0'],
  unknown: { [policy]: 24 },
});
judged('an engine 20.10 that writes no rules', {
  daemon: { iptables: false },
  unknown: { 'whether routers outside lead back': 56 },
});

const engine29 = {
  programs: [binaries],
  networks: [...networks, ...modes.networks],
  containers: [...containers, ...modes.containers],
  sysctls: ['net.ipv6.conf.all.forwarding=1', 'net.ipv6.conf.default.forwarding=1'],
  unknown: { 'whether routers outside lead': 7 },
};
judged('an engine 29 as it is shipped', engine29);
judged('an engine 29 with nftables and without proxy', {
  ...engine29,
  daemon: { 'firewall-backend': 'nftables', 'userland-proxy': false },
});

/** Compose before it runs says what the engine shows as it runs, but where the version decides. */
function sameAsCompose(lab: () => Lab): void {
  it('is what the Compose file said before it ran', () => {
    const files = composed({ 'lab/compose.yaml': composeFile });
    const [written, running] = [sayerOf(files), sayerOf(lab().facts)];
    const names = [...running.ends.keys()];
    assert.deepEqual([...written.ends.keys()].toSorted(), names.toSorted());
    const differ: string[] = [];
    let same = 0;
    for (const from of names) {
      for (const to of names) {
        const [file, engine] = [written, running].map(({ layer, ends }) =>
          layer.between(ends.get(from)!, ends.get(to)!),
        );
        assert.equal(file === undefined, engine === undefined, `${from} -> ${to}`);
        if (file === undefined || engine === undefined) continue;
        for (const [protocol, port] of [
          ['TCP', 80],
          ['TCP', 81],
          ['UDP', 53],
          ['SCTP', 80],
          ['ICMP', 8],
        ] as const) {
          // prettier-ignore
          const [said, is] = [partAt(file, protocol, port)!, partAt(engine, protocol, port)!];
          if (said.verdict === is.verdict) same += 1;
          else if (said.verdict !== 'unknown' || said.missing?.[0]?.includes('version of the engine') !== true) {
            differ.push(`${from} -> ${to} ${protocol} ${port}: ${said.verdict} in the file, ${is.verdict} as it runs`);
          }
        }
      }
    }
    assert.deepEqual(differ, []);
    assert.ok(same > 1500, `${same} are the same`);
  });
}

function sayerOf(facts: Lab['facts']): { layer: Layer; ends: Map<string, Endpoint> } {
  const ends = new Map<string, Endpoint>(dockerEndpoints(facts).map((one) => [one.peer.name, one]));
  ends.set('outside', { peer: { id: 'ip:0.0.0.0/0', kind: 'ip', name: 'ip', labels: {}, blocks: ['0.0.0.0/0'] } });
  return { layer: dockerLayer(facts)!, ends };
}
