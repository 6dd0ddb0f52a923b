import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { certificatesOf } from './certificates.ts';
import { findCredentials } from './credentials.ts';
import { readMirrors } from './mirrors.ts';

const home = mkdtempSync(join(tmpdir(), 'plimsoll-credentials-'));
after(() => rmSync(home, { recursive: true, force: true }));

const base = { HOME: home, PATH: `${home}${delimiter}${process.env['PATH']}` };
const find = (environment: Record<string, string>, domain = 'a.example') =>
  findCredentials(domain, 'app', { ...base, ...environment }, new AbortController().signal);

function file(path: string, value: object): string {
  mkdirSync(join(home, path, '..'), { recursive: true });
  writeFileSync(join(home, path), JSON.stringify(value));
  return join(home, path);
}

function helper(name: string, script: string): void {
  writeFileSync(join(home, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`);
  chmodSync(join(home, `docker-credential-${name}`), 0o755);
}

const of = (user: string) => ({ auths: { 'a.example': { username: user, password: 'p' } } });

describe('findCredentials', () => {
  it('looks where docker and podman look, the nearest first', async () => {
    const user = async (environment: Record<string, string>): Promise<string | undefined> => {
      const { credentials } = await find(environment);
      return credentials?.kind === 'password' ? credentials.user : undefined;
    };
    assert.equal(await user({}), undefined);
    file('.docker/config.json', of('home'));
    assert.equal(await user({}), 'home');
    file('.config/containers/auth.json', of('podman'));
    assert.equal(await user({}), 'podman');
    file('run/containers/auth.json', of('runtime'));
    assert.equal(await user({ XDG_RUNTIME_DIR: join(home, 'run') }), 'runtime');
    file('named/config.json', of('named'));
    assert.equal(await user({ DOCKER_CONFIG: join(home, 'named') }), 'named');
    assert.equal(await user({ REGISTRY_AUTH_FILE: file('auth.json', of('file')) }), 'file');
    assert.equal(await user({ DOCKER_AUTH_CONFIG: JSON.stringify(of('text')) }), 'text');
    assert.equal(await user({ REGISTRY_AUTH_FILE: join(home, 'auth.json'), DOCKER_AUTH_CONFIG: '' }), 'file');
  });
  it('tells of a file that cannot be used', async () => {
    writeFileSync(join(home, 'broken.json'), '{ hunter2');
    const { credentials, origin } = await find({ REGISTRY_AUTH_FILE: join(home, 'broken.json') }, 'b.example');
    assert.equal(credentials, null);
    assert.match(origin, /broken\.json is not JSON/);
    assert.doesNotMatch(origin, /hunter2/);
    assert.match((await find({ REGISTRY_AUTH_FILE: join(home, 'none') }, 'b.example')).origin, /none does not exist/);
  });
  it('does not wait for what a helper left running', { timeout: 20_000 }, async () => {
    helper('left', 'sleep 30 & echo \'{"Username":"u","Secret":"s"}\'');
    const { credentials } = await find({ DOCKER_AUTH_CONFIG: JSON.stringify({ credsStore: 'left' }) });
    assert.deepEqual(credentials, { kind: 'password', user: 'u', password: 's' });
  });
  it('asks a helper by its input, without a shell', async () => {
    const said = join(home, 'said');
    helper('told', `cat > '${said}'; echo "$@" >> '${said}'; echo '{"Username":"u","Secret":"s"}'`);
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify({ credHelpers: { 'docker.io': 'told' } }) };
    assert.deepEqual((await find(environment, 'docker.io')).credentials, {
      kind: 'password',
      user: 'u',
      password: 's',
    });
    assert.equal(readFileSync(said, 'utf8'), 'https://index.docker.io/v1/\nget\n');
    helper('token', `echo '{"Username":"<token>","Secret":"s"}'`);
    const token = { DOCKER_AUTH_CONFIG: JSON.stringify({ credsStore: 'token' }) };
    assert.deepEqual((await find(token, 'c.example')).credentials, { kind: 'identity', token: 's' });
  });
  it('goes on without a helper that fails, and says so without what it printed', async () => {
    helper('broken', 'echo hunter2; exit 3');
    helper('loud', 'echo "{ hunter2"');
    helper('none', 'echo credentials not found in native keychain; exit 1');
    for (const [name, because] of [
      ['broken', /docker-credential-broken failed with code 3/],
      ['loud', /docker-credential-loud did not answer JSON/],
      ['absent', /docker-credential-absent is not installed/],
      ['../evil', /is no name of a credential helper/],
      ['none', /^$/],
    ] as const) {
      const config = { credsStore: name };
      const { credentials, origin } = await find({ DOCKER_AUTH_CONFIG: JSON.stringify(config) }, 'd.example');
      assert.equal(credentials, null);
      assert.match(origin, because);
      assert.doesNotMatch(origin, /hunter2/);
    }
  });
  it('takes what the file has where the helper knows nothing', async () => {
    const config = { ...of('file'), credsStore: 'none' };
    assert.equal((await find({ DOCKER_AUTH_CONFIG: JSON.stringify(config) })).credentials?.kind, 'password');
  });
});

describe('certificates of one registry', () => {
  it('are found by host and port', () => {
    const folder = join(home, '.config/containers/certs.d/a.example:5000');
    mkdirSync(folder, { recursive: true });
    for (const name of ['ca.crt', 'me.cert', 'me.key', 'alone.cert']) writeFileSync(join(folder, name), '');
    const found = certificatesOf('a.example:5000', base);
    assert.deepEqual(found, {
      ca: [join(folder, 'ca.crt')],
      client: { cert: join(folder, 'me.cert'), key: join(folder, 'me.key') },
    });
    assert.equal(certificatesOf('a.example', base), null);
    assert.equal(certificatesOf('..', base), null);
  });
});

describe('readMirrors', () => {
  it('reads hosts with path and scheme, in their order', () => {
    const mirrors = readMirrors(
      'docker.io=m.example, docker.io=https://n.example:5000/hub/x/\nghcr.io=http://localhost:1',
    );
    assert.ok(typeof mirrors !== 'string');
    assert.deepEqual(mirrors.get('docker.io'), [
      { scheme: 'https', host: 'm.example', prefix: '' },
      { scheme: 'https', host: 'n.example:5000', prefix: 'hub/x' },
    ]);
    assert.deepEqual(mirrors.get('ghcr.io'), [{ scheme: 'http', host: 'localhost:1', prefix: '' }]);
  });
  it('says what is wrong, without a password in it', () => {
    for (const text of [
      'm.example',
      'docker.io=',
      'docker.io=ftp://x',
      'docker.io=https://u:hunter2@x',
      'docker.io=https://u:hunter2,b@x',
    ]) {
      const read = readMirrors(text);
      assert.ok(typeof read === 'string');
      assert.match(read, /is no REGISTRY=HOST/);
      assert.doesNotMatch(read, /hunter2/);
    }
  });
});
