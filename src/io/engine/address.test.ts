import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { engineAddress, parseAddress } from './address.ts';
import { EngineError, type EngineErrorKind } from './engine-error.ts';

const home = mkdtempSync(join(tmpdir(), 'plimsoll-address-'));
after(() => rmSync(home, { recursive: true, force: true }));

const kind = (wanted: EngineErrorKind) => (error: unknown) => error instanceof EngineError && error.kind === wanted;

describe('addresses', () => {
  it('are read', () => {
    const plain = (text: string) => {
      const address = parseAddress(text, null);
      return address.kind === 'unix' ? address.path : [address.host, address.port, address.tls !== null];
    };
    assert.equal(plain('unix:///a b/s'), '/a b/s');
    assert.equal(plain('/a/s'), '/a/s');
    assert.deepEqual(plain('tcp://host'), ['host', 2375, false]);
    assert.deepEqual(plain('tcp://[::1]:99'), ['::1', 99, false]);
    assert.deepEqual(plain('tcp://:2375'), ['127.0.0.1', 2375, false]);
    assert.deepEqual(plain('https://host'), ['host', 2376, true]);
  });
  it('are refused', () => {
    for (const text of [
      '',
      'host',
      'tcp://a:b',
      'tcp://a:0',
      'tcp://a:70000',
      'tcp://u:p@h:1',
      'tcp://h/p',
      'unix://a',
    ]) {
      assert.throws(() => parseAddress(text, null), kind('address'), text);
    }
    for (const text of ['ssh://me@host', 'npipe:////./pipe/x'])
      assert.throws(() => parseAddress(text, null), kind('unsupported'));
  });
});

describe('where the docker command would ask', () => {
  it('without anything', async () => {
    assert.equal((await engineAddress(undefined, { HOME: home })).text, 'unix:///var/run/docker.sock');
  });
  it('by DOCKER_HOST, with certificates', async () => {
    const certificates = join(home, 'certificates');
    mkdirSync(certificates);
    const environment = {
      HOME: home,
      DOCKER_HOST: 'tcp://h:1',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: certificates,
    };
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(certificates, `${name}.pem`), name);
    const address = await engineAddress(undefined, environment);
    assert.ok(address.kind === 'tcp');
    assert.deepEqual(address.tls, { verify: true, ca: 'ca', cert: 'cert', key: 'key' });
    rmSync(join(certificates, 'key.pem'));
    await assert.rejects(engineAddress(undefined, environment), kind('address'));
  });
  it('by the current context, unless DOCKER_HOST is set', async () => {
    const id = createHash('sha256').update('far').digest('hex');
    const folder = join(home, '.docker/contexts/meta', id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(home, '.docker/config.json'), '{"currentContext":"far"}');
    await assert.rejects(engineAddress(undefined, { HOME: home }), kind('address'));
    writeFileSync(join(folder, 'meta.json'), '{"Name":"far","Endpoints":{"docker":{"Host":"unix:///far.sock"}}}');
    assert.equal((await engineAddress(undefined, { HOME: home })).text, 'unix:///far.sock');
    assert.equal((await engineAddress(undefined, { HOME: home, DOCKER_HOST: '/near' })).text, 'unix:///near');
    assert.equal(
      (await engineAddress(undefined, { HOME: home, DOCKER_CONTEXT: 'default' })).text,
      'unix:///var/run/docker.sock',
    );
  });
});
