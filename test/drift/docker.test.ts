/** Two real engines: containers as Compose makes them, then changed by hand; and settings that differ. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { DriftReport } from '../../src/model/drift.ts';
import { plimsoll } from '../cli/plimsoll.ts';
import { noDockerd, startDockerd, type Dockerd } from '../real/dockerd.ts';
import { told } from './hold.ts';

const rootfs = join(import.meta.dirname, '../../../shared/data/rootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz');

const compose = `name: shop
services:
  web:
    image: test/alpine:1
    command: [sleep, "1000"]
    init: true
    user: "1000:1000"
    read_only: true
    cap_drop: [ALL]
    security_opt: [no-new-privileges:true]
    mem_limit: 64m
    pids_limit: 50
    environment: {MODE: plain}
    volumes: ["/etc/hostname:/host:ro", "./data:/data"]
    networks: [front]
  job:
    image: test/alpine:1
    entrypoint: [sleep]
    command: ["1000"]
    network_mode: none
  quiet:
    image: test/alpine:1
    network_mode: none
networks: {front: {}}
`;

let folder: string;

/** What `docker compose up` asks of the engine for each. */
const web = (...more: string[]): string[] =>
  [
    '--user=1000:1000 --read-only --cap-drop=ALL --security-opt=no-new-privileges:true --memory=64m --pids-limit=50',
    `--env=MODE=plain --volume=/etc/hostname:/host:ro --volume=${folder}/data:/data --network=shop_front --init`,
  ]
    .flatMap((words) => words.split(' '))
    .concat(more);
const labels = (service: string): string[] =>
  Object.entries({ project: 'shop', service, oneoff: 'False', 'container-number': '1' }).map(
    ([key, value]) => `--label=com.docker.compose.${key}=${value}`,
  );

describe('drift of real engines', { skip: noDockerd() ?? false, timeout: 300_000 }, () => {
  let [engine, other]: Dockerd[] = [];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-drift-'));
    writeFileSync(join(folder, 'compose.yaml'), compose);
    engine = await startDockerd({}, [], { mounts: {} });
    other = await startDockerd({ 'live-restore': true, 'log-driver': 'local' }, [], { mounts: {} });
    await engine.docker('import', '--change', 'CMD ["sleep", "2000"]', rootfs, 'test/alpine:1');
    await engine.docker('network', 'create', '--label=com.docker.compose.project=shop', 'shop_front');
  });
  after(async () => {
    await engine?.stop();
    await other?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (service: string, words: readonly string[], command: readonly string[], name = `shop-${service}-1`) =>
    engine!.docker('run', '-d', `--name=${name}`, ...labels(service), ...words, 'test/alpine:1', ...command);
  const drift = async (...engines: Dockerd[]): Promise<{ code: number | null; report: DriftReport }> => {
    const live = engines.flatMap(({ socket }) => ['-l', `docker:unix://${socket}`]);
    const { code, out, err } = await plimsoll(['hardening', 'drift', '-d', '.', ...live, '-f', 'json'], {
      cwd: folder,
    });
    assert.notEqual(out, '', err);
    return { code, report: JSON.parse(out) as DriftReport };
  };

  it('none, when containers are as their services say', async () => {
    await run('web', web(), ['sleep', '1000']);
    await run('job', ['--entrypoint=sleep', '--network=none'], ['1000']);
    await run('quiet', ['--network=none'], []);
    const { code, report } = await drift(engine!);
    assert.deepEqual(told(report), []);
    assert.deepEqual(report.gaps.declared, []);
    // What this machine needs to run containers at all is seen as settings that are not read.
    assert.ok(report.gaps.live.every((gap) => gap.code === 'CONTAINER_SETTING_UNREAD'));
    assert.equal(report.count.same, 3);
    assert.equal(code, report.gaps.live.length === 0 ? 0 : 2);
  });

  it('what was started otherwise is told, setting by setting', async () => {
    await engine!.docker('rm', '-f', 'shop-web-1', 'shop-job-1', 'shop-quiet-1');
    await engine!.docker('network', 'create', 'bank');
    const changed = web().filter((word) => !/^--(user|cap-drop|security-opt|memory|env|read-only)/.test(word));
    await run(
      'web',
      [...changed, '--cap-add=NET_ADMIN', '--volume=/:/all', '--env=MODE=debug', '--pid=host'],
      ['sleep', '3000'],
    );
    await engine!.docker('network', 'connect', 'bank', 'shop-web-1');
    await run('quiet', ['--network=none'], ['sleep', '3000']);
    await engine!.docker('run', '-d', '--name=loose', '--network=none', 'test/alpine:1');
    const { code, report } = await drift(engine!);
    assert.deepEqual(told(report), [
      'differs Container shop-quiet-1: command of quiet',
      'differs Container shop-web-1: ' +
        [
          'capabilities added of web',
          'capabilities dropped of web',
          'command of web',
          'gaining privileges of web',
          'hostPid',
          'memory limit of web',
          'mount /all of web',
          'networks of web',
          'read-only root of web',
          'user of web',
          'variable MODE of web',
        ].join(', '),
      'missing Service job',
      'undeclared Container loose',
    ]);
    assert.equal(code, 1);
    const { differences } = report.items.find(({ subject }) => subject.name === 'shop-web-1')!;
    // What the kernel says of namespaces stands beside what the engine says of the rest.
    const difference = differences.find(({ setting }) => setting === 'read-only root');
    assert.match(difference!.evidence.live.api ?? '', /^GET \/containers\/[0-9a-f]+\/json$/);
    assert.equal(difference!.evidence.declared.file, 'compose.yaml');
    assert.ok(!JSON.stringify(report).includes('debug'));
  });

  it('two hosts that are set otherwise are inconsistent, and that is drift', async () => {
    await engine!.docker('rm', '-f', 'shop-web-1', 'shop-quiet-1', 'loose');
    await run('web', web(), ['sleep', '1000']);
    await run('job', ['--entrypoint=sleep', '--network=none'], ['1000']);
    await run('quiet', ['--network=none'], []);
    const { code, report } = await drift(engine!, other!);
    assert.deepEqual(told(report), []);
    assert.deepEqual(
      report.inconsistencies.map(({ setting, severity }) => `${severity} ${setting}`),
      ['medium liveRestore', 'medium loggingDriver'],
    );
    assert.equal(report.verdict, 'drift');
    assert.equal(code, 1);
  });
});
