/** The whole command against a real engine: what the card says of two containers, over the socket and over TLS. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Report } from '../../src/model/report.ts';
import { plimsoll } from '../cli/plimsoll.ts';
import { noDockerd, startDockerd, type Dockerd } from '../real/dockerd.ts';

const run = promisify(execFile);
const rootfs = join(import.meta.dirname, '../../../shared/data/rootfs/alpine-minirootfs-3.18.9-x86_64.tar.gz');
const why = noDockerd();

describe('plimsoll ask docker:', { skip: why ?? false }, () => {
  let dockerd: Dockerd;
  let certificates: string;
  let port: number;
  let report: Report;

  before(async () => {
    certificates = mkdtempSync(join(tmpdir(), 'plimsoll-tls-'));
    await makeCertificates(certificates);
    port = await freePort();
    dockerd = await startDockerd({}, [
      `--host=tcp://127.0.0.1:${port}`,
      '--tlsverify',
      `--tlscacert=${certificates}/ca.pem`,
      `--tlscert=${certificates}/server-cert.pem`,
      `--tlskey=${certificates}/server-key.pem`,
    ]);
    await dockerd.docker('import', rootfs, 'shop/web:1');
    await dockerd.docker(
      'run',
      '-d',
      '--name=open',
      '--privileged',
      '--pid=host',
      '--network=host',
      '-v/:/host',
      '-e',
      'DB_PASSWORD=kJ8-visible-xQ',
      'shop/web:1',
      'sleep',
      '600',
    );
    await dockerd.docker(
      'run',
      '-d',
      '--name=locked',
      '--network=none',
      '--read-only',
      '--user=10001:10001',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges',
      '--memory=64m',
      '--cpus=0.5',
      '--pids-limit=50',
      '--restart=on-failure:5',
      '--log-driver=local',
      'shop/web:1',
      'sleep',
      '600',
    );
    const { out, code } = await plimsoll(['ask', `docker:unix://${dockerd.socket}`, '-f', 'json']);
    assert.equal(code, 1);
    report = JSON.parse(out) as Report;
  });
  after(async () => {
    await dockerd?.stop();
    rmSync(certificates, { recursive: true, force: true });
  });

  const verdictOf = (check: string, name: string): string[] =>
    report.outcomes
      .filter((outcome: Outcome) => outcome.check === check && outcome.subject.name === name)
      .map(({ verdict }) => verdict);

  const judged: readonly [check: string, open: string, locked: string][] = [
    ['HRD-101', 'fail', 'pass'],
    ['RUN-121', 'fail', 'pass'],
    ['RUN-122', 'pass', 'pass'],
    ['RUN-123', 'fail', 'pass'],
    ['RUN-126', 'fail', 'pass'],
    ['RUN-127', 'fail', 'pass'],
    ['RUN-101', 'fail', 'pass'],
    ['RUN-103', 'fail', 'pass'],
    ['RUN-151', 'fail', 'pass'],
    ['RUN-131', 'fail', 'pass'],
    ['HRD-102', 'fail', 'pass'],
    ['HRD-201', 'fail', 'pass'],
  ];
  for (const [check, open, locked] of judged) {
    it(`${check}: ${open} for the open container, ${locked} for the locked one`, () => {
      assert.deepEqual(
        [[...new Set(verdictOf(check, 'open'))], [...new Set(verdictOf(check, 'locked'))]],
        [[open], [locked]],
      );
    });
  }

  it('evidence of the running stage is the kernel or the engine, and holds no secret', () => {
    const seccomp = report.outcomes.find(({ check, subject }) => check === 'RUN-151' && subject.name === 'locked');
    assert.equal(seccomp?.stage, 'running');
    assert.match(JSON.stringify(seccomp?.evidence), /\/proc\/\d+\/status/);
    assert.doesNotMatch(JSON.stringify(report), /visible-xQ/);
  });

  it('says the same over TCP with client certificates', async () => {
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates };
    const { out } = await plimsoll(['ask', `docker:tcp://127.0.0.1:${port}`, '-f', 'json'], { env });
    const other = JSON.parse(out) as Report;
    assert.deepEqual(
      // Where this engine runs on control groups v1 or with a runtime of its own, that is said.
      other.gaps
        .filter(({ code }) => code !== 'CONTAINER_SETTING_UNREAD')
        .map(({ code, because }) => `${code}: ${because}`),
      [],
    );
    const told = (from: Report): string[] =>
      from.outcomes
        .filter(({ check, subject }) => check === 'HRD-101' && subject.kind === 'Container')
        .map(({ subject, verdict }) => `${subject.name} ${verdict}`);
    assert.deepEqual(told(other), told(report));
    assert.deepEqual(told(other).length, 2);
  });

  it('a wrong authority and a missing certificate are gaps, not answers', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'plimsoll-tls-'));
    const foreign = mkdtempSync(join(tmpdir(), 'plimsoll-tls-'));
    await makeCertificates(foreign);
    for (const folder of [empty, foreign]) {
      const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
      const { out, code } = await plimsoll(['ask', `docker:tcp://127.0.0.1:${port}`, '-f', 'json'], { env });
      assert.ok(code === 2 || code === 3, `exit ${code}`);
      if (code === 2) {
        const other = JSON.parse(out) as Report;
        assert.deepEqual(other.card, { yes: 0, no: 0, unknown: 25, 'n/a': 0 });
        assert.ok(other.gaps.some(({ code: gap }) => gap.startsWith('ENGINE_')));
      }
      rmSync(folder, { recursive: true });
    }
  });
});

async function makeCertificates(folder: string): Promise<void> {
  const openssl = (...words: string[]): Promise<unknown> => run('openssl', words, { cwd: folder });
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
  );
  writeFileSync(join(folder, 'server.ext'), 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n');
  writeFileSync(join(folder, 'client.ext'), 'extendedKeyUsage=clientAuth\n');
  for (const [name, prefix] of [
    ['server', 'server-'],
    ['client', ''],
  ] as const) {
    await openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${prefix}key.pem`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${name}`,
    );
    await openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca-key.pem',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${prefix}cert.pem`,
    );
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
