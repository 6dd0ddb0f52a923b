/** What Go's own tool tells of a program must be what is read, wholly: every form of executable, both forms of the blob. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { GoModule } from '../../src/formats/go-build-info/parse-modules.ts';
import { readExecutables } from '../../src/formats/executable/read-executables.ts';
import { readGoBuildInfo } from '../../src/formats/go-build-info/read-build-info.ts';
import { bytesOf } from '../../src/readers/packages/files/analyser.ts';
import { goPrograms } from '../../src/readers/packages/files/go/analyser.ts';
import { noJudge } from '../real/judges.ts';
import { asGoTells, writeModule } from './go-module.ts';

const shared = join(import.meta.dirname, '../../../shared/data/binaries/go-1.15-executable');
const ldflags = `-X main.version=v2.3.4 -X 'main.other=a b'`;

interface Build {
  readonly name: string;
  readonly system: string;
  readonly flags: readonly string[];
}

const builds: readonly Build[] = [
  { name: 'plain', system: 'linux/amd64', flags: ['-ldflags', ldflags] },
  { name: 'pie', system: 'linux/amd64', flags: ['-buildmode=pie', '-trimpath', '-ldflags=-s -w'] },
  { name: 'mips', system: 'linux/mips', flags: ['-ldflags', ldflags] },
  { name: 'tool.exe', system: 'windows/amd64', flags: ['-ldflags=-s'] },
  { name: 'darwin', system: 'darwin/arm64', flags: ['-trimpath'] },
];

function told(file: string): unknown {
  const { executables, faults } = readExecutables(bytesOf(readFileSync(file)));
  assert.deepEqual([executables.length, faults], [1, []]);
  const info = readGoBuildInfo(executables[0]!);
  if (info === null) return null;
  assert.notEqual(typeof info, 'string', JSON.stringify(info));
  const { goVersion, path, main, deps, settings } = info as Exclude<typeof info, string>;
  return compact({
    GoVersion: goVersion,
    Path: path,
    Main: main === null ? {} : moduleAs(main),
    Deps: deps.length === 0 ? undefined : deps.map(moduleAs),
    Settings: settings.length === 0 ? undefined : settings.map(({ key, value }) => ({ Key: key, Value: value })),
  });
}

function moduleAs({ path, version, sum, replace }: GoModule): unknown {
  return { Path: path, Version: version, Sum: sum, Replace: replace === undefined ? undefined : moduleAs(replace) };
}

/** Go leaves out what is empty. */
function compact(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, item: unknown) => (item === '' ? undefined : item)));
}

/** The blob as Go wrote it before 1.18, over the one that is there. The program no longer runs; its headers stay. */
function withPointers(file: Buffer): Buffer {
  const out = Buffer.from(file);
  const executable = readExecutables(bytesOf(out)).executables[0]!;
  const info = out.indexOf('\xff Go buildinf:', executable.segments.find(({ isData }) => isData)!.offset, 'latin1');
  const segment = executable.segments.find(({ offset, size }) => offset <= info && info < offset + size)!;
  const size = executable.bits / 8;
  const isBig = executable.bigEndian;
  const address = Number(segment.address) + info - segment.offset;
  const version = 'go1.16.7';
  const modules = `${'0'.repeat(16)}path\tx.y/z\nmod\tx.y/z\tv1.0.0\th1:=\ndep\ta.b\tv1.2.3\n=>\t./a\t\t\n${'1'.repeat(16)}`;
  const strings = 32 + size * 4;
  out.set([size, isBig ? 1 : 0], info + 14);
  out.fill(0, info + 16, info + 32);
  const put = (at: number, value: number): void => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    const own = bytes.subarray(8 - size);
    out.set(isBig ? own : own.toReversed(), info + at);
  };
  put(16, address + 32);
  put(16 + size, address + 32 + size * 2);
  put(32, address + strings);
  put(32 + size, version.length);
  put(32 + size * 2, address + strings + version.length);
  put(32 + size * 3, modules.length);
  out.write(version + modules, info + strings, 'latin1');
  return out;
}

const skip = noJudge({ ecosystem: 'Go programs', programs: ['go'], packages: 'golang-go 1.25 or newer' }) ?? false;

describe('Go programs as the go command tells of them', { skip }, () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-go-'));
    writeModule(join(folder, 'module'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const judge = (file: string): unknown => {
    const expected = asGoTells(file);
    assert.deepEqual(told(file), expected === null ? null : compact(expected));
    return expected;
  };
  for (const { name, system, flags } of builds) {
    it(`${name}, of ${system}, in both forms`, () => {
      const file = join(folder, name);
      const [GOOS, GOARCH] = system.split('/');
      execFileSync('go', ['build', '-mod=vendor', '-buildvcs=false', ...flags, '-o', file, '.'], {
        cwd: join(folder, 'module'),
        env: { ...process.env, GOOS, GOARCH, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '', GOWORK: 'off' },
      });
      assert.notEqual(judge(file), null);
      const pointers = join(folder, `pointers-${name}`);
      writeFileSync(pointers, withPointers(readFileSync(file)));
      assert.match(JSON.stringify(judge(pointers)), /go1\.16\.7.*a\.b/);
    });
  }
  it('without a table of sections', () => {
    const bytes = readFileSync(join(folder, 'plain'));
    bytes.fill(0, 40, 48);
    bytes.fill(0, 58, 64);
    const file = join(folder, 'no-sections');
    writeFileSync(file, bytes);
    assert.notEqual(judge(file), null);
  });
  it('of Go 1.15, and of Go itself', () => {
    assert.notEqual(judge(shared), null);
    const go = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
    assert.notEqual(judge(join(go, 'bin/go')), null);
  });
  it('and no others', () => {
    assert.equal(judge(process.execPath), null);
  });
  it('become packages: what replaces a module, the version that was linked, the standard library', () => {
    const { packages, problems } = goPrograms.read('tool', bytesOf(readFileSync(join(folder, 'plain'))));
    const standard = execFileSync('go', ['env', 'GOVERSION'], {
      encoding: 'utf8',
      env: { ...process.env, GOTOOLCHAIN: 'local' },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      packages.map(({ ecosystem, purl, version }) => `${ecosystem} ${purl} ${version}`),
      [
        `Go pkg:golang/stdlib@${standard.trim().slice(2)} ${standard.trim().slice(2)}`,
        'Go pkg:golang/example.com/acme/tool/v2@v2.3.4 v2.3.4',
        'Go pkg:golang/example.com/dep@v1.2.3 v1.2.3',
        'Go pkg:golang/example.com/loc (devel)',
        'Go pkg:golang/example.com/New@v1.4.0 v1.4.0',
      ],
    );
  });
  it('of Go 1.15 become packages', () => {
    const { packages, problems } = goPrograms.read('app', bytesOf(readFileSync(shared)));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      packages.map(({ name, version }) => `${name} ${version}`),
      [
        'stdlib 1.15.2',
        'github.com/aquasecurity/test (devel)',
        'github.com/aquasecurity/go-pep440-version v0.0.0-20210121094942-22b2f8951d46',
        'github.com/aquasecurity/go-version v0.0.0-20210121072130-637058cfe492',
        'golang.org/x/xerrors v0.0.0-20200804184101-5ec99f83aff1',
      ],
    );
  });
  it('that lost their build information are a problem, and cut off ones too', () => {
    const bytes = readFileSync(join(folder, 'plain'));
    const cut = goPrograms.read('tool', bytesOf(bytes.subarray(0, bytes.length >> 1)));
    assert.match(JSON.stringify(cut.problems), /cut off/);
    const at = bytes.indexOf('\xff Go buildinf:', 0, 'latin1');
    for (let hit = at; hit !== -1; hit = bytes.indexOf('\xff Go buildinf:', hit, 'latin1'))
      bytes.fill(0, hit, hit + 14);
    const lost = goPrograms.read('tool', bytesOf(bytes));
    assert.deepEqual(lost.packages, []);
    assert.match(JSON.stringify(lost.problems), /has no build information/);
  });
});
