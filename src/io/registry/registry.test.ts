import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import { parseImageReference } from '../../formats/image-reference/image-reference.ts';
import { HttpError } from '../http/http-error.ts';
import { Repository } from './registry.ts';

const servers: Server[] = [];
const open: Repository[] = [];
after(() => {
  for (const one of open) one.close();
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: (asked: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((asked, response) => void listener(asked, response));
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function at(host: string, entry: object | null): Repository {
  const environment = {
    HOME: '/nonexistent',
    ...(entry === null ? {} : { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: entry } }) }),
  };
  const repository = new Repository(parseImageReference(`${host}/app`)!, {
    environment,
    signal: new AbortController().signal,
    warn: () => {},
    limits: { backOff: 1, retries: 1 },
  });
  open.push(repository);
  return repository;
}

async function bodyOf(asked: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of asked) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** A registry that wants a token, and the server that gives it. */
async function tokenRegistry(
  give: (asked: IncomingMessage, response: ServerResponse) => unknown,
  accepts: () => string,
) {
  const tokens = await serve(give);
  const seen: (string | undefined)[] = [];
  const host = await serve((asked, response) => {
    seen.push(asked.headers.authorization);
    if (asked.headers.authorization === accepts()) return response.end('{}');
    const challenge = `Bearer realm="http://${tokens}/token?keep=1",service="it"`;
    return response.writeHead(401, { 'www-authenticate': challenge }).end();
  });
  return { host, seen };
}

const fails = (promise: Promise<unknown>, message: RegExp, status: number | null = null): Promise<void> =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof HttpError, String(error));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /hunter2/);
    if (status !== null) assert.equal(error.status, status);
    return true;
  });

describe('tokens of a registry', () => {
  it('are bought with credentials of no other host that it redirects to', async () => {
    const asked: (string | undefined)[] = [];
    const tokens = await serve((request, response) => {
      asked.push(request.headers.authorization);
      response.end('{"token":"t"}');
    });
    const other = await serve((_, response) => {
      const challenge = `Bearer realm="http://${tokens}/token",service="it"`;
      return response.writeHead(401, { 'www-authenticate': challenge }).end();
    });
    const host = await serve((request, response) =>
      response.writeHead(307, { location: `http://${other}${request.url}` }).end(),
    );
    const repository = at(host, { username: 'u', password: 'hunter2' });
    await fails(repository.manifest('1', 99), new RegExp(`redirects to http://${other}, which wants credentials`), 401);
    await fails(repository.blob(`sha256:${'a'.repeat(64)}`), /which wants credentials/, 401);
    assert.deepEqual(asked, []);
  });
  it('are bought without credentials where there are none', async () => {
    const asked: string[] = [];
    const { host, seen } = await tokenRegistry(
      (request, response) => {
        asked.push(`${request.url} ${request.headers.authorization}`);
        response.end('{"access_token":"t1"}');
      },
      () => 'Bearer t1',
    );
    const repository = at(host, null);
    await repository.manifest('1', 99);
    await repository.manifest('2', 99);
    assert.deepEqual(asked, ['/token?keep=1&service=it&scope=repository%3Aapp%3Apull undefined']);
    assert.deepEqual(seen, [undefined, 'Bearer t1', 'Bearer t1']);
  });
  it('are bought again when they are refused later', async () => {
    let sold = 0;
    let valid = 1;
    const { host } = await tokenRegistry(
      (_, response) => response.end(JSON.stringify({ token: `t${(sold = valid)}` })),
      () => `Bearer t${valid}`,
    );
    const repository = at(host, null);
    await repository.manifest('1', 99);
    valid = 2;
    await repository.manifest('1', 99);
    assert.equal(sold, 2);
  });
  it('are bought again when their time is over', async () => {
    let sold = 0;
    const { host, seen } = await tokenRegistry(
      (_, response) => response.end(JSON.stringify({ token: `t${++sold}`, expires_in: 0.001 })),
      () => `Bearer t${sold}`,
    );
    const repository = at(host, null);
    await repository.manifest('1', 99);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await repository.manifest('1', 99);
    assert.ok(sold >= 2);
    assert.ok(!seen.slice(1).includes(undefined));
  });
  it('are bought with an identity token, which is posted', async () => {
    const posted: string[] = [];
    const { host } = await tokenRegistry(
      async (request, response) => {
        posted.push(`${request.method} ${await bodyOf(request)}`);
        response.end('{"access_token":"t"}');
      },
      () => 'Bearer t',
    );
    await at(host, { auth: 'PHRva2VuPjo=', identitytoken: 'hunter2' }).manifest('1', 99);
    assert.equal(posted.length, 1);
    const [method, form] = posted[0]!.split(' ');
    assert.equal(method, 'POST');
    assert.deepEqual(Object.fromEntries(new URLSearchParams(form)), {
      service: 'it',
      scope: 'repository:app:pull',
      grant_type: 'refresh_token',
      client_id: 'plimsoll',
      refresh_token: 'hunter2',
    });
  });
  it('may be given by the user', async () => {
    const { host } = await tokenRegistry(
      (_, response) => response.writeHead(500).end(),
      () => 'Bearer mine',
    );
    await at(host, { registrytoken: 'mine' }).manifest('1', 99);
  });
  it('that are refused are asked for a few times, not for ever', async () => {
    let sold = 0;
    const { host } = await tokenRegistry(
      (_, response) => response.end(JSON.stringify({ token: `t${++sold}` })),
      () => 'never',
    );
    await fails(
      at(host, { username: 'ann', password: 'hunter2' }).manifest('1', 99),
      /does not accept the credentials/,
      401,
    );
    assert.ok(sold <= 3, `${sold} tokens were bought`);
  });
  it('are not bought where a password would cross a network without encryption', async () => {
    const challenge = 'Bearer realm="http://far.example/token",service="it"';
    const host = await serve((_, response) => response.writeHead(401, { 'www-authenticate': challenge }).end());
    await fails(
      at(host, { username: 'ann', password: 'hunter2' }).manifest('1', 99),
      /far\.example, which is not encrypted/,
    );
  });
  it('must be tokens', async () => {
    for (const [answer, because] of [
      ['<html>hunter2</html>', /did not answer JSON/],
      ['{}', /gave no token/],
      ['{"token":"a\\r\\nx-evil: 1"}', /gave no token/],
      ['null', /gave no token/],
    ] as const) {
      const { host } = await tokenRegistry(
        (_, response) => response.end(answer),
        () => 'never',
      );
      await fails(at(host, null).manifest('1', 99), because);
    }
  });
});

describe('a manifest', () => {
  const bytes = Buffer.from('{"schemaVersion":2}');
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  it('is held against the digests that are asked for and stated', async () => {
    let stated = digest;
    const host = await serve((_, response) =>
      response.writeHead(200, { 'docker-content-digest': stated, 'content-type': 'Application/JSON; x=y' }).end(bytes),
    );
    const got = await at(host, null).manifest(digest, 99);
    assert.deepEqual([got.digest, got.mediaType], [digest, 'application/json']);
    await fails(at(host, null).manifest(`sha256:${'0'.repeat(64)}`, 99), /was asked for/);
    stated = `sha256:${'1'.repeat(64)}`;
    await fails(at(host, null).manifest('latest', 99), /it states/);
  });
  it('has a limit', async () => {
    const host = await serve((_, response) => response.end(bytes));
    await fails(at(host, null).manifest('1', 10), /more than 10 bytes/);
  });
});

describe('a registry without credentials for us', () => {
  it('is told of, with what is wrong about their files', async () => {
    const host = await serve((_, response) => response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end());
    await fails(at(host, null).manifest('1', 99), /wants credentials and there are none; log in/, 401);
    await fails(at(host, { auth: 'bm9jb2xvbg==' }).manifest('1', 99), /there are none/, 401);
    const strange = await serve((_, response) => response.writeHead(401, { 'www-authenticate': 'Negotiate' }).end());
    await fails(at(strange, { username: 'ann', password: 'hunter2' }).manifest('1', 99), /does not accept/, 401);
  });
});
