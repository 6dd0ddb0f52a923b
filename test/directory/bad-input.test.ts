import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { look } from './look.ts';

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web}]}\n';
const base = mkdtempSync(join(tmpdir(), 'plimsoll-bad-input-'));
let folder = base;
let count = 0;

/** A file of the test's own folder. */
function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
/** The codes of the gaps, having made sure that the good Pod beside the bad input was still read. */
async function codesBeside(): Promise<string[]> {
  put('good.yaml', pod);
  const { codes, gaps, workloads } = await look(folder);
  assert.equal(workloads.filter(({ at }) => at.file === 'good.yaml').length, 1, 'the rest is still read');
  for (const gap of gaps) {
    assert.deepEqual(gap.touches, ['*']);
    assert.notEqual(gap.because, '');
    assert.notEqual(gap.toKnow, '');
  }
  return codes;
}

before(() => chmodSync(base, 0o755));
beforeEach(() => {
  folder = join(base, String(count++));
  mkdirSync(folder);
});
after(() => rmSync(base, { recursive: true, force: true }));

describe('bad input', () => {
  it('an empty folder: nothing seen, no gap', async () => {
    assert.deepEqual(await look(folder), { facts: [], gaps: [], workloads: [], codes: [] });
  });
  it('no such folder, and a target that is neither file nor folder', async () => {
    await assert.rejects(look(join(folder, 'none')), { code: 'NO_SUCH_TARGET' });
    await assert.rejects(look('/dev/null'), { code: 'UNKNOWN_TARGET' });
  });
  it('an archive that is no image says what to do with it', async () => {
    put('root.tar.gz', Uint8Array.of(0x1f, 0x8b, 8, 0, 0));
    const { gaps } = await look(join(folder, 'root.tar.gz'));
    assert.deepEqual(
      gaps.map(({ code }) => code),
      ['FILE_NOT_TEXT'],
    );
    assert.match(gaps[0]?.toKnow ?? '', /Unpack it/);
  });
  it('binary data named .yaml, .json and Dockerfile', async () => {
    put('a.yaml', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1, 2));
    put('b.yml', Uint8Array.of(0x61, 0x3a, 0x20, 0xc3, 0x28));
    assert.deepEqual(await codesBeside(), ['FILE_NOT_TEXT a.yaml', 'FILE_NOT_TEXT b.yml']);
    put('Dockerfile', Uint8Array.of(0, 1));
    const { gaps } = await look(folder);
    assert.deepEqual(gaps.find(({ subject }) => subject === 'Dockerfile')?.touches, ['images', 'hardening', 'runtime']);
  });
  it('a YAML file of 200 MB', async () => {
    const big = openSync(join(folder, 'big.yaml'), 'w');
    writeSync(big, 'a: 1\n');
    ftruncateSync(big, 200 * 1024 * 1024);
    closeSync(big);
    assert.deepEqual(await codesBeside(), ['FILE_TOO_LARGE big.yaml']);
    rmSync(join(folder, 'big.yaml'));
  });
  it('a YAML file as large as the limit, dense with values, in bounded memory', () => {
    put('dense.yaml', `- [${'a,'.repeat(15 * 1024 * 1024)}a]\n`);
    const script = `
      const { look } = await import(${JSON.stringify(join(import.meta.dirname, 'look.ts'))});
      console.log((await look(${JSON.stringify(folder)})).codes.join());`;
    const args = ['--max-old-space-size=256', '--input-type=module', '-e', script];
    const ran = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.deepEqual([ran.status, ran.stdout], [0, 'YAML_LIMIT dense.yaml\n'], ran.stderr);
    rmSync(join(folder, 'dense.yaml'));
  });
  it('an alias bomb and nesting of 10,000', async () => {
    const lines = Array.from(
      { length: 20 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
    );
    put('bomb.yaml', `a0: &a0 x\n${lines.join('\n')}\n`);
    put('deep.yaml', `a: ${'['.repeat(10_000)}`);
    put('deep.json', `{"apiVersion": ${'['.repeat(10_000)}`);
    assert.deepEqual(await codesBeside(), ['YAML_LIMIT bomb.yaml', 'YAML_LIMIT deep.json', 'YAML_LIMIT deep.yaml']);
  });
  it('broken documents among good ones', async () => {
    put('mixed.yaml', `${pod}---\na: [\n---\n${pod}`);
    const { workloads, codes, gaps } = await look(folder);
    assert.deepEqual([workloads.length, codes, gaps[0]!.at?.line], [2, ['YAML_INVALID mixed.yaml'], 7]);
  });
  it('YAML traps: a string for a switch, a duplicate key, a wrong holder', async () => {
    put(
      'traps.yaml',
      pod.replace('spec: {', 'spec: {hostPID: "false", hostIPC: no, hostNetwork: true, hostNetwork: false, '),
    );
    put('holder.yaml', pod.replace('image: web', 'image: web, securityContext: "privileged: false"'));
    const { workloads, codes } = await look(folder);
    assert.deepEqual(codes, ['OBJECT_INVALID Pod web', 'YAML_DUPLICATE_KEY traps.yaml']);
    const [holder, traps] = workloads.map(({ value }) => value);
    assert.deepEqual(
      [holder!.containers[0]!.privileged.value, traps!.hostPid.value, traps!.hostIpc.value],
      [undefined, undefined, false],
    );
  });
  it('a named pipe, a socket and links that lead nowhere or round', async () => {
    execFileSync('mkfifo', [join(folder, 'pod.yaml')]);
    symlinkSync('nowhere', join(folder, 'gone.yaml'));
    symlinkSync('.', join(folder, 'round'));
    symlinkSync('/etc/hostname', join(folder, 'out.yaml'));
    assert.deepEqual((await codesBeside()).toSorted(), [
      'FILE_UNREADABLE gone.yaml',
      'FILE_UNREADABLE pod.yaml',
      'LINK_OUTSIDE out.yaml',
    ]);
    await assert.rejects(look(join(folder, 'pod.yaml')), { code: 'UNKNOWN_TARGET' });
  });
  it('a folder and a file that may not be read', () => {
    put('good.yaml', pod);
    put('locked/a.yaml', pod);
    put('secret.yaml', pod);
    chmodSync(join(folder, 'locked'), 0);
    chmodSync(join(folder, 'secret.yaml'), 0);
    // Root may read everything, so the look is done by another user.
    const script = `
      const { look } = await import(${JSON.stringify(join(import.meta.dirname, 'look.ts'))});
      if (process.getuid() === 0) { process.setgroups([]); process.setegid(65534); process.seteuid(65534); }
      const { codes, workloads } = await look(${JSON.stringify(folder)});
      console.log(codes.join(), workloads.length);`;
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    chmodSync(join(folder, 'locked'), 0o755);
    assert.equal(ran.stdout, 'FOLDER_UNREADABLE locked,FILE_UNREADABLE secret.yaml 1\n', ran.stderr);
  });
  it('limits of number, depth and size', async () => {
    for (const name of ['a', 'b', 'c']) put(`${name}.yaml`, pod);
    put('d/e/f/g.yaml', pod);
    const limited = async (limits: object): Promise<unknown> => {
      const { codes, workloads } = await look(folder, { shown: 'x', limits });
      return [codes, workloads.length];
    };
    assert.deepEqual(await limited({ entries: 2 }), [['WALK_LIMIT x'], 2]);
    assert.deepEqual(await limited({ depth: 2 }), [['WALK_LIMIT x/d/e/f'], 3]);
    assert.deepEqual(await limited({ totalBytes: 150 }), [['WALK_LIMIT x'], 2]);
  });
  it('an interruption', async () => {
    for (let i = 0; i < 200; i++) put(`${i}.yaml`, pod);
    await assert.rejects(look(folder, {}, AbortSignal.abort()), { code: 'INTERRUPTED' });
  });
});
