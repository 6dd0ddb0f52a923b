import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Failure } from '../../model/failure.ts';
import { accessTo, type ClusterAccess } from './access.ts';
import { chooseContext } from './kubeconfig.ts';

const { signal } = new AbortController();
const secret = 'eyJhbGciOiJSUzI1NiJ9.c2VjcmV0.c2lnbmF0dXJl';

describe('kubeconfig', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-kubeconfig-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  let count = 0;
  const file = (config: unknown, name = `config-${count++}`): string => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, typeof config === 'string' ? config : JSON.stringify(config));
    return path;
  };
  const config = (user: object, cluster: object = {}): object => ({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://cluster.test:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    'current-context': 'x',
  });
  const access = (path: string, environment: Record<string, string> = {}): Promise<ClusterAccess> =>
    accessTo({
      context: undefined,
      environment: { KUBECONFIG: path, PATH: process.env['PATH'] ?? '', ...environment },
      signal,
    });
  const headers = async (user: object, cluster: object = {}): Promise<unknown> =>
    (await (await access(file(config(user, cluster)))).credentials()).headers;
  const failure = async (act: () => unknown): Promise<Failure> => {
    try {
      await act();
    } catch (error) {
      return error as Failure;
    }
    throw new assert.AssertionError({ message: 'nothing was thrown' });
  };

  describe('the choice of a context', () => {
    it('several files: the first that says something wins, and one that is not there is left out', () => {
      const one = file({
        contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
        users: [{ name: 'u', user: { token: 'first' } }],
      });
      const two = file({
        clusters: [{ name: 'c', cluster: { server: 'https://two' } }],
        users: [{ name: 'u', user: { token: 'second' } }],
        contexts: [
          { name: 'a', context: { cluster: 'other', user: 'u' } },
          { name: 'b', context: { cluster: 'c' } },
        ],
        'current-context': 'b',
      });
      const KUBECONFIG = [one, join(folder, 'not-there'), two].join(':');
      const chosen = chooseContext('a', { KUBECONFIG });
      assert.deepEqual([chosen.cluster['server'], chosen.user['token']], ['https://two', 'first']);
      assert.equal(chooseContext(undefined, { KUBECONFIG }).context, 'b');
    });
    it('without KUBECONFIG the file of the home folder, without that the ServiceAccount of the Pod', () => {
      const home = join(folder, 'home');
      file(config({ token: 't' }), 'home/.kube/config');
      assert.equal(chooseContext(undefined, { HOME: home }).context, 'x');
      const pod = join(folder, 'pod');
      file('token', 'pod/token');
      file('shop\n', 'pod/namespace');
      const inside = { HOME: folder, KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
      const chosen = chooseContext(undefined, inside, pod);
      assert.deepEqual([chosen.cluster['server'], chosen.namespace], ['https://[fd00::1]:443', 'shop']);
    });
    for (const [name, given, code, message] of [
      ['no file at all', null, 'KUBECONFIG_INVALID', /no kubeconfig/],
      ['no current context', { contexts: [{ name: 'a', context: {} }] }, 'KUBECONFIG_INVALID', /Name one of "a"/],
      [
        'a context without its cluster',
        { ...config({}), clusters: [] },
        'KUBECONFIG_INVALID',
        /its cluster "c" is in no file/,
      ],
      ['a context without its user', { ...config({}), users: 7 }, 'KUBECONFIG_INVALID', /its user "u" is in no file/],
      ['no YAML', `users: [${secret}\n  a: {`, 'KUBECONFIG_INVALID', /config-/],
      ['a list', '- a', 'KUBECONFIG_INVALID', /is no kubeconfig/],
      [
        'entries of no shape',
        { contexts: [null, 7, { name: 'x' }], 'current-context': 'x' },
        'NO_SUCH_TARGET',
        /no context "x"/,
      ],
    ] as const)
      it(name, async () => {
        const path = given === null ? join(folder, 'none') : file(given);
        const { code: got, message: said } = await failure(() =>
          chooseContext(undefined, { KUBECONFIG: path, HOME: folder + '/no' }),
        );
        assert.equal(got, code);
        assert.match(said, message);
        assert.ok(!said.includes(secret));
      });
    for (const [name, cluster, message] of [
      ['no address', { server: 'cluster' }, /no http or https address/],
      ['a password in the address', { server: 'https://me:pw@cluster' }, /holds a password/],
      ['no encryption to another machine', { server: 'http://cluster.test' }, /not encrypted/],
    ] as const)
      it(`a server with ${name}`, async () => {
        assert.match((await failure(() => access(file(config({}, cluster))))).message, message);
      });
  });

  describe('credentials', () => {
    it('a token, a password, one user in the name of another', async () => {
      assert.deepEqual(await headers({ token: 'abc' }), { authorization: 'Bearer abc' });
      assert.deepEqual(await headers({ username: 'me', password: 'pw' }), { authorization: `Basic ${btoa('me:pw')}` });
      const as = {
        token: 'abc',
        as: 'jane',
        'as-uid': '7',
        'as-groups': ['a', 'b'],
        'as-user-extra': { 'x/y': ['z'] },
      };
      assert.deepEqual(await headers(as), {
        authorization: 'Bearer abc',
        'impersonate-user': 'jane',
        'impersonate-uid': '7',
        'impersonate-group': ['a', 'b'],
        'impersonate-extra-x%2Fy': ['z'],
      });
    });
    it('a token file, named from the folder of its kubeconfig, before a token', async () => {
      const path = file(config({ token: 'old', tokenFile: 'token' }), 'sub/config');
      file('from-file\n', 'sub/token');
      assert.deepEqual((await (await access(path)).credentials()).headers, { authorization: 'Bearer from-file' });
    });
    it('OIDC: the token of the kubeconfig while it is good', async () => {
      const token = `${btoa('{}')}.${btoa(JSON.stringify({ exp: 4_000_000_000 }))}.s`;
      const provider = {
        name: 'oidc',
        config: { 'id-token': token, 'idp-issuer-url': 'https://idp.test', 'client-id': 'c' },
      };
      assert.deepEqual(await headers({ 'auth-provider': provider }), { authorization: `Bearer ${token}` });
    });
    it('a file that is not there is named, and nothing else of the user', async () => {
      const { code, message } = await failure(() =>
        headers({ 'client-certificate': 'no.pem', 'client-key': 'no.key', password: secret }),
      );
      assert.equal(code, 'KUBECONFIG_INVALID');
      assert.match(message, /no\.pem cannot be read \(ENOENT\)/);
      assert.ok(!message.includes(secret));
    });
  });

  describe('a plugin', () => {
    const plugin = (script: string, more: object = {}): object => {
      const path = file(`#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
      return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: path, args: ['get'], ...more } };
    };
    const credential = (status: object): string => `echo '${JSON.stringify({ kind: 'ExecCredential', status })}'`;

    it('gives a token, knowing its arguments, environment and cluster', async () => {
      const body = `kept=$(echo "$KUBERNETES_EXEC_INFO" | grep -o 'https://cluster.test:6443')
printf '{"kind":"ExecCredential","status":{"token":"%s"}}' "$1-$ROLE-$kept"`;
      const user = plugin(body, { env: [{ name: 'ROLE', value: 'admin' }], provideClusterInfo: true });
      assert.deepEqual(await headers(user), { authorization: 'Bearer get-admin-https://cluster.test:6443' });
    });
    it('is asked once, again after a refusal, and again when what it gave expires', async () => {
      const log = join(folder, 'log');
      const script = `echo run >>${log}\n${credential({ token: 'once' })}`;
      const one = await access(file(config(plugin(script))));
      const runs = async (): Promise<number> => {
        await one.credentials();
        return (await import('node:fs')).readFileSync(log, 'utf8').split('\n').length - 1;
      };
      assert.deepEqual([await runs(), await runs()], [1, 1]);
      one.renew();
      assert.equal(await runs(), 2);
      const short = plugin(
        `echo run >>${log}\n${credential({ token: 'x', expirationTimestamp: '2001-01-01T00:00:00Z' })}`,
      );
      const two = await access(file(config(short)));
      await two.credentials();
      await two.credentials();
      assert.equal(await runs(), 4);
    });
    for (const [name, script, message] of [
      ['fails', `echo 'error: token ${secret} is bad' >&2; exit 1`, /failed: error: token … is bad/],
      ['prints no JSON', `echo ${secret}`, /prints no JSON/],
      ['prints something else', `echo '{"kind":"Pod"}'`, /prints no ExecCredential/],
      ['gives nothing', credential({}), /neither a token nor a certificate/],
      ['never stops printing', 'yes', /prints more than 1048576 bytes/],
    ] as const)
      it(`that ${name} is named, without what it said of secrets`, async () => {
        const { code, message: said } = await failure(() => headers(plugin(script)));
        assert.equal(code, 'KUBECONFIG_INVALID');
        assert.match(said, message);
        assert.ok(!said.includes(secret));
      });
    it('that is not installed', async () => {
      const { message } = await failure(() => headers({ exec: { command: 'plimsoll-no-such-plugin' } }));
      assert.match(message, /is not installed/);
    });
  });
});
