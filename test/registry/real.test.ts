/** The registry that most people run, with TLS, passwords and tokens; images pushed by skopeo. */
import assert from 'node:assert/strict';
import { createHash, createSign } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { imageCollector } from '../../src/collectors/image/collector.ts';
import { Failure } from '../../src/model/failure.ts';
import { plimsoll, type Ran } from '../cli/plimsoll.ts';
import { derOf, makeAuthority, type Authority } from '../real/authority.ts';
import { noRegistry, skopeo, startRegistry, type Registry } from '../real/registry.ts';
import { cutAfter, passOn, relay, startFront, startProxy, type Front } from './front.ts';
import { gather, login, readAt, type Asking, type Read } from './read-image.ts';

const shared = join(import.meta.dirname, '../../../shared/data/images');
const archive = join(shared, 'trivy-alpine-311.tar.gz');
const multi = join(shared, 'oci/stereoscope/pkg/image/oci/testdata/multiplatform_oci_dir');
/** bcrypt of "correct horse", cost 4. */
const users = 'ann:$2y$04$LF34Lh0abaszEKM.nhIz0etTg8T4OmB.bX2SLnlztTO.LqAiPpTWG\n';
const password = 'correct horse';
const why = noRegistry();

const fails = (promise: Promise<unknown>, code: string, message: RegExp): Promise<void> =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof Failure, String(error instanceof Error ? error.stack : error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /horse|hunter2/);
    return true;
  });

const codesOf = ({ gaps }: Read): string[] => gaps.map(({ code }) => code);
const verified = ({ images }: Read): (boolean | undefined)[] =>
  images.flatMap(({ layers }) => layers.map((layer) => layer.verified.value));

describe('a real registry', { skip: why }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-registry-'));
  const plainArchive = join(folder, 'alpine.tar');
  const stops: { stop(): void | Promise<void> }[] = [];
  let authority: Authority;
  let open: Registry;
  let secure: Registry;
  let expected: Read;
  /** Of the manifest and of the one layer of the Alpine image. */
  let digest: string;
  let layer: string;
  let ann: Asking;

  const front = async (listener: Parameters<typeof startFront>[0]): Promise<Front> => {
    const started = await startFront(listener);
    stops.push(started);
    return started;
  };

  before(async () => {
    writeFileSync(plainArchive, gunzipSync(readFileSync(archive)));
    [authority, open] = await Promise.all([
      makeAuthority(folder, 'good', ['localhost', '127.0.0.1', 'registry.test']),
      startRegistry(folder),
    ]);
    stops.push(open);
    // The same images behind TLS and a password.
    secure = await startRegistry(folder, { tls: authority, users, data: open.data });
    stops.push(secure);
    const to = ['--dest-creds', `ann:${password}`, '--dest-cert-dir', join(folder, 'certs')];
    mkdirSync(join(folder, 'certs'));
    writeFileSync(join(folder, 'certs/ca.crt'), readFileSync(authority.ca));
    await Promise.all([
      skopeo(
        'copy',
        '-q',
        ...to,
        `docker-archive:${plainArchive}`,
        `docker://localhost:${secure.port}/team/alpine:3.11`,
      ),
      skopeo(
        'copy',
        '-q',
        '--all',
        '--dest-tls-verify=false',
        `oci:${multi}`,
        `docker://127.0.0.1:${open.port}/multi:1`,
      ),
    ]);
    expected = await gather(imageCollector, { path: archive, shown: 'alpine' });
    assert.ok(expected.packages.some((name) => name.startsWith('apk-tools ')));
    const raw = await skopeo(
      'inspect',
      '--raw',
      '--tls-verify=false',
      `docker://127.0.0.1:${open.port}/team/alpine:3.11`,
    );
    digest = `sha256:${createHash('sha256').update(raw).digest('hex')}`;
    layer = (JSON.parse(raw) as { layers: { digest: string }[] }).layers[0]!.digest;
    ann = { ca: [authority.ca], environment: login(`localhost:${secure.port}`, 'ann', password) };
  });
  after(async () => {
    for (const one of stops.toReversed()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const good = (read: Read, names?: readonly string[]): void => {
    assert.deepEqual(read.packages, expected.packages);
    assert.deepEqual(read.gaps, []);
    assert.deepEqual(verified(read), [true]);
    assert.equal(read.images[0]!.digest.value, digest);
    assert.equal(read.images[0]!.os.value?.version, '3.11.5');
    if (names !== undefined) assert.deepEqual(read.images[0]!.references, names);
  };

  describe('with TLS and passwords', () => {
    it('gives an image by tag', async () => {
      const name = `localhost:${secure.port}/team/alpine:3.11`;
      const read = await readAt(name, ann);
      good(read, [name]);
      assert.equal(read.images[0]!.digest.at.file, `${name}@${digest}`);
    });
    it('is asked by the command line', async () => {
      const env = { ...ann.environment, PLIMSOLL_HOME: folder };
      const name = `localhost:${secure.port}/team/alpine:3.11`;
      const scan = (target: string, more: Record<string, string> = {}): Promise<Ran> =>
        plimsoll(['images', 'scan', target, '--format', 'json', '--ca', authority.ca], { env: { ...env, ...more } });
      const [here, there] = [await scan(archive), await scan(name)].map(({ code, out }) => {
        // Without advisories nothing can be a yes.
        assert.equal(code, 2);
        return JSON.parse(out) as { readonly image: { readonly digest: string }; readonly packages: readonly object[] };
      });
      assert.deepEqual(there!.packages, here!.packages);
      assert.equal(there!.image.digest, digest);
      const wrong = await scan(name, login(`localhost:${secure.port}`, 'ann', 'hunter2'));
      assert.deepEqual([wrong.code, wrong.out], [3, '']);
      assert.match(wrong.err, /^plimsoll: REGISTRY_DENIED: /);
    });
    it('gives an image by digest', async () => {
      const name = `localhost:${secure.port}/team/alpine@${digest}`;
      good(await readAt(name, ann), [name]);
    });
    it('does not take a wrong password, or none', async () => {
      const name = `localhost:${secure.port}/team/alpine:3.11`;
      const environment = login(`localhost:${secure.port}`, 'ann', 'hunter2');
      await fails(
        readAt(name, { ...ann, environment }),
        'REGISTRY_DENIED',
        /does not accept the credentials of DOCKER_AUTH_CONFIG/,
      );
      await fails(readAt(name, { ...ann, environment: {} }), 'REGISTRY_DENIED', /wants credentials and there are none/);
    });
    it('is not trusted by another authority, and not asked without encryption then', async () => {
      const other = await makeAuthority(folder, 'other', ['localhost']);
      const name = `localhost:${secure.port}/team/alpine:3.11`;
      const insecure = [`localhost:${secure.port}`];
      const warnings: string[] = [];
      await fails(
        readAt(name, { ...ann, ca: [other.ca], insecure, warnings }),
        'REGISTRY_UNREACHABLE',
        /TLS failed.*--ca/,
      );
      await fails(readAt(name, { ...ann, ca: [] }), 'REGISTRY_UNREACHABLE', /TLS failed/);
      assert.deepEqual(warnings, []);
      const environment = { ...ann.environment, SSL_CERT_FILE: authority.ca };
      good(await readAt(name, { environment }));
      await fails(readAt(name, { ca: [join(folder, 'none.pem')] }), 'BAD_ARGUMENT', /none\.pem does not exist/);
    });
    it('is shown the certificate that is kept for it', async () => {
      const own = await makeAuthority(folder, 'clients', ['ann']);
      const registry = await startRegistry(folder, { tls: authority, clients: own.ca, data: open.data });
      stops.push(registry);
      const name = `localhost:${registry.port}/team/alpine:3.11`;
      const certificates = join(folder, `config/containers/certs.d/localhost:${registry.port}`);
      mkdirSync(certificates, { recursive: true });
      cpSync(authority.ca, join(certificates, 'ca.crt'));
      const environment = { XDG_CONFIG_HOME: join(folder, 'config') };
      await fails(readAt(name, { environment }), 'REGISTRY_UNREACHABLE', /./);
      cpSync(own.cert, join(certificates, 'ann.cert'));
      cpSync(own.key, join(certificates, 'ann.key'));
      good(await readAt(name, { environment }));
    });
    it('is asked through a proxy, with its password and the registry’s kept apart', async () => {
      const proxy = await startProxy();
      stops.push(proxy);
      const host = `registry.test:${secure.port}`;
      const environment = {
        ...login(host, 'ann', password),
        HTTPS_PROXY: proxy.url.replace('//', '//pat:hunter2@'),
        NO_PROXY: 'elsewhere.test',
      };
      good(await readAt(`${host}/team/alpine:3.11`, { ca: [authority.ca], environment }));
      assert.ok(proxy.tunnels.length > 0);
      assert.deepEqual([...new Set(proxy.tunnels)], [host]);
      const shown = `Basic ${Buffer.from('pat:hunter2').toString('base64')}`;
      assert.deepEqual([...new Set(proxy.authorizations)], [shown]);
    });
    it('may be a mirror of another', async () => {
      const host = `localhost:${secure.port}`;
      const environment = { ...ann.environment, PLIMSOLL_MIRRORS: `docker.io=https://${host}/team` };
      // `alpine` alone would be library/alpine.
      const { DOCKER_AUTH_CONFIG } = login(host, 'ann', password);
      await fails(
        readAt('alpine:3.11', { ...ann, offline: true, environment: { ...environment, DOCKER_AUTH_CONFIG } }),
        'REGISTRY_UNREACHABLE',
        /registry-1\.docker\.io.*--offline/,
      );
      await skopeo(
        'copy',
        '-q',
        '--dest-tls-verify=false',
        `docker-archive:${plainArchive}`,
        `docker://127.0.0.1:${open.port}/team/library/alpine:3.11`,
      );
      good(await readAt('alpine:3.11', { ...ann, offline: true, environment }), ['alpine:3.11']);
    });
  });

  it('gives one platform of an index, or all', async () => {
    const name = `127.0.0.1:${open.port}/multi:1`;
    const platforms = async (asking: Asking): Promise<(string | undefined)[]> =>
      (await readAt(name, asking)).images.map(({ platform }) => platform.value);
    assert.deepEqual(await platforms({}), ['linux/amd64']);
    assert.deepEqual(await platforms({ platform: 'linux/arm64' }), ['linux/arm64']);
    assert.deepEqual(await platforms({ platform: null }), ['linux/amd64', 'linux/arm64']);
    await fails(platforms({ platform: 'windows/amd64' }), 'NO_SUCH_TARGET', /It has linux\/amd64, linux\/arm64/);
    // What is no index is not taken for another platform either.
    await fails(
      readAt(`127.0.0.1:${open.port}/team/alpine:3.11`, { platform: 'linux/s390x' }),
      'NO_SUCH_TARGET',
      /linux\/amd64/,
    );
  });

  it('has no such image', async () => {
    await fails(readAt(`127.0.0.1:${open.port}/nothing:1`), 'NO_SUCH_TARGET', /HTTP 404/);
    await fails(readAt(`127.0.0.1:${open.port}/team/alpine:9`), 'NO_SUCH_TARGET', /HTTP 404/);
  });

  it('whose blob was changed or is gone: the image is told of, and what is wrong with it', async () => {
    const file = open.blob(layer);
    const whole = readFileSync(file);
    try {
      const changed = Buffer.from(whole);
      changed[changed.length >> 1]! ^= 1;
      writeFileSync(file, changed);
      const read = await readAt(`127.0.0.1:${open.port}/team/alpine:3.11`);
      assert.ok(codesOf(read).includes('IMAGE_DIGEST_MISMATCH'), String(codesOf(read)));
      assert.deepEqual(verified(read), [false]);
      rmSync(file);
      const without = await readAt(`127.0.0.1:${open.port}/team/alpine:3.11`);
      assert.ok(codesOf(without).includes('IMAGE_BLOB_MISSING'), String(codesOf(without)));
      assert.deepEqual(verified(without), [undefined]);
    } finally {
      writeFileSync(file, whole);
    }
  });

  it('whose layers were read before is still held against its digests', async () => {
    const options = { cache: { folder: join(folder, 'layers'), version: 'test' } };
    const name = `127.0.0.1:${open.port}/team/alpine:3.11`;
    for (let run = 0; run < 3; run++) good(await readAt(name, { options }), [name]);
    const file = open.blob(layer);
    const whole = readFileSync(file);
    try {
      const changed = Buffer.from(whole);
      changed[changed.length >> 1]! ^= 1;
      writeFileSync(file, changed);
      const read = await readAt(name, { options });
      assert.ok(codesOf(read).includes('IMAGE_DIGEST_MISMATCH'), String(codesOf(read)));
      assert.deepEqual(verified(read), [false]);
    } finally {
      writeFileSync(file, whole);
    }
    good(await readAt(name, { options }), [name]);
  });

  it('is not asked at all with --offline when it is elsewhere', async () => {
    await fails(readAt('registry.test/x', { offline: true }), 'REGISTRY_UNREACHABLE', /--offline/);
    good(await readAt(`127.0.0.1:${open.port}/team/alpine:3.11`, { offline: true }));
  });

  it('without encryption beyond this machine is asked only when the user says so, who is warned', async () => {
    const proxy = await startProxy();
    stops.push(proxy);
    const host = `registry.test:${open.port}`;
    const environment = { ALL_PROXY: proxy.url };
    await fails(readAt(`${host}/team/alpine:3.11`, { environment }), 'REGISTRY_UNREACHABLE', /TLS failed/);
    assert.equal(proxy.plain.length, 0);
    const warnings: string[] = [];
    good(await readAt(`${host}/team/alpine:3.11`, { environment, insecure: [host], warnings }));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /WITHOUT ENCRYPTION/);
    assert.ok(proxy.plain.every((url) => url.startsWith(`http://${host}/`)));
  });

  describe('with a token server', () => {
    /** A token as distribution's "Token Authentication Implementation" wants it, signed by the authority's key. */
    const tokenFor = (service: string, scope: string, seconds: number): string => {
      const [type, name, actions = ''] = scope.split(':');
      const now = Math.floor(Date.now() / 1000);
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const header = { typ: 'JWT', alg: 'ES256', x5c: [derOf(authority.cert)] };
      const claims = {
        iss: 'test',
        sub: 'ann',
        aud: service,
        nbf: now - 60,
        iat: now,
        exp: now + seconds,
        jti: String(Math.random()),
        access: [{ type, name, actions: actions.split(',') }],
      };
      const text = `${part(header)}.${part(claims)}`;
      const key = { key: readFileSync(authority.key), dsaEncoding: 'ieee-p1363' } as const;
      return `${text}.${createSign('sha256').update(text).sign(key, 'base64url')}`;
    };

    it('is read with a token that was bought with a password, which only the token server sees', async () => {
      const tokens = await front((asked, response) => {
        const query = new URL(asked.url!, 'http://x').searchParams;
        const right = `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`;
        if (asked.headers.authorization !== right) return response.writeHead(401).end('{}');
        const token = tokenFor(query.get('service')!, query.get('scope')!, 300);
        return response.end(JSON.stringify({ token, expires_in: 300 }));
      });
      const token = { realm: `http://${tokens.host}/token`, service: 'reg', issuer: 'test', root: authority.ca };
      const registry = await startRegistry(folder, { token, data: open.data });
      stops.push(registry);
      const outer = await front((asked, response) => {
        const { authorization = '' } = asked.headers;
        passOn(asked, response, registry.port, undefined, { authorization });
      });
      const name = `${outer.host}/team/alpine:3.11`;
      good(await readAt(name, { environment: login(outer.host, 'ann', password) }));
      assert.deepEqual(
        tokens.seen.map(({ path }) => new URL(path, 'http://x').searchParams.get('scope')),
        ['repository:team/alpine:pull'],
      );
      assert.ok(outer.seen.every(({ authorization = '' }) => !authorization.startsWith('Basic')));
      await fails(
        readAt(name, { environment: login(outer.host, 'ann', 'hunter2') }),
        'REGISTRY_DENIED',
        /does not accept the credentials/,
      );
    });
  });

  describe('behind something that fails', () => {
    const isBlob = (path: string): boolean => path.includes(`/blobs/${layer}`);

    it('that cuts connections: the layer goes on where it was cut', async () => {
      const cutting = await front((asked, response) =>
        passOn(asked, response, open.port, isBlob(asked.url!) ? cutAfter(1_000_000) : relay),
      );
      good(await readAt(`${cutting.host}/team/alpine:3.11`));
      const ranges = cutting.seen.filter(({ path }) => isBlob(path)).map(({ range }) => range);
      assert.deepEqual(ranges, [undefined, 'bytes=1000000-', 'bytes=2000000-']);
    });
    it('that cuts them for ever: what was not seen is a gap', async () => {
      const cutting = await front((asked, response) =>
        isBlob(asked.url!) ? response.destroy() : passOn(asked, response, open.port),
      );
      const read = await readAt(`${cutting.host}/team/alpine:3.11`);
      assert.ok(codesOf(read).includes('BLOB_UNFETCHED'), String(codesOf(read)));
      assert.deepEqual(verified(read), [undefined]);
      assert.deepEqual(read.packages, []);
    });
    it('that changes what comes after a cut: no digest holds', async () => {
      const lying = await front((asked, response) => {
        if (!isBlob(asked.url!)) return passOn(asked, response, open.port);
        if (asked.headers.range === undefined) return passOn(asked, response, open.port, cutAfter(1_000_000));
        return passOn(asked, response, open.port, (answer, out) => {
          out.writeHead(206, answer.headers);
          answer.on('data', (piece: Buffer) => out.write(Buffer.alloc(piece.length)));
          answer.on('end', () => out.end());
        });
      });
      const read = await readAt(`${lying.host}/team/alpine:3.11`);
      assert.ok(codesOf(read).includes('IMAGE_DIGEST_MISMATCH'), String(codesOf(read)));
      assert.deepEqual(verified(read), [false]);
    });
    it('that is busy: it is asked again', async () => {
      const told = new Set<string>();
      const busy = await front((asked, response) => {
        const path = asked.url!;
        const first = !told.has(path);
        told.add(path);
        if (!first) return passOn(asked, response, open.port);
        return response.writeHead(isBlob(path) ? 503 : 429, { 'retry-after': '0' }).end();
      });
      good(await readAt(`${busy.host}/team/alpine:3.11`));
      const refused = await front((_, response) =>
        response.writeHead(429, { 'retry-after': '7200' }).end('{"errors":[{"message":"pull rate limit"}]}'),
      );
      await fails(
        readAt(`${refused.host}/team/alpine:3.11`),
        'REGISTRY_UNREACHABLE',
        /429: pull rate limit; it asks to wait for 7200 s.*mirror/,
      );
    });
    it('that keeps blobs elsewhere: who does not see the password', async () => {
      const elsewhere = await front((asked, response) => passOn(asked, response, open.port));
      const near = await front((asked, response) => {
        if (asked.headers.authorization === undefined) {
          return response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
        }
        if (!asked.url!.includes('/blobs/')) return passOn(asked, response, open.port);
        return response.writeHead(307, { location: `http://${elsewhere.host}${asked.url}?signature=hunter2` }).end();
      });
      good(await readAt(`${near.host}/team/alpine:3.11`, { environment: login(near.host, 'ann', password) }));
      assert.equal(elsewhere.seen.length, 2);
      assert.deepEqual(
        elsewhere.seen.map(({ authorization }) => authorization),
        [undefined, undefined],
      );
      assert.ok(near.seen.slice(1).every(({ authorization }) => authorization !== undefined));
    });
    it('that answers with a page', async () => {
      const page = await front((_, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>'),
      );
      await fails(readAt(`${page.host}/team/alpine:3.11`), 'REGISTRY_ANSWER_INVALID', /not JSON.*text\/html/);
      const blobs = await front((asked, response) =>
        isBlob(asked.url!) ? response.end('<html>Please log in</html>') : passOn(asked, response, open.port),
      );
      const read = await readAt(`${blobs.host}/team/alpine:3.11`);
      assert.ok(codesOf(read).includes('IMAGE_DIGEST_MISMATCH'), String(codesOf(read)));
    });
    it('that gives another manifest than was asked for', async () => {
      const lying = await front((asked, response) => {
        if (asked.url!.includes('/manifests/sha256:')) asked.url = `/v2/multi/manifests/1`;
        passOn(asked, response, open.port, (answer, out) => {
          delete answer.headers['docker-content-digest'];
          relay(answer, out);
        });
      });
      await fails(readAt(`${lying.host}/team/alpine@${digest}`), 'REGISTRY_ANSWER_INVALID', /was asked for/);
      const stating = await front((asked, response) =>
        passOn(asked, response, open.port, (answer, out) => {
          answer.headers['docker-content-digest'] = `sha256:${'0'.repeat(64)}`;
          relay(answer, out);
        }),
      );
      await fails(readAt(`${stating.host}/team/alpine:3.11`), 'REGISTRY_ANSWER_INVALID', /it states/);
    });
    it('that hangs, or sends without end', async () => {
      const http = { firstByte: 100, idle: 100 };
      const silent = await front(() => {});
      await fails(readAt(`${silent.host}/x`, { http }), 'REGISTRY_UNREACHABLE', /no answer within 0\.1 s/);
      const endless = await front((asked, response) => {
        if (!isBlob(asked.url!)) return passOn(asked, response, open.port);
        const piece = Buffer.alloc(1 << 20, 1);
        const more = (): void => {
          while (!response.destroyed && response.write(piece));
          if (!response.destroyed) response.once('drain', more);
        };
        return more();
      });
      const read = await readAt(`${endless.host}/team/alpine:3.11`);
      assert.ok(codesOf(read).includes('IMAGE_LIMIT'), String(codesOf(read)));
      assert.deepEqual(verified(read), [undefined]);
    });
    it('that is of another age', async () => {
      const old = await front((_, response) =>
        response
          .writeHead(200, { 'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws' })
          .end('{"schemaVersion":1,"name":"x","tag":"1","fsLayers":[],"history":[]}'),
      );
      await fails(readAt(`${old.host}/x:1`), 'UNKNOWN_TARGET', /schema version 1/);
    });
  });
});
