import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Failure } from '../model/failure.ts';
import { buildDatabase, feedSourcesAt, type BuildOptions, type FeedSource } from './build.ts';
import { AdvisoryDatabase } from './database.ts';
import { agingGaps, missingGap, recordGaps } from './status.ts';

const folder = mkdtempSync(join(tmpdir(), 'advisory-database-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const now = '2026-11-24T12:00:00.000Z';
let made = 0;

const osv = (id: string, name: string, over: object = {}): string =>
  JSON.stringify({ id, affected: [{ package: { ecosystem: 'npm', name }, versions: ['1.0.0'] }], ...over });

function write(name: string, content: string | Buffer): string {
  const path = join(folder, String(made++), name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function open(sources: readonly FeedSource[], options: Partial<BuildOptions> = {}): Promise<AdvisoryDatabase> {
  const out = join(folder, `${made++}.sqlite`);
  await buildDatabase(sources, out, { now, ...options });
  const database = AdvisoryDatabase.open(out);
  if (typeof database === 'string') throw new Error(database);
  return database;
}

const ids = (database: AdvisoryDatabase, name: string): unknown => database.ask('npm', name)?.map(({ id }) => id);
const because = (database: AdvisoryDatabase): string[] =>
  database.gaps().map((gap) => `${gap.subject}: ${gap.because}`);

describe('the database', () => {
  it('holds what feeds hold, in every form they come in', async () => {
    const one = write('one.json', osv('X-1', 'left'));
    const list = write('list.json', `[${osv('X-2', 'left')},${osv('X-3', 'right')}]`);
    const lines = write('lines.jsonl', `${osv('X-4', 'left')}\n${osv('X-5', 'right')}\n`);
    const yaml = write(
      'PYSEC-1.yaml',
      'id: PYSEC-1\naffected:\n- package: {ecosystem: npm, name: left}\n  versions: ["1.0"]\n',
    );
    const gz = write('one.json.gz', gzipSync(osv('X-6', 'left')));
    const zst = write('one.json.zst', zstdCompressSync(osv('X-7', 'left')));
    const inside = join(one, '..');
    const tarred = (name: string, ...flags: string[]): string => {
      const path = join(folder, `${made++}-${name}`);
      execFileSync('tar', [...flags, '-cf', path, '-C', inside, '.']);
      return path;
    };
    const zip = join(folder, 'feed.zip');
    execFileSync('python3', ['-m', 'zipfile', '-c', zip, list]);
    const database = await open(
      [one, list, lines, yaml, gz, zst, tarred('a.tar'), tarred('a.tgz', '-z'), zip].map((path) => ({ path })),
    );
    assert.deepEqual(because(database), []);
    assert.deepEqual(ids(database, 'left'), ['PYSEC-1', 'X-1', 'X-2', 'X-4', 'X-6', 'X-7']);
    assert.deepEqual(ids(database, 'right'), ['X-3', 'X-5']);
    assert.deepEqual(ids(database, 'other'), []);
    assert.deepEqual(
      database.status().feeds.map(({ records }) => records),
      [1, 2, 2, 1, 1, 1, 1, 1, 2],
    );
    database.close();
  });
  it('takes the newer of two records with one id, in either order, and what was withdrawn away', async () => {
    const old = { path: write('old.json', osv('X-1', 'old', { modified: '2024-01-01T00:00:00Z' })) };
    const young = { path: write('new.json', osv('X-1', 'new', { modified: '2024-02-01T00:00:00+02:00' })) };
    for (const sources of [
      [old, young],
      [young, old],
    ]) {
      const database = await open(sources);
      assert.deepEqual([ids(database, 'old'), ids(database, 'new')], [[], ['X-1']]);
    }
    const gone = {
      path: write(
        'gone.json',
        osv('X-1', 'new', { modified: '2025-01-01T00:00:00Z', withdrawn: '2025-01-01T00:00:00Z' }),
      ),
    };
    const keep = { path: write('keep.json', osv('X-2', 'keep')) };
    const database = await open([gone, young, keep]);
    assert.deepEqual(ids(database, 'new'), []);
    assert.equal(database.status().feeds[0]!.withdrawn, 1);
  });
  it('joins what two documents of a distribution say of one identifier', async () => {
    const secdb = (name: string): string =>
      JSON.stringify({
        distroversion: 'v3.20',
        packages: [{ pkg: { name, secfixes: { '1-r0': ['CVE-2024-0001'] } } }],
      });
    const database = await open([
      { path: write('main.json', secdb('a')) },
      { path: write('community.json', secdb('b')) },
    ]);
    for (const name of ['a', 'b']) assert.equal(database.ask('Alpine:v3.20', name)!.length, 1);
  });
  it('counts what it cannot read, and uses the rest', async () => {
    const path = join(folder, 'mixed');
    mkdirSync(path);
    const files: Readonly<Record<string, string | Buffer>> = {
      'a-good.json': osv('X-1', 'left'),
      'b-cut.json': osv('X-2', 'left').slice(0, -5),
      'c-binary.json': Buffer.from([0xff, 0xfe, 0x00]),
      'd-deep.json': '['.repeat(200_000),
      'e-other.json': '{"some":"thing"}',
      'f-bad.yaml': 'id: [unclosed',
      'g.tar.xz': Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 0]),
      'h.zip': 'PK\u0003\u0004 and nothing more',
      'i.json.gz': gzipSync(osv('X-3', 'left')).subarray(0, 30),
      'j-list.json': `[${osv('X-4', 'left')},{"id":7},null,{"id":"X-5","affected":[{"package":{"ecosystem":"npm","name":"left"},"ranges":7}]}]`,
      LICENSE: 'text',
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
    const database = await open([{ path }]);
    assert.deepEqual(ids(database, 'left'), ['X-1', 'X-4', 'X-5']);
    const told = because(database).join('\n');
    for (const name of Object.keys(files)) {
      if (/^[b-j]/.test(name)) assert.match(told, new RegExp(name.replaceAll('.', String.raw`\.`)));
    }
    assert.equal(database.status().feeds[0]!.gaps, 11);
    assert.deepEqual(
      recordGaps(database.status()).map(({ code }) => code),
      ['ADVISORY_INVALID'],
    );
  });
  it('does not read more of a document than the limit', async () => {
    const limits = { documentBytes: 100, documents: 3, depth: 2 };
    const bomb = write('bomb.json.gz', gzipSync(Buffer.alloc(10_000_000, 32)));
    assert.match(because(await open([{ path: bomb }], { limits })).join(), /more than the 100 bytes/);
    const plain = write('plain.json', osv('X-1', 'left', { details: 'x'.repeat(200) }));
    assert.match(because(await open([{ path: plain }], { limits })).join(), /more than the 100 bytes/);
    const many = join(folder, 'many');
    mkdirSync(many);
    for (let index = 0; index < 5; index++) writeFileSync(join(many, `${index}.json`), osv(`X-${index}`, 'left'));
    assert.match(because(await open([{ path: many }], { limits })).join(), /more than 3 documents/);
    const deep = join(folder, 'deep/1/2/3');
    mkdirSync(deep, { recursive: true });
    assert.match(because(await open([{ path: join(folder, 'deep') }], { limits })).join(), /deeper than 2 folders/);
  });
  it('says of an empty feed that it is none', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    assert.deepEqual(because(await open([{ path: empty }])), ['empty: holds no document of advisories']);
  });
  it('leaves out errata that mend no vulnerability', async () => {
    const database = await open([
      { path: write('a.json', osv('ALBA-2022:1', 'left')) },
      { path: write('b.json', osv('ALBA-2022:2', 'left', { related: ['CVE-2022-0001'] })) },
    ]);
    assert.deepEqual(ids(database, 'left'), ['ALBA-2022:2']);
    assert.equal(database.status().feeds[0]!.notSecurity, 1);
  });
  it('gives every package a digest that changes when, and only when, what is said of it does', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => osv(`X-${index}`, 'left'));
    const [a, b] = [write('a.json', `[${many.join()}]`), write('b.json', `[${many.toReversed().join()}]`)];
    const [first, second] = [
      await open([{ path: a }]),
      await open([{ path: b }, { path: write('c.json', osv('Y-1', 'right')) }]),
    ];
    const digest = first.digest('npm', 'left')!;
    assert.ok(BigInt(digest) > 2n ** 53n);
    assert.deepEqual(
      [second.digest('npm', 'left'), first.digest('npm', 'right'), first.digest('Maven', 'x')],
      [digest, '0', null],
    );
    assert.notEqual(second.digest('npm', 'right'), '0');
    const severer = [...many.slice(1), osv('X-0', 'left', { database_specific: { severity: 'HIGH' } })];
    const third = await open([{ path: write('d.json', `[${severer.join()}]`) }]);
    assert.notEqual(third.digest('npm', 'left'), digest);
  });
  it('keeps VEX statements by vulnerability', async () => {
    const vex = {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      author: 'me',
      statements: [{ vulnerability: 'CVE-2024-0001', products: ['pkg:npm/left'], status: 'fixed' }],
    };
    const database = await open([{ path: write('vex.json', JSON.stringify(vex)) }]);
    assert.deepEqual(
      database.statements('CVE-2024-0001').map(({ author, status }) => [author, status]),
      [['me', 'fixed']],
    );
    assert.deepEqual(database.statements('CVE-2024-0002'), []);
  });
  it('reads EPSS', async () => {
    const epss =
      '#model_version:v2025.03.14,score_date:2026-11-23T00:00:00+0000\ncve,epss,percentile\nCVE-2024-0001,0.25,0.75\n';
    assert.notEqual((await open([{ path: write('epss', epss) }])).about('CVE-2024-0001'), null);
    const database = await open([{ path: write('epss_scores-current.csv.gz', gzipSync(epss)) }]);
    assert.deepEqual(database.about('CVE-2024-0001'), {
      kev: null,
      epss: { score: 0.25, percentile: 0.75 },
      severities: [],
    });
    assert.equal(database.status().feeds[0]!.newest, '2026-11-23T00:00:00+0000');
  });
});

describe('opening', () => {
  it('says why there is nothing to ask', async () => {
    const reason = (path: string): string => {
      const opened = AdvisoryDatabase.open(path);
      assert.equal(typeof opened, 'string');
      return opened as string;
    };
    assert.match(reason(join(folder, 'none')), /unable to open/);
    assert.match(reason(write('text', 'no database at all, but text')), /not a database/);
    const out = join(folder, 'cut.sqlite');
    await buildDatabase([{ path: write('one.json', osv('X-1', 'left')) }], out, { now });
    for (const bytes of [statSync(out).size - 8192, 9000, 100, 1]) {
      truncateSync(out, bytes);
      assert.notEqual(reason(out), '');
    }
    assert.notEqual(reason(write('empty', '')), '');
    assert.equal(missingGap('/x', 'because').code, 'ADVISORIES_MISSING');
  });
  it('keeps what it opened while another is built', async () => {
    const out = join(folder, 'replaced.sqlite');
    await buildDatabase([{ path: write('a.json', osv('X-1', 'left')) }], out, { now });
    const first = AdvisoryDatabase.open(out) as AdvisoryDatabase;
    await buildDatabase([{ path: write('b.json', osv('X-2', 'left')) }], out, { now });
    const second = AdvisoryDatabase.open(out) as AdvisoryDatabase;
    assert.deepEqual([ids(first, 'left'), ids(second, 'left')], [['X-1'], ['X-2']]);
    assert.notEqual(first.status().generation, second.status().generation);
  });
  it('fails with a code, and leaves the old one, when it cannot build', async () => {
    const out = join(folder, 'kept.sqlite');
    await buildDatabase([{ path: write('a.json', osv('X-1', 'left')) }], out, { now });
    const before = readFileSync(out);
    await assert.rejects(
      buildDatabase([{ path: join(folder, 'missing') }], out, { now }),
      (error) => error instanceof Failure && error.code === 'NO_SUCH_TARGET',
    );
    const aborted = AbortSignal.abort(new Error('stop'));
    await assert.rejects(
      buildDatabase([{ path: write('b.json', osv('X-2', 'left')) }], out, { now, signal: aborted }),
      /stop/,
    );
    assert.deepEqual(readFileSync(out), before);
    const under = join(out, 'sub.sqlite');
    await assert.rejects(
      buildDatabase([], under, { now }),
      (error) => error instanceof Failure && error.code === 'OUTPUT_UNWRITABLE',
    );
  });
});

describe('feedSourcesAt', () => {
  it('takes each folder and archive of a folder for a feed, and any other path for one', () => {
    const path = join(folder, 'feeds');
    mkdirSync(join(path, 'debian'), { recursive: true });
    for (const name of ['go.zip', 'README.md']) writeFileSync(join(path, name), '');
    const paths = (): string[] => feedSourcesAt(path).map((source) => source.path.slice(path.length));
    assert.deepEqual(paths(), ['/debian', '/go.zip']);
    writeFileSync(join(path, 'one.json'), '{}');
    assert.deepEqual(paths(), ['']);
    assert.deepEqual(feedSourcesAt(join(path, 'none')), [{ path: join(path, 'none') }]);
  });
});

describe('agingGaps', () => {
  const aged = async (source: Partial<FeedSource>): Promise<(string | undefined)[]> => {
    const database = await open([{ path: write('a.json', osv('X-1', 'left')), ...source }]);
    return agingGaps(database.status(), now).map((gap) => gap.because);
  };
  it('is of the feed, not of the build', async () => {
    assert.deepEqual(await aged({ fetched: '2026-11-18T12:00:00Z' }), []);
    assert.deepEqual(await aged({ fetched: '2026-11-16T12:00:00Z' }), ['it is 8 days old, and 7 are allowed']);
    assert.deepEqual(await aged({ fetched: 'soon' }), ['its date cannot be read']);
    assert.match(String(await aged({ fetched: '2027-01-01T00:00:00Z' })), /which is to come/);
    const path = write('b.json', osv('X-1', 'left'));
    utimesSync(path, new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z'));
    assert.match(String(await aged({ path })), /327 days old/);
  });
  it('says of a database without feeds that there is none', async () => {
    const database = await open([]);
    assert.deepEqual(
      agingGaps(database.status(), now).map(({ code }) => code),
      ['ADVISORIES_MISSING'],
    );
  });
});

describe('what a feed is a feed of', () => {
  const record = (id: string, ...ecosystems: readonly string[]): string =>
    JSON.stringify({
      id,
      affected: ecosystems.map((ecosystem) => ({ package: { ecosystem, name: 'a' }, versions: ['1.0.0'] })),
    });
  /** A folder of documents: broken ones where an ecosystem is null. */
  function feed(name: string, ...records: readonly (readonly string[] | null)[]): FeedSource {
    const path = join(folder, String(made++), name);
    mkdirSync(path, { recursive: true });
    for (const [index, ecosystems] of records.entries()) {
      const text = ecosystems === null ? '{"some":"thing"}' : record(`${name}-${index}`, ...ecosystems);
      writeFileSync(join(path, `${index}.json`), text);
    }
    return { path, fetched: '2026-01-01T00:00:00Z' };
  }
  const mixed = [['npm'], ['npm', 'PyPI']];

  it('is what all its records speak of, else all that any speaks of', async () => {
    const database = await open([
      feed('npm', ...mixed, ['npm', 'Go']),
      feed('several', ['npm'], ['PyPI', 'Debian:bookworm']),
      feed('distribution', ['Ubuntu:22.04:LTS', 'Ubuntu:Pro:18.04:LTS'], ['Ubuntu:22.04']),
      { ...feed('fetched', ['PyPI'], ['Go', 'PyPI']), of: 'Go' },
      { path: write('kev.json', '{"catalogVersion":"1","vulnerabilities":[{"cveID":"CVE-2024-0001"}]}') },
    ]);
    assert.deepEqual(
      database.status().feeds.map(({ of, places }) => [of, places]),
      [
        [undefined, ['npm']],
        [undefined, ['Debian:12', 'PyPI', 'npm']],
        [undefined, ['Ubuntu:18.04', 'Ubuntu:22.04']],
        ['Go', ['Go']],
        [undefined, []],
      ],
    );
  });
  it('a mention in the feed of another ecosystem covers nothing, and is found all the same', async () => {
    const database = await open([feed('npm', ...mixed)]);
    assert.deepEqual([database.covers('npm'), database.covers('PyPI'), database.covers('Go')], [true, false, false]);
    assert.equal(database.ask('PyPI', 'a')!.length, 1);
    const both = await open([feed('npm', ...mixed), feed('pypi', ['PyPI'])]);
    assert.ok(both.covers('PyPI'));
  });

  describe('keeps an image from a clean result', () => {
    /** feeds | ecosystems held → feeds that are old, feeds with parts that cannot be read. */
    const kev = (): FeedSource => ({
      path: write('kev.json', '{"catalogVersion":"1","vulnerabilities":[{"cveID":"CVE-2024-0001"},7]}'),
      fetched: '2026-01-01T00:00:00Z',
    });
    const cases: readonly (readonly [string, () => FeedSource[], readonly string[], string, string])[] = [
      ['of its ecosystem', () => [feed('npm', ['npm'], null)], ['npm'], 'npm', 'npm'],
      ['not of another', () => [feed('npm', ['npm'], null)], ['Debian'], '', ''],
      ['not of what it only mentions', () => [feed('npm', ...mixed, null)], ['PyPI'], '', ''],
      ['of any release', () => [feed('debian', ['Debian:11'], null)], ['Debian'], 'debian', 'debian'],
      ['of all, by what a feed of several hides', () => [feed('two', ['npm'], ['Go'], null)], ['Debian'], '', 'two'],
      ['of all, where little could be read', () => [feed('npm', ['npm'], null, null)], ['Debian'], '', 'npm'],
      ['of all, where nothing could be read', () => [feed('none', null)], ['Debian'], 'none', 'none'],
      ['of its own, fetched', () => [{ ...feed('npm', null), of: 'npm' }], ['npm'], 'npm', 'npm'],
      ['not of another, fetched', () => [{ ...feed('npm', null), of: 'npm' }], ['Debian'], '', ''],
      ['of all, by KEV', () => [kev()], ['Debian'], 'kev.json', 'kev.json'],
    ];
    for (const [title, sources, held, old, unread] of cases) {
      it(title, async () => {
        const status = (await open(sources())).status();
        const subjects = (gaps: readonly { readonly subject: string }[]): string =>
          gaps.map(({ subject }) => subject).join();
        assert.equal(subjects(agingGaps(status, now, 7, new Set(held))), old);
        assert.equal(subjects(recordGaps(status, new Set(held))), unread);
        assert.equal(subjects(agingGaps(status, now)), status.feeds.map(({ name }) => name).join());
        assert.equal(recordGaps(status).length, status.feeds.filter(({ gaps }) => gaps > 0).length);
      });
    }
  });
});
