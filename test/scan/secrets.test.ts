/** Secrets in the layers of an image, as a user meets them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { imageCollector } from '../../src/collectors/image/collector.ts';
import type { Sighting } from '../../src/model/collector.ts';
import type { ScanReport } from '../../src/model/scan-report.ts';
import { plimsoll } from '../cli/plimsoll.ts';
import { configOf, packedLayer, plainLayer, release, saved, Scratch, sha256 } from '../image/build.ts';
import { tar } from '../image/tar-writer.ts';

const scratch = new Scratch();
after(() => scratch.remove());

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
const schema = join(import.meta.dirname, '../../docs/schemas/plimsoll.scan-1.schema.json');
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')) as object);

/** Has the form and the checksum of a token of GitHub, and none ever was. */
function tokenOf(seed: string): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const body = [...createHash('sha256').update(seed).digest()]
    .slice(0, 30)
    .map((byte) => alphabet[byte % 62])
    .join('');
  let sum = '';
  for (let rest = crc32(body), at = 0; at < 6; at++, rest = Math.floor(rest / 62)) sum = alphabet[rest % 62]! + sum;
  return `ghp_${body}${sum}`;
}

const [ofBase, ofFile, ofHistory, ofModule] = ['base', 'file', 'history', 'module'].map(tokenOf);
const layers = [
  plainLayer([
    { name: 'etc/os-release', body: release },
    { name: 'lib/apk/db/installed', body: 'P:musl\nV:1\n\n' },
    { name: 'root/token', body: `T=${ofBase}\n` },
  ]),
  packedLayer([
    { name: 'app/.env', body: `A=1\nGITHUB_TOKEN=${ofFile}\n` },
    { name: 'app/node_modules/one/token.txt', body: `T=${ofModule}\n` },
  ]),
  plainLayer([{ name: 'app/.wh..env' }]),
];
const history = [
  { created_by: 'ADD root' },
  { created_by: 'CMD ["sh"]', empty_layer: true },
  { created_by: `COPY app # ${ofHistory}` },
  { created_by: 'RUN rm /app/.env' },
];
const image = scratch.file('web.tar', tar(saved(layers, { tags: ['web:1'], config: configOf(layers, { history }) })));

const run = (...args: readonly string[]) =>
  plimsoll(['images', 'scan', image, ...args], { cwd: scratch.path, env: { PLIMSOLL_HOME: scratch.path } });
const scan = async (...args: readonly string[]): Promise<ScanReport> => {
  const { out } = await run('--format', 'json', ...args);
  const report = JSON.parse(out) as ScanReport;
  assert.ok(validate(report), ajv.errorsText(validate.errors));
  for (const token of [ofBase, ofFile, ofModule]) assert.ok(!out.includes(token!), 'a secret is told');
  return report;
};
const unsearched = ({ gaps }: ScanReport): string =>
  gaps
    .filter(({ code }) => code === 'SECRETS_UNSEARCHED')
    .map(({ because }) => because)
    .join('\n');

describe('secrets in the layers of an image', () => {
  it('are told with the layer that holds and the one that deletes them', async () => {
    const report = await scan();
    const told = report.secrets.map(({ rule, file, line, layer, deletedIn }) => [rule, file, line, layer, deletedIn]);
    const [, second, third] = layers.map((layer) => sha256(layer.tar));
    assert.deepEqual(told, [
      ['github-token', 'app/.env', 2, second, third],
      ['github-token', null, null, null, null],
    ]);
    assert.match(unsearched(report), /a layer was not searched .*the history of a base image ends with "CMD/);
    assert.match(unsearched(report), /1 files in folders of installed packages/);
    assert.equal(report.answer, (await scan('--no-secrets')).answer);
  });

  it('are a section of the text', async () => {
    const { out } = await run();
    const flat = out.replaceAll(/\s+/g, ' ');
    assert.match(flat, /Secrets.* app\/\.env:2 in layer sha256:\w+ deleted in a later layer, still readable/);
    assert.match(flat, /in the history/);
    assert.ok(!out.includes(ofFile!));
  });

  it('are neither searched nor told of where nobody asks', async () => {
    const report = await scan('--no-secrets');
    assert.deepEqual([report.secrets, unsearched(report)], [[], '']);
  });
});

describe('secrets of layers that were read before', () => {
  const look = async (folder: string, secrets: boolean): Promise<Sighting[]> => {
    const found: Sighting[] = [];
    const options = { secrets, cache: { folder: join(scratch.path, folder), version: 'test' } };
    const context = { signal: new AbortController().signal, progress: () => {} };
    for await (const one of imageCollector.collect({ path: image, shown: 'web.tar', options }, context))
      found.push(one);
    return found;
  };
  const count = (found: readonly Sighting[]): number =>
    found.filter((one) => 'fact' in one && one.fact.kind === 'secret').length;

  it('are the same', async () => {
    const first = await look('same', true);
    assert.equal(count(first), 2);
    assert.deepEqual(await look('same', true), first);
  });

  it('are found although the layers were read without a search', async () => {
    assert.equal(count(await look('other', false)), 0);
    assert.equal(count(await look('other', true)), 2);
    assert.equal(count(await look('other', false)), 0);
  });
});
