import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPlatformText } from '../../formats/oci/platform.ts';
import { Failure } from '../../model/failure.ts';
import { Located } from '../../model/located.ts';
import { seen } from '../../model/seen.ts';
import { chooseImages, type ImageChoice } from './choose.ts';
import type { ImagePlan } from './plan.ts';

const at = { source: 'image', file: 'a.tar' };

function plan(name: string, platform: string, digit: string, tags: string[] = []): ImagePlan {
  const [os, architecture, variant] = platform.split('/');
  const config = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  return {
    references: name === '' ? [] : [name],
    tags,
    digest: seen(`sha256:${digit.repeat(64)}`, at),
    id: `sha256:${digit.repeat(63)}0`,
    config: Located.root(config, { evidence: () => at }),
    layers: [],
    at,
  };
}

const images = [
  plan('nginx:latest', 'linux/amd64', 'a'),
  plan('nginx:latest', 'linux/arm64/v8', 'b'),
  plan('ghcr.io/acme/web:1', 'linux/amd64', 'c'),
  plan('', 'linux/amd64', 'd', ['edge']),
];

const chosen = (choice: Partial<ImageChoice>): string =>
  chooseImages(images, { one: false, ...choice }, 'a.tar')
    .map(({ digest }) => digest.value![7])
    .join('');

const fails = (choice: Partial<ImageChoice>, code: string, message: RegExp): void =>
  assert.throws(
    () => chosen(choice),
    (error) => error instanceof Failure && error.code === code && message.test(error.message),
  );

describe('chooseImages', () => {
  it('takes all when nothing is said', () => {
    assert.equal(chosen({}), 'abcd');
  });
  it('knows names as engines do, tags, digests and ids', () => {
    for (const name of ['nginx', 'nginx:latest', 'docker.io/library/nginx'])
      assert.equal(chosen({ image: name }), 'ab');
    assert.equal(chosen({ image: 'ghcr.io/acme/web:1' }), 'c');
    assert.equal(chosen({ image: 'edge' }), 'd');
    assert.equal(chosen({ image: `sha256:${'b'.repeat(64)}` }), 'b');
    assert.equal(chosen({ image: 'cccccccccccc' }), 'c');
  });
  it('takes a platform with and without its usual variant', () => {
    assert.equal(chosen({ platform: readPlatformText('arm64')! }), 'b');
    assert.equal(chosen({ image: 'nginx', platform: readPlatformText('linux/amd64')!, one: true }), 'a');
  });
  it('lists what is there when nothing fits, and when one must be chosen', () => {
    fails(
      { image: 'nginx:2' },
      'NO_SUCH_TARGET',
      /has no image "nginx:2".*nginx:latest \(linux\/arm64\/v8, bbbbbbbbbbbb\)/,
    );
    fails({ image: 'ghcr.io/acme/web' }, 'NO_SUCH_TARGET', /ghcr/);
    fails({ platform: readPlatformText('linux/s390x')! }, 'NO_SUCH_TARGET', /for linux\/s390x/);
    fails({ image: 'nginx', one: true }, 'IMAGE_AMBIGUOUS', /has 2 images.*--platform.*amd64.*arm64/);
    // Too short to be a digest, and no name.
    fails({ image: 'ccc' }, 'NO_SUCH_TARGET', /"ccc"/);
  });
  it('leaves an archive without images to those who told why', () => {
    assert.deepEqual(chooseImages([], { one: true, image: 'x' }, 'a.tar'), []);
  });
});
