import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import type { Image } from '../../facts/image.ts';
import type { Secret } from '../../facts/secret.ts';
import { PathListWriter, type PathKind } from '../../formats/root/path-list.ts';
import { baseLayersOf } from './base-layers.ts';
import { hiddenBy } from './hidden-by.ts';
import { secretScanner } from './scanner.ts';
import { secretSightings, type LayerSecrets } from './sightings.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const body = [...createHash('sha256').update('secret').digest()]
  .slice(0, 30)
  .map((byte) => alphabet[byte % 62])
  .join('');
let rest = crc32(body);
let sum = '';
for (let at = 0; at < 6; at++, rest = Math.floor(rest / 62)) sum = alphabet[rest % 62]! + sum;
/** Has the form of a token of GitHub, and none ever was. */
const token = `ghp_${body}${sum}`;

const history = (...lines: string[]) =>
  lines.map((line) => ({
    createdBy: line.replace(/^-/, ''),
    emptyLayer: line.startsWith('-'),
    at: { source: 'image', place: 'history' },
  }));
const image = (lines: string[], layers = lines.filter((line) => !line.startsWith('-')).length): Image =>
  ({
    id: 'sha256:i',
    history: history(...lines),
    layers: Array.from({ length: layers }, () => ({})),
    labels: {},
  }) as unknown as Image;
const paths = (...entries: string[]): Buffer => {
  const writer = new PathListWriter(1 << 20);
  for (const entry of entries) {
    const [kind, path] = entry.split(' ') as [PathKind, string];
    writer.add(kind, path);
  }
  return writer.bytes();
};
const about = { subject: { source: 'image', kind: 'Image', name: 'a' }, stage: 'declared' } as const;

describe('layers of a base image', () => {
  const table: [string, string[], number][] = [
    ['none', ['ADD rootfs', '-CMD ["sh"]'], 0],
    ['one', ['ADD rootfs', '-CMD ["sh"]', 'COPY app'], 1],
    [
      'one upon another',
      ['ADD rootfs', '-CMD ["sh"]', 'RUN a', 'RUN b', '-CMD ["node"]', 'COPY app', '-CMD ["app"]'],
      3,
    ],
    ['one of the old form', ['ADD rootfs', '-/bin/sh -c #(nop)  CMD ["sh"]', 'COPY app'], 1],
    ['one without command', ['ADD rootfs', 'COPY app', '-CMD ["app"]'], 0],
    ['a command before all', ['-CMD ["sh"]', 'COPY app'], 0],
  ];
  for (const [what, lines, expected] of table) {
    it(what, () => assert.equal(baseLayersOf(image(lines)).count, expected));
  }
  it('are none when the history does not fit the layers', () =>
    assert.equal(baseLayersOf(image(['ADD rootfs', '-CMD ["sh"]', 'COPY app'], 3)).count, 0));
});

describe('a file that a later layer takes away', () => {
  const table: [string, string[][], number | undefined][] = [
    ['stays', [['file a/b'], ['file a/c']], undefined],
    ['is removed', [['file a/b'], ['whiteout a/b']], 1],
    ['lies in a folder that is removed', [['file a/b'], ['file x'], ['whiteout a']], 2],
    ['lies in a folder that is emptied', [['file a/b'], ['opaque a']], 1],
    ['is replaced', [['file a/b'], ['file a/b'], ['whiteout a/b']], 1],
    ['is replaced by a folder', [['file a/b'], ['directory a/b']], 1],
    ['lies in a folder that is replaced', [['file a/b'], ['file a']], 1],
    ['lies in a folder that comes again', [['file a/b'], ['directory a']], undefined],
    ['lies beside what is removed', [['file a/b'], ['whiteout a/bc', 'opaque a/b2']], undefined],
    ['lies in a root that is emptied', [['file a/b'], ['opaque a', 'file a/b']], 1],
  ];
  for (const [what, layers, expected] of table) {
    it(what, () => {
      const lists = layers.map((entries) => paths(...entries));
      assert.equal(hiddenBy(lists, new Map([[0, new Set(['a/b'])]])).get('0 a/b'), expected);
    });
  }
});

it('tells secrets, where they were taken away, and what was not searched', () => {
  const found = secretScanner.read('app/.env', Buffer.from(`\nT=${token}\n`));
  const layers: LayerSecrets[] = [
    { diffId: 'sha256:0', paths: paths('file bin/sh'), files: null, because: 'it is of the base' },
    { diffId: 'sha256:1', paths: paths('file app/.env'), files: new Map([['app/.env', found]]) },
    { diffId: 'sha256:2', paths: paths('whiteout app/.env'), files: new Map() },
  ];
  const { sightings, passedOver } = secretSightings(image(['ADD', `RUN T=${token} make`, 'RUN rm']), layers, about);
  const facts = sightings.flatMap((one) => ('fact' in one ? [one.fact.value as Secret] : []));
  assert.deepEqual(
    facts.map(({ rule, file, line, column, layer, deletedIn, at }) => [
      rule,
      file,
      line,
      column,
      layer,
      deletedIn,
      at.place,
    ]),
    [
      ['github-token', 'app/.env', 2, 3, 'sha256:1', 'sha256:2', undefined],
      ['github-token', null, null, null, null, null, 'history'],
    ],
  );
  const gaps = sightings.flatMap((one) => ('gap' in one ? [`${one.gap.code} ${one.gap.because}`] : []));
  assert.deepEqual(gaps, ['SECRETS_UNSEARCHED a layer was not searched for secrets (sha256:0): it is of the base']);
  assert.equal(passedOver, 0);
  assert.ok(!JSON.stringify(sightings).includes(token.slice(8)));
});

describe('the scanner', () => {
  it('wants small files that may be text', () => {
    const wants = (path: string, size = 100): boolean => secretScanner.wants(path, size, 0o644);
    assert.ok(wants('root/.netrc') && wants('a') && wants('a.so/b') && wants('x.env') && wants('a', 1 << 20));
    assert.ok(!wants('a.so') && !wants('a.PNG') && !wants('a', 7) && !wants('a', (1 << 20) + 1));
  });
  it('reads UTF-16, and leaves binary files alone', () => {
    const rules = (bytes: Buffer): string[] => secretScanner.read('a', bytes).secrets.map(({ rule }) => rule);
    assert.deepEqual(rules(Buffer.from(`\uFEFFT=${token}`, 'utf16le')), ['github-token']);
    assert.deepEqual(rules(Buffer.from(`\0T=${token}`)), []);
    assert.deepEqual(rules(Buffer.from(`T=${token}`)), ['github-token']);
  });
});
