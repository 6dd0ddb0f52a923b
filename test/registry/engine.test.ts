/** Images of a real Docker engine, read as it saves them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { imageCollector } from '../../src/collectors/image/collector.ts';
import { engineImageCollector } from '../../src/collectors/image/engine-collector.ts';
import { Failure } from '../../src/model/failure.ts';
import { noDockerd, startDockerd, type Dockerd } from '../real/dockerd.ts';
import { gather, type Read } from './read-image.ts';

const archive = join(import.meta.dirname, '../../../shared/data/images/trivy-alpine-311.tar.gz');

const fails = (promise: Promise<unknown>, code: string, message: RegExp): Promise<void> =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });

describe('images of an engine', { skip: noDockerd() }, () => {
  let engine: Dockerd;
  before(async () => {
    engine = await startDockerd();
    await engine.docker('load', '-q', '-i', archive);
    await engine.docker('tag', 'alpine:3.11', 'registry.test/team/app:1');
  });
  after(() => engine.stop());

  const read = (name: string, address = engine.socket): Promise<Read> =>
    gather(engineImageCollector, { name, shown: `docker:${name}`, address: `unix://${address}`, environment: {} });

  it('are what their archive is', async () => {
    const expected = await gather(imageCollector, { path: archive, shown: 'alpine' });
    const id = await engine.docker('image', 'inspect', '--format', '{{.Id}}', 'alpine:3.11');
    for (const name of ['alpine:3.11', 'docker.io/library/alpine:3.11', 'registry.test/team/app:1', id]) {
      const found = await read(name);
      assert.deepEqual(found.packages, expected.packages, name);
      assert.deepEqual(found.gaps, [], name);
      assert.deepEqual(
        found.images.map((one) => [one.id, one.layers.map(({ verified }) => verified.value)]),
        [[expected.images[0]!.id, [true]]],
        name,
      );
    }
    assert.deepEqual((await read('registry.test/team/app:1')).images[0]!.references, ['registry.test/team/app:1']);
  });
  it('that are not there, or cannot be asked for', async () => {
    await fails(read('nothing:1'), 'NO_SUCH_TARGET', /has no image nothing:1/);
    await fails(read('../containers/json?'), 'BAD_ARGUMENT', /no name of an image/);
    await fails(read('alpine:3.11', '/nonexistent'), 'ENGINE_UNREACHABLE', /no such socket/);
    const far = { name: 'alpine', shown: 'docker:alpine', address: 'tcp://far.example:2375', environment: {} };
    await fails(gather(engineImageCollector, far, { offline: true }), 'ENGINE_UNREACHABLE', /--offline/);
  });
  it('that break off are told of, with what came before', async () => {
    const socket = join(engine.folder, 'cutting.sock');
    const cutting = createServer((asked, response) => {
      const onward = request({ socketPath: engine.socket, path: asked.url, method: asked.method }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        let left = 3_000_000;
        answer.on('data', (piece: Buffer) => {
          response.write(piece);
          left -= piece.length;
          if (left < 0) response.destroy();
        });
        answer.on('end', () => response.end());
      });
      onward.on('error', () => response.destroy());
      onward.end();
    });
    cutting.listen(socket);
    await once(cutting, 'listening');
    try {
      const { gaps } = await read('alpine:3.11', socket);
      assert.ok(
        gaps.some(({ code }) => code === 'IMAGE_TRUNCATED'),
        JSON.stringify(gaps),
      );
    } finally {
      cutting.close();
      cutting.closeAllConnections();
    }
  });
});
