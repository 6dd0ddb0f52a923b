/** `images scan --store` and `images watch` as a user runs them, over an update of advisories in between. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { WatchReport } from '../../src/model/watch-report.ts';
import { FeedServer, osvRecord, putOsv } from '../advisories/feed-server.ts';
import { workFolder } from '../advisories/shared.ts';
import { plimsoll, startPlimsoll, type Ran } from '../cli/plimsoll.ts';

const folder = workFolder();
const server = await FeedServer.start();
const env = { PLIMSOLL_HOME: join(folder, 'home') };
const run = (...args: readonly string[]): Promise<Ran> => plimsoll(args, { cwd: folder, env });
const update = (): Promise<Ran> => run('advisories', 'update', '--feed=osv-npm', `--mirror=${server.mirror.join('=')}`);

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
formats.default(ajv);
const isValid = ajv.compile(
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../docs/schemas/plimsoll.watch-1.schema.json'), 'utf8'),
  ) as object,
);

/** A root filesystem with one package of npm. */
function putRoot(name: string): void {
  for (const [path, text] of [
    ['etc/os-release', 'ID=alpine\nVERSION_ID=3.20.3\n'],
    ['lib/apk/db/installed', 'P:musl\nV:1.2.5-r0\nA:x86_64\n\n'],
    ['bin/sh', ''],
    ['app/node_modules/left/package.json', '{"name":"left","version":"1.0.0"}'],
  ] as const) {
    mkdirSync(join(folder, name, path, '..'), { recursive: true });
    writeFileSync(join(folder, name, path), text);
  }
}

/** Takes notices, as a webhook does, and answers with this status. */
async function listen(): Promise<{ readonly url: string; readonly taken: WatchReport[]; status: number }> {
  const hook = { url: '', taken: [] as WatchReport[], status: 204 };
  const listening = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      if (hook.status < 300) hook.taken.push(JSON.parse(text) as WatchReport);
      response.writeHead(hook.status).end();
    });
  });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  after(() => {
    listening.closeAllConnections();
    listening.close();
  });
  hook.url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/hook`;
  return hook;
}

describe('images watch', () => {
  it('has nothing to watch at first, which is not known to be well', async () => {
    const { code, out } = await run('images', 'watch', '--once');
    assert.equal(code, 2);
    assert.match(out, /^0 of 0 stored images changed/m);
    assert.match(out, /^not known: .*no database of advisories/m);
  });

  it('tells what an update of advisories adds, once, by exit code, JSON and webhook', async () => {
    putOsv(server, 'npm', [osvRecord('X-1', 'other', '2026-01-01T00:00:00Z')]);
    assert.equal((await update()).code, 0);
    putRoot('root');
    const scanned = await run('images', 'scan', 'root', '--store', '-q');
    assert.ok([0, 2].includes(scanned.code!), scanned.err);
    const quiet = await run('images', 'watch', '--once');
    assert.deepEqual([quiet.code, quiet.err], [0, '']);
    putOsv(server, 'npm', [
      osvRecord('X-1', 'other', '2026-01-01T00:00:00Z'),
      osvRecord('MAL-2026-7', 'left', '2026-02-01T00:00:00Z'),
    ]);
    assert.equal((await update()).code, 0);
    const hook = await listen();
    hook.status = 500;
    const undelivered = await run('images', 'watch', '--once', `--notify=${hook.url}`);
    assert.equal(undelivered.code, 3);
    assert.match(undelivered.err, /NOTICE_UNDELIVERED: What changed could not be sent: .*HTTP 500/);
    hook.status = 204;
    const { code, out } = await run('images', 'watch', '--once', '-f', 'json', `--notify=${hook.url}`);
    const report = JSON.parse(out) as WatchReport;
    assert.ok(isValid(report), JSON.stringify(isValid.errors));
    assert.equal(code, 1);
    assert.deepEqual(hook.taken, [report]);
    const [image] = report.images;
    assert.equal(image!.name, join(folder, 'root'));
    assert.deepEqual(
      image!.added.map(({ id, severity, malicious, package: { purl } }) => [id, severity, malicious, purl]),
      [['MAL-2026-7', 'critical', true, 'pkg:npm/left@1.0.0']],
    );
    const again = await run('images', 'watch', '--once', `--notify=${hook.url}`);
    assert.deepEqual([again.code, hook.taken.length], [0, 1]);
  });

  it('ends with 1 as well when one that was there became worse, at the threshold or above', async () => {
    const rated = (severity: string, modified: string) =>
      osvRecord('GHSA-0000-0000-0009', 'left', modified, { database_specific: { severity } });
    const look = async (...records: readonly ReturnType<typeof osvRecord>[]): Promise<number | null> => {
      putOsv(server, 'npm', [osvRecord('X-1', 'other', '2026-01-01T00:00:00Z'), ...records]);
      assert.equal((await update()).code, 0);
      return (await run('images', 'watch', '--once', '--fail-on=high')).code;
    };
    assert.equal(await look(rated('LOW', '2026-03-01T00:00:00Z')), 0, 'added below it');
    assert.equal(await look(rated('MODERATE', '2026-03-02T00:00:00Z')), 0, 'worse below it');
    assert.equal(await look(rated('CRITICAL', '2026-03-03T00:00:00Z')), 1, 'worse above it');
    assert.equal(await look(rated('HIGH', '2026-03-04T00:00:00Z')), 0, 'better');
    const malicious = osvRecord('MAL-2026-7', 'left', '2026-02-01T00:00:00Z');
    assert.equal(await look(malicious), 1);
  });

  it('goes on until it is stopped, and sees an update meanwhile', async () => {
    const child = startPlimsoll(['images', 'watch', '--interval=1s'], { cwd: folder, env });
    let out = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (out += text));
    putOsv(server, 'npm', [osvRecord('X-1', 'other', '2026-01-01T00:00:00Z')]);
    assert.equal((await update()).code, 0);
    while (!out.includes('MAL-2026-7')) await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    await once(child, 'close');
    assert.match(out, /^ {2}- MAL-2026-7 left 1\.0\.0: critical, affected, malicious, no fix$/m);
  });

  it('says what is wrong with its arguments, and forgets', async () => {
    assert.match((await run('images', 'watch', '--interval=soon')).err, /BAD_ARGUMENT: --interval/);
    assert.match((await run('images', 'watch', '--once', '--forget=none')).err, /NO_SUCH_TARGET: No stored image/);
    const { code, out } = await run('images', 'watch', '--once', '--forget=root');
    assert.equal(code, 2);
    assert.match(out, /^0 of 0 stored images changed/m);
  });
});
