import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Image } from '../../facts/image.ts';
import { readImageJson } from './read-image-json.ts';

function read(json: unknown): { value: Image; codes: string[]; places: string[]; name: string } {
  const sightings = readImageJson(json);
  const facts = sightings.flatMap((one) => ('fact' in one ? [one.fact] : []));
  const gaps = sightings.flatMap((one) => ('gap' in one ? [one.gap] : []));
  assert.equal(facts.length, 1);
  return {
    value: facts[0]!.value as Image,
    codes: gaps.map(({ code }) => code),
    places: gaps.map(({ at }) => at?.place ?? ''),
    name: facts[0]!.subject.name,
  };
}

const full = {
  reference: 'docker.io/acme/web:1.2.3',
  digest: `sha256:${'d'.repeat(64)}`,
  osRelease: 'ID=alpine\nVERSION_ID=3.20.3\n',
  os: 'linux',
  architecture: 'arm',
  variant: 'v7',
  created: '2026-01-02T03:04:05Z',
  config: {
    User: '1000:1000',
    Env: ['PATH=/bin', 'TOKEN=a=b', 'BARE'],
    Entrypoint: ['/web'],
    Cmd: ['serve'],
    ExposedPorts: { '8080/tcp': {} },
    Volumes: { '/data': {} },
    Labels: { maintainer: 'acme' },
    Healthcheck: { Test: ['CMD', 'true'] },
  },
  rootfs: { type: 'layers', diff_ids: [`sha256:${'a'.repeat(64)}`] },
  history: [
    { created_by: 'COPY web /', created: '2026-01-02T03:04:05Z' },
    { created_by: 'USER 1000', empty_layer: true },
  ],
};

describe('an image configuration', () => {
  it('is read whole', () => {
    const { value, codes, name } = read(full);
    assert.deepEqual(codes, []);
    assert.equal(name, full.reference);
    assert.equal(value.digest.value, full.digest);
    assert.equal(value.platform.value, 'linux/arm/v7');
    assert.equal(value.user.value, '1000:1000');
    assert.deepEqual(
      value.environment.map((one) => [one.name, one.value.value]),
      [
        ['PATH', '/bin'],
        ['TOKEN', 'a=b'],
        ['BARE', undefined],
      ],
    );
    assert.deepEqual([value.entrypoint.value, value.command.value], [['/web'], ['serve']]);
    assert.deepEqual([value.exposedPorts, value.volumes], [['8080/tcp'], ['/data']]);
    assert.deepEqual(value.labels, { maintainer: 'acme' });
    assert.equal(value.healthCheck.value, true);
    assert.deepEqual(
      value.history.map(({ createdBy, emptyLayer }) => [createdBy, emptyLayer]),
      [
        ['COPY web /', false],
        ['USER 1000', true],
      ],
    );
    assert.deepEqual(value.os.value, { id: 'alpine', version: '3.20.3', name: 'Linux' });
    assert.equal(value.layers[0]!.verified.value, undefined, 'nothing was read of the layer');
    assert.equal(value.environment[1]!.value.at.place, 'config.Env[1]');
  });

  it('of nothing says only what absence means', () => {
    const { value, codes } = read({});
    assert.deepEqual(codes, []);
    assert.deepEqual([value.user.value, value.user.at.note], ['0', 'absent: containers run as root']);
    assert.equal(value.healthCheck.value, false);
    assert.equal(value.platform.value, undefined);
    assert.equal(value.os.value, undefined);
    assert.equal(value.entrypoint.value, undefined);
  });

  const users: [string, unknown, string | undefined][] = [
    ['empty', { os: 'linux', config: { User: '' } }, '0'],
    ['named', { os: 'linux', config: { User: 'nobody' } }, 'nobody'],
    ['of Windows', { os: 'windows', config: {} }, undefined],
    ['a number', { os: 'linux', config: { User: 0 } }, undefined],
  ];
  for (const [name, json, user] of users) {
    it(`user ${name}`, () => assert.equal(read(json).value.user.value, user));
  }

  const checks: [unknown, boolean | undefined][] = [
    [{ Test: ['NONE'] }, false],
    [{ Test: [] }, false],
    [{}, false],
    [{ Test: ['CMD-SHELL', 'x'] }, true],
    [{ Test: 'x' }, undefined],
  ];
  for (const [Healthcheck, wanted] of checks) {
    it(`health check ${JSON.stringify(Healthcheck)}`, () => {
      assert.equal(read({ config: { Healthcheck } }).value.healthCheck.value, wanted);
    });
  }

  it('tells every part that has another shape', () => {
    const wrong = {
      os: 1,
      config: { User: 0, Env: 'A=b', Cmd: [1], Labels: [], Healthcheck: { Test: 'x' } },
      history: {},
    };
    const { codes, places } = read(wrong);
    assert.deepEqual(new Set(codes), new Set(['IMAGE_CONFIG_INVALID']));
    const parts = [
      'os',
      'history',
      'config.User',
      'config.Env',
      'config.Cmd',
      'config.Labels',
      'config.Healthcheck.Test',
    ];
    assert.deepEqual(places.toSorted(), parts.toSorted());
  });

  it('takes what a page says of its layers', () => {
    const rootfs = { diff_ids: ['a', 'b', 'c', 'd'] };
    const { layers } = read({ rootfs, layersVerified: [true, false, 'yes'] }).value;
    assert.deepEqual(
      layers.map(({ verified }) => verified.value),
      [true, false, undefined, undefined],
    );
  });

  it('that is none does not throw', () => {
    for (const json of [null, [], 'x', 1]) assert.equal(read(json).value.references.length, 0);
  });
});
