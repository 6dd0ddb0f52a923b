import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { dockerCollector, engineAnswers } from '../../src/collectors/docker/docker.ts';
import type { Engine } from '../../src/facts/engine.ts';
import type { Fact } from '../../src/model/fact.ts';
import { Failure } from '../../src/model/failure.ts';
import type { Gap } from '../../src/model/gap.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-faults-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const limits = { firstByte: 200, whole: 400, size: 20_000 };
const version = { ApiVersion: '1.41', Version: '20.10.24', Components: [] };
const pages: Readonly<Record<string, unknown>> = {
  '/version': version,
  '/v1.41/info': { SecurityOptions: ['name=seccomp,profile=default'] },
  '/v1.41/networks': [],
  '/v1.41/volumes': { Volumes: [] },
  '/v1.41/containers/json?all=true': [],
  '/v1.41/images/json': [],
};

async function collect(address: string): Promise<{ facts: Fact[]; gaps: Gap[] }> {
  const facts: Fact[] = [];
  const gaps: Gap[] = [];
  const context = { signal: new AbortController().signal, progress: () => {} };
  for await (const one of dockerCollector.collect({ address, environment: {}, limits }, context)) {
    if ('gap' in one) gaps.push(one.gap);
    else facts.push(one.fact);
  }
  return { facts, gaps };
}

/** Runs `use` against a server on a unix socket, or on a TCP port of loopback. */
async function serving<T>(server: Server, use: (address: string) => Promise<T>, tcp = false): Promise<T> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.sock`);
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => {});
  });
  if (tcp) server.listen(0, '127.0.0.1');
  else server.listen(path);
  await once(server, 'listening');
  try {
    return await use(tcp ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix://${path}`);
  } finally {
    server.close();
    for (const socket of open) socket.destroy();
  }
}

function raw(answer: (socket: Socket) => void): Server {
  return createServer((socket) => socket.once('data', () => answer(socket)));
}

function http(
  change: Readonly<Record<string, unknown>>,
  special?: (...args: Parameters<RequestListener>) => boolean,
): Server {
  const all: Readonly<Record<string, unknown>> = { ...pages, ...change };
  return createHttpServer((incoming, outgoing) => {
    if (special?.(incoming, outgoing) === true) return;
    const page = all[incoming.url ?? ''];
    if (page === undefined) outgoing.writeHead(404).end('{"message":"no such page"}');
    else outgoing.writeHead(200).end(JSON.stringify(page));
  });
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

describe('an engine that cannot be asked', { timeout: 30_000 }, () => {
  const cases: [string, Server, Gap['code'], RegExp][] = [
    ['answers nothing', raw(() => {}), 'ENGINE_TIMEOUT', /no answer/],
    ['answers slowly', raw((socket) => void drip(socket)), 'ENGINE_TIMEOUT', /a part/],
    ['answers garbage', raw((socket) => socket.end('\0\x01garbage\n'.repeat(50))), 'ENGINE_ANSWER_INVALID', /HTTP/],
    ['hangs up', raw((socket) => socket.destroy()), 'ENGINE_ANSWER_INVALID', /ended/],
    [
      'answers half',
      raw((socket) => socket.end(`${head}Content-Length: 900\r\n\r\n{"ApiVersion":`)),
      'ENGINE_ANSWER_INVALID',
      /middle|ended/,
    ],
    [
      'answers a page',
      raw((socket) => socket.end(`${head}Content-Length: 6\r\n\r\n<html>`)),
      'ENGINE_ANSWER_INVALID',
      /not JSON/,
    ],
    ['answers other JSON', http({ '/version': ['no'] }), 'ENGINE_ANSWER_INVALID', /ApiVersion/],
    ['answers without end', http({ '/version': 'x'.repeat(30_000) }), 'ENGINE_ANSWER_INVALID', /larger/],
    [
      'nests without end',
      raw((socket) => socket.end(`${head}Content-Length: 9000\r\n\r\n${'['.repeat(9000)}`)),
      'ENGINE_ANSWER_INVALID',
      /nests/,
    ],
    ['demands a password', createHttpServer((_in, out) => void out.writeHead(401).end()), 'ENGINE_DENIED', /401/],
    [
      'fails',
      createHttpServer((_in, out) => void out.writeHead(500).end('{"message":"out of luck"}')),
      'ENGINE_ANSWER_INVALID',
      /500: out of luck/,
    ],
  ];
  for (const [name, server, code, because] of cases) {
    it(name, async () => {
      const { facts, gaps } = await serving(server, collect);
      assert.deepEqual(facts, []);
      assert.deepEqual(
        gaps.map((gap) => [gap.code, gap.touches]),
        [[code, ['*']]],
      );
      assert.match(gaps[0]!.because, because);
    });
  }

  it('is not there', async () => {
    for (const address of [`unix://${folder}/none.sock`, 'tcp://127.0.0.1:1', 'ssh://host']) {
      const { gaps } = await collect(address);
      assert.deepEqual(
        gaps.map((gap) => [gap.code, gap.touches]),
        [['ENGINE_UNREACHABLE', ['*']]],
        address,
      );
      assert.equal(await engineAnswers({ address, environment: {} }), false);
    }
  });

  it('has an address that is none', async () => {
    await assert.rejects(
      collect('gopher://host'),
      (error) => error instanceof Failure && error.code === 'BAD_ARGUMENT',
    );
  });

  it('is cancelled', async () => {
    const stop = new AbortController();
    const look = async (address: string): Promise<void> => {
      setImmediate(() => stop.abort());
      for await (const _ of dockerCollector.collect(
        { address, environment: {} },
        { signal: stop.signal, progress: () => {} },
      ));
    };
    await assert.rejects(
      serving(
        raw(() => {}),
        look,
      ),
      (error) => error instanceof Failure && error.code === 'INTERRUPTED',
    );
  });
});

describe('an engine that fails in part', { timeout: 30_000 }, () => {
  const inspect = {
    Id: 'a',
    Name: '/good',
    State: { Status: 'exited' },
    HostConfig: { Privileged: false },
    Config: {},
  };
  const three = {
    '/v1.41/containers/json?all=true': [
      { Id: 'a', Names: ['/good'] },
      { Id: 'b', Names: ['/gone'] },
      { Id: 'c', Names: ['/dumb'] },
      7,
    ],
  };

  it('keeps the containers that were seen', async () => {
    const server = http(
      { ...three, '/v1.41/containers/a/json': inspect },
      (incoming) => incoming.url === '/v1.41/containers/c/json',
    );
    const { facts, gaps } = await serving(server, collect);
    assert.deepEqual(
      facts.filter(({ kind }) => kind === 'workload').map(({ subject }) => subject.name),
      ['good'],
    );
    assert.deepEqual(gaps.map(({ code, subject }) => `${code} ${subject}`).toSorted(), [
      'CONTAINER_VANISHED container gone',
      'ENGINE_ANSWER_INVALID [3]',
      'ENGINE_TIMEOUT container dumb',
    ]);
  });

  it('is not asked for ever when it falls silent', async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ Id: `c${index}`, Names: [`/n${index}`] }));
    const server = http(
      { '/v1.41/containers/json?all=true': many.slice(0, 300) },
      (incoming) => incoming.url?.endsWith('json') === true && incoming.url.includes('/containers/c'),
    );
    const { gaps } = await serving(server, collect);
    assert.equal(gaps.filter(({ code }) => code === 'ENGINE_TIMEOUT').length >= 300, true);
  });

  it('loses one answer and not the others', async () => {
    const server = http({
      ...three,
      '/v1.41/containers/a/json': inspect,
      '/v1.41/info': 'no',
      '/v1.41/networks': {},
      '/v1.41/images/json': [{}],
    });
    const { facts, gaps } = await serving(server, collect);
    const engine = facts.find(({ kind }) => kind === 'engine') as Fact<Engine>;
    assert.equal(engine.value.version.value, '20.10.24');
    assert.equal(engine.value.securityOptions.value, undefined);
    const subjects = gaps.map(({ subject }) => subject);
    for (const subject of ['GET /info', 'GET /networks', '[0]']) assert.ok(subjects.includes(subject), subject);
  });

  it('runs its containers on another machine', async () => {
    const far = { ...inspect, State: { Status: 'running', Running: true, Pid: process.pid } };
    const server = http({ ...three, '/v1.41/containers/a/json': { ...far, Id: 'a' } });
    const { facts, gaps } = await serving(server, collect, true);
    const engine = facts.find(({ kind }) => kind === 'engine') as Fact<Engine>;
    assert.equal(engine.value.tlsVerify.value, false);
    const unread = gaps.find(({ code }) => code === 'PROCESS_UNREADABLE');
    assert.match(unread?.because ?? '', /does not belong/);
    assert.ok(unread?.touches.includes('runtime/capabilities'));
    assert.equal(
      facts.some(({ kind }) => kind === 'host-process'),
      false,
    );
  });
});

/** One byte every 20 ms, for ever. */
async function drip(socket: Socket): Promise<void> {
  for (const byte of head + '\r\n'.padEnd(1000)) {
    if (socket.destroyed) return;
    socket.write(byte);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
