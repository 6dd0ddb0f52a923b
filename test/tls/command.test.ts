/** `plimsoll network tls` as a user calls it: verdicts, exit codes, what is served against what is kept. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { EndpointReport, TlsReport } from '../../src/model/tls-report.ts';
import { plimsoll, type Ran } from '../cli/plimsoll.ts';
import { freePort, LabAuthority, openSslServer, stated, type Identity } from './lab.ts';

const lab = new LabAuthority();
after(() => lab.end());

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const valid = ajv.compile(
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../docs/schemas/plimsoll.tls-1.schema.json'), 'utf8'),
  ) as object,
);

async function tls(...args: readonly string[]): Promise<Ran & { readonly report: TlsReport }> {
  const ran = await plimsoll(['network', 'tls', ...args, '-f', 'json']);
  assert.equal(ran.err, '');
  const report = JSON.parse(ran.out) as TlsReport;
  assert.ok(valid(report), JSON.stringify(valid.errors));
  return { ...ran, report };
}

const rules = ({ findings }: EndpointReport | TlsReport['stored'][number], verdict: string): string[] =>
  findings.filter((one) => one.verdict === verdict).map(({ rule }) => rule);

/** What this process serves. */
const servers: { close(): unknown }[] = [];
after(() => {
  for (const server of servers) server.close();
});

/** A node server of a chain, modern in all. */
async function nodeServer(identity: Identity, more: object = {}): Promise<number> {
  const server = createTlsServer(
    {
      key: readFileSync(identity.key),
      cert: readFileSync(identity.chain),
      minVersion: 'TLSv1.2',
      ciphers: 'ECDHE+AESGCM',
      honorCipherOrder: true,
      ...more,
    },
    (socket) => socket.on('error', () => {}),
  );
  server.on('tlsClientError', () => {});
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  servers.push(server);
  return port;
}

describe('network tls', () => {
  const good = lab.leaf({ name: 'good' });
  let port = 0;
  before(async () => {
    port = await nodeServer(good);
  });
  const ca = ['--ca', lab.root];

  it('a sound endpoint: pass, 0', async () => {
    const { code, report } = await tls(`localhost:${port}`, ...ca);
    const [one] = report.endpoints;
    assert.deepEqual([one!.findings, one!.verdict, code], [[], 'pass', 0]);
    assert.deepEqual(report.coverage, { endpoints: 1, stored: 0, pass: 1, fail: 0, unknown: 0, gaps: 0 });
    assert.deepEqual(report.policies, ['Mozilla Server Side TLS 5.7, intermediate', 'NIST SP 800-52 Rev. 2']);
  });
  it('an authority that nobody named: unknown, 2; and 0 where that is asked for', async () => {
    const { code, report } = await tls(`localhost:${port}`);
    assert.deepEqual([rules(report.endpoints[0]!, 'unknown'), code], [['issuer-missing'], 2]);
    assert.equal((await tls(`localhost:${port}`, '--unknown=pass')).code, 0);
  });
  it('another name: fail, 1; and by address, which the certificate has, pass', async () => {
    const { code, report } = await tls(`localhost:${port}`, ...ca, '--servername', 'shop.example');
    assert.deepEqual([rules(report.endpoints[0]!, 'fail'), code], [['name-wrong'], 1]);
    assert.equal((await tls(`127.0.0.1:${port}`, ...ca)).code, 0);
  });
  it('nothing there: unknown, 2', async () => {
    const { code, report } = await tls(`127.0.0.1:${await freePort()}`);
    assert.deepEqual(
      [report.endpoints[0]!.speaks, rules(report.endpoints[0]!, 'unknown'), code],
      ['unknown', ['unreached'], 2],
    );
  });
  it('a server that says nothing: unknown within the time', async () => {
    const silent = createServer(() => {});
    const own = await freePort();
    await new Promise<void>((resolve) => silent.listen(own, '127.0.0.1', resolve));
    servers.push(silent);
    const { code, report } = await tls(`127.0.0.1:${own}`, '--timeout', '0.2');
    assert.deepEqual([report.endpoints[0]!.speaks, code], ['unknown', 2]);
    assert.match(report.endpoints[0]!.because, /no answer within 200 ms/);
  });
  it('elsewhere, offline: unknown, and not asked', async () => {
    const { report } = await tls('192.0.2.1:443', '--offline');
    assert.match(report.endpoints[0]!.because, /--offline/);
  });
  it('text says the same', async () => {
    const { out, code } = await plimsoll([
      'network',
      'tls',
      `localhost:${port}`,
      ...ca,
      '--servername',
      'shop.example',
    ]);
    assert.match(out, new RegExp(`localhost:${port} as shop\\.example {2}fail`));
    assert.match(out, /TLSv1\.3 {3}3 suites, in the server’s order: TLS_AES_256_GCM_SHA384/);
    assert.match(out, /refuses {3}SSLv2, SSLv3, TLSv1\.0, TLSv1\.1/);
    assert.match(out, /fail {6}name-wrong: CN=good,O=Lab/);
    assert.equal(code, 1);
  });
  it('what is no target, and options out of range: 3', async () => {
    for (const args of [
      [],
      ['localhost:70000'],
      ['/nonexistent'],
      [`localhost:${port}`, '--timeout', '0'],
      [`localhost:${port}`, '--ca', good.key],
      [`localhost:${port}`, '--starttls', 'gopher'],
    ])
      assert.equal((await plimsoll(['network', 'tls', ...args])).code, 3, args.join(' '));
  });
});

describe('what is wrong with an endpoint', () => {
  const ca = ['--ca', lab.root];
  const ended = lab.leaf({ name: 'ended', from: -30, until: -2 });
  const lasting = lab.leaf({ name: 'lasting', from: -300, until: 5 });
  const early = lab.leaf({ name: 'early', from: 2, until: 30 });
  const plain = lab.leaf({ name: 'plain' });
  const staple = lab.leaf({ name: 'must', extensions: 'tlsfeature=status_request' });

  const wrong = async (identity: Identity, more: object = {}): Promise<readonly string[]> => {
    const { report } = await tls(`localhost:${await nodeServer(identity, more)}`, ...ca);
    return rules(report.endpoints[0]!, 'fail');
  };
  it('a certificate that is over', async () => assert.deepEqual(await wrong(ended), ['certificate-expired']));
  it('one that is not yet valid', async () => assert.deepEqual(await wrong(early), ['certificate-expired']));
  it('one near its end is advice', async () => {
    const { report, code } = await tls(`localhost:${await nodeServer(lasting)}`, ...ca);
    assert.deepEqual([rules(report.endpoints[0]!, 'advice'), code], [['certificate-near-end'], 0]);
  });
  it('a missing intermediate', async () =>
    assert.deepEqual(await wrong(plain, { cert: readFileSync(plain.certificate) }), ['issuer-missing']));
  it('a certificate that demands a staple, without one', async () =>
    assert.deepEqual(await wrong(staple), ['staple-missing']));
  it('a self-signed one', async () => {
    const server = await openSslServer({ certificate: lab.root, key: lab.at('root.key'), chain: lab.root });
    try {
      const { report } = await tls(`127.0.0.1:${server.port}`);
      assert.ok(rules(report.endpoints[0]!, 'fail').includes('self-signed'));
    } finally {
      await server.end();
    }
  });
  it('old versions and weak suites', async () => {
    const server = await openSslServer(plain, [
      '-cipher',
      'ALL:COMPLEMENTOFALL:@SECLEVEL=0',
      '-cert_chain',
      lab.intermediate,
    ]);
    try {
      const { report, code } = await tls(`localhost:${server.port}`, ...ca);
      const failing = rules(report.endpoints[0]!, 'fail');
      for (const rule of ['version-old', 'suite-broken', 'suite-weak']) assert.ok(failing.includes(rule), rule);
      assert.ok(rules(report.endpoints[0]!, 'advice').includes('suite-dated'));
      assert.equal(code, 1);
    } finally {
      await server.end();
    }
  });
  it('plaintext where TLS is expected', async () => {
    const http = createServer((socket) =>
      socket.on('error', () => {}).once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    const port = await freePort();
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
    servers.push(http);
    const { report, code } = await tls(`localhost:${port}`);
    assert.deepEqual(
      [report.endpoints[0]!.speaks, rules(report.endpoints[0]!, 'fail'), code],
      ['plaintext', ['plaintext'], 1],
    );
  });
});

describe('served against stored', () => {
  it('renewed and not reloaded: both serials and dates', async () => {
    const file = lab.leaf({ name: 'renewed', from: -40, until: 50 });
    const old = stated(file.certificate).serial;
    const port = await nodeServer(file);
    assert.equal((await tls(`localhost:${port}`, '--ca', lab.root, '--stored', file.certificate)).code, 0);
    // The file is written anew; the server still has what it read when it began.
    lab.leaf({ name: 'renewed', from: -1, until: 89 });
    const { serial } = stated(file.certificate);
    assert.notEqual(serial, old);
    const { report, code } = await tls(`localhost:${port}`, '--ca', lab.root, '--stored', file.certificate);
    const found = report.endpoints[0]!.findings.find(({ rule }) => rule === 'renewed-not-reloaded');
    assert.equal(found?.verdict, 'fail');
    assert.ok(found.saw.includes(`serves serial ${old}`) && found.saw.includes(`holds serial ${serial}`), found.saw);
    assert.match(found.saw, /valid \d{4}-\d\d-\d\dT.* to .*; .* valid .* to /);
    assert.equal(code, 1);
  });
  it('another certificate', async () => {
    const [served, kept] = [lab.leaf({ name: 'served' }), lab.leaf({ name: 'kept', names: 'DNS:other.example' })];
    const { report } = await tls(
      `localhost:${await nodeServer(served)}`,
      '--ca',
      lab.root,
      '--stored',
      kept.certificate,
    );
    assert.deepEqual(rules(report.endpoints[0]!, 'fail'), ['other-than-stored']);
  });
});

describe('certificates that are kept', () => {
  it('in files and manifests; a key is never shown', async () => {
    const fine = lab.leaf({ name: 'fine', until: 90 });
    const over = lab.leaf({ name: 'over', from: -50, until: -1 });
    const folder = lab.at('kept');
    mkdirSync(folder);
    writeFileSync(join(folder, 'both.pem'), readFileSync(fine.chain, 'utf8') + readFileSync(fine.key, 'utf8'));
    writeFileSync(join(folder, 'broken.crt'), '-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n');
    const encoded = (path: string): string => readFileSync(path).toString('base64');
    writeFileSync(
      join(folder, 'secret.yaml'),
      `apiVersion: v1\nkind: Secret\nmetadata: { name: web, namespace: shop }\ntype: kubernetes.io/tls\ndata:\n  tls.crt: ${encoded(over.certificate)}\n  tls.key: ${encoded(over.key)}\n`,
    );
    const { report, code, out } = await tls(folder);
    const verdicts = Object.fromEntries(report.stored.map((one) => [one.name, [one.verdict, rules(one, one.verdict)]]));
    assert.deepEqual(
      Object.entries(verdicts).map(([name, told]) => [name.replace(/^.*\//, ''), told]),
      [
        ['both.pem', ['pass', []]],
        ['broken.crt', ['unknown', ['certificate-unreadable']]],
        ['web, tls.crt', ['fail', ['certificate-expired']]],
      ],
    );
    assert.equal(code, 1);
    const secret = readFileSync(over.key, 'utf8').split('\n')[3]!;
    for (const text of [out, (await plimsoll(['network', 'tls', folder])).out])
      for (const hidden of [secret, Buffer.from(secret).toString('base64').slice(4, 40)])
        assert.ok(!text.includes(hidden));
  });
  it('on a node: what kubeadm and the kubelet keep, each once, whatever key lies beside it', async () => {
    const root = lab.at('node');
    for (const folder of ['etc/kubernetes/pki/etcd', 'var/lib/kubelet/pki'])
      mkdirSync(join(root, folder), { recursive: true });
    const api = lab.leaf({ name: 'apiserver', until: 300 });
    const kubelet = lab.leaf({ name: 'kubelet', from: -400, until: -35 });
    writeFileSync(join(root, 'etc/kubernetes/pki/apiserver.crt'), readFileSync(api.certificate));
    writeFileSync(join(root, 'etc/kubernetes/pki/etcd/ca.crt'), readFileSync(lab.root));
    const dated = join(root, 'var/lib/kubelet/pki/kubelet-client-2025.pem');
    writeFileSync(dated, readFileSync(kubelet.certificate, 'utf8') + readFileSync(kubelet.key, 'utf8'));
    symlinkSync('kubelet-client-2025.pem', join(root, 'var/lib/kubelet/pki/kubelet-client-current.pem'));
    const { report, code } = await tls(`host:${root}`);
    assert.deepEqual(
      report.stored.map(({ name, purpose, verdict }) => [name, purpose, verdict]),
      [
        ['etc/kubernetes/pki/apiserver.crt', 'identity', 'pass'],
        ['etc/kubernetes/pki/etcd/ca.crt', 'authorities', 'pass'],
        ['var/lib/kubelet/pki/kubelet-client-2025.pem', 'identity', 'fail'],
      ],
    );
    assert.equal(code, 1);
  });
});
