/**
 * `node bench/images.ts FOLDER [--small]` after `npm run build`: how long whole processes take to look into an
 * image, medians, in turn, each beside `gzip -dc` of the same layers and `node -e 0` of the same run.
 *
 * The image is made once and kept in FOLDER: a Debian bookworm root by mmdebstrap, and on it a `node_modules`
 * installed by npm. With `--small` nothing is fetched: Alpine and the project's own `node_modules` are taken.
 * RUNS=10 unless the environment says otherwise. Figures of a machine go to docs/performance.md.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';

const [folderGiven, small] = [process.argv[2], process.argv.includes('--small')];
if (folderGiven === undefined) throw new Error('give the folder in which the image is kept');
const project = join(import.meta.dirname, '..');
const start = join(project, 'dist/cli/start.js');
const alpine = join(project, '../shared/data/images/trivy-alpine-311.tar.gz');
const runs = Number(process.env.RUNS ?? 10);
if (!existsSync(start)) throw new Error('run `npm run build` first');
if (!existsSync(alpine)) throw new Error(`there is no ${alpine}`);

/** What `npm install` is asked for: large, small, many files, one executable. */
const modules = [
  'typescript@5.7.2',
  'aws-sdk@2.1692.0',
  'webpack@5.97.1',
  'eslint@9.16.0',
  'express@4.21.2',
  'lodash@4.17.21',
  'date-fns@4.1.0',
  'rxjs@7.8.1',
  '@babel/preset-env@7.26.0',
  'react-dom@19.0.0',
  'jsdom@25.0.1',
  'esbuild@0.24.0',
];

const folder = resolve(folderGiven, small ? 'small' : '.');
mkdirSync(folder, { recursive: true });
const layers = await layerTars();
const layout = await ociLayout();
const saved = await savedArchive();

interface Case {
  readonly name: string;
  readonly command: readonly string[];
  /** Kept from run to run: the cache is warm. Else no layer is kept. */
  readonly home?: string;
  readonly times?: readonly [factor: number, of: string];
  readonly above?: number;
  readonly megabytes?: number;
}
const scan = (target: string): string[] => [
  process.execPath,
  start,
  'images',
  'scan',
  target,
  '--format=json',
  `--output=${join(folder, 'out.json')}`,
];
const unpack = 'gzip -dc of both';
const cases: readonly Case[] = [
  { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
  { name: unpack, command: [] },
  { name: 'OCI layout, gzip, cold', command: scan(layout), times: [0.4, unpack], megabytes: 170 },
  { name: 'docker save, cold', command: scan(saved), times: [0.17, unpack], megabytes: 170 },
  { name: 'Alpine archive, cold', command: scan(alpine), above: 130, megabytes: 170 },
  { name: 'OCI layout, gzip, warm', command: scan(layout), home: 'warm', above: 70, megabytes: 170 },
  { name: 'docker save, warm', command: scan(saved), home: 'warm', above: 70, megabytes: 170 },
];

const times = new Map<string, number[]>();
const home = join(folder, 'home');
rmSync(home, { recursive: true, force: true });
for (let run = -1; run < runs; run++) {
  for (const one of cases) {
    const time = timed(one);
    if (run >= 0) times.set(one.name, [...(times.get(one.name) ?? []), time]);
  }
}

const median = (name: string): number => {
  const values = times.get(name)!.toSorted((a, b) => a - b);
  return values[Math.floor(values.length / 2)]!;
};
const base = median('node -e 0');
const bytes = layers.reduce((sum, tar) => sum + statSync(tar).size, 0);
console.log(
  `${cpus()[0]?.model}, ${cpus().length} CPUs, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${runs} runs, medians; ${Math.round(bytes / 1e6)} MB in ${layers.length} layers`,
);
console.log('| what | ms | above node | times gzip -dc | goal | peak MB | goal |');
console.log('|---|---|---|---|---|---|---|');
for (const one of cases) {
  const time = median(one.name);
  const peak = one.command.length === 0 ? NaN : peakMegabytes(one);
  const [goal, met] =
    one.times !== undefined
      ? [`≤ ${one.times[0]} × gzip -dc`, time <= one.times[0] * median(one.times[1])]
      : one.above !== undefined
        ? [`≤ node + ${one.above} ms`, time - base <= one.above]
        : ['', true];
  const memory = one.megabytes === undefined ? '' : `≤ ${one.megabytes}${peak <= one.megabytes ? '' : ' MISSED'}`;
  const ratio = (time / median(unpack)).toFixed(2);
  console.log(
    `| ${one.name} | ${time.toFixed(0)} | ${(time - base).toFixed(0)} | ${ratio} | ${goal}${met ? '' : ' MISSED'} | ${peak.toFixed(0)} | ${memory} |`,
  );
}

function environment({ home: kept }: Case): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: '', PLIMSOLL_HOME: join(home, kept ?? 'cold') };
}

function timed(one: Case): number {
  if (one.command.length === 0) {
    const before = performance.now();
    for (const tar of layers) {
      const sink = openSync('/dev/null', 'w');
      const { status } = spawnSync('gzip', ['-dc', `${tar}.gz`], { stdio: ['ignore', sink, 'inherit'] });
      closeSync(sink);
      if (status !== 0) throw new Error(`gzip -dc ${tar}.gz: exit ${status}`);
    }
    return performance.now() - before;
  }
  const [program, ...args] = one.command;
  const env = environment(one);
  const before = performance.now();
  const { status, stderr } = spawnSync(program!, args, { env, cwd: folder, encoding: 'utf8' });
  const time = performance.now() - before;
  if (status === null || status > 2) throw new Error(`${one.name}: exit ${status}\n${stderr}`);
  // What Node compiled is no cache of layers: it stays.
  if (one.home === undefined) rmSync(join(env.PLIMSOLL_HOME!, 'cache/layers'), { recursive: true, force: true });
  return time;
}

/** Peak resident memory by GNU time (Debian: `time`); NaN where it is not installed. */
function peakMegabytes(one: Case): number {
  const env = environment(one);
  const time = spawnSync('/usr/bin/time', ['-f', '%M', ...one.command], { env, cwd: folder, encoding: 'utf8' });
  const kilobytes = Number(time.stderr?.trim().split('\n').at(-1));
  return Number.isNaN(kilobytes) ? NaN : kilobytes / 1024;
}

function run(program: string, args: readonly string[], cwd = folder): void {
  const { status, error } = spawnSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${status}`);
}

/** Makes a file whole or not at all. */
function made(path: string, make: (half: string) => void): string {
  if (!existsSync(path)) {
    make(`${path}.half`);
    renameSync(`${path}.half`, path);
  }
  return path;
}

async function layerTars(): Promise<string[]> {
  const base = made(join(folder, small ? 'alpine.tar' : 'bookworm.tar'), (half) => {
    if (small) {
      run('tar', ['-xf', alpine, '-C', folder, '--wildcards', '*/layer.tar', '--transform', 's,.*,alpine-layer.tar,']);
      renameSync(join(folder, 'alpine-layer.tar'), half);
    } else {
      const debian = 'http://deb.debian.org/debian';
      const args = ['--variant=minbase', '--include=python3,curl', '--format=tar', 'bookworm', half, debian];
      run('mmdebstrap', ['--quiet', ...args]);
    }
  });
  const app = made(join(folder, 'app.tar'), (half) => {
    const from = small ? project : folder;
    if (!small) {
      const application = join(folder, 'app');
      mkdirSync(application, { recursive: true });
      writeFileSync(join(application, 'package.json'), '{"name":"app","version":"1.0.0","private":true}');
      run(
        'npm',
        ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...modules],
        application,
      );
    }
    const names = small ? ['node_modules/'] : ['app'];
    run('tar', ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '-chf', half, '-C', from, ...names]);
  });
  for (const tar of [base, app]) {
    made(`${tar}.gz`, (half) => {
      copyFileSync(tar, half);
      run('gzip', ['-n', '-6', '-f', '--suffix', '.z', half]);
      renameSync(`${half}.z`, half);
    });
  }
  return [base, app];
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function hexOf(bytes: string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function configuration(): Promise<string> {
  const ids = await Promise.all(layers.map(async (tar) => `sha256:${await digestOf(tar)}`));
  return JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: ids } });
}

async function ociLayout(): Promise<string> {
  const path = join(folder, 'oci');
  if (existsSync(join(path, 'index.json'))) return path;
  const blobs = join(path, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const blob = (text: string, mediaType: string): object => {
    writeFileSync(join(blobs, hexOf(text)), text);
    return { mediaType, digest: `sha256:${hexOf(text)}`, size: Buffer.byteLength(text) };
  };
  const descriptors = [];
  for (const tar of layers) {
    const hex = await digestOf(`${tar}.gz`);
    copyFileSync(`${tar}.gz`, join(blobs, hex));
    const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
    descriptors.push({ mediaType, digest: `sha256:${hex}`, size: statSync(`${tar}.gz`).size });
  }
  const config = blob(await configuration(), 'application/vnd.oci.image.config.v1+json');
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = blob(JSON.stringify({ schemaVersion: 2, mediaType, config, layers: descriptors }), mediaType);
  writeFileSync(join(path, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(path, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  return path;
}

/** As `docker save` wrote it before version 25: plain layers in folders. */
async function savedArchive(): Promise<string> {
  const path = join(folder, 'saved.tar');
  if (existsSync(path)) return path;
  const work = join(folder, 'saved');
  mkdirSync(work, { recursive: true });
  const names: string[] = [];
  for (const tar of layers) {
    const name = `${await digestOf(tar)}/layer.tar`;
    mkdirSync(join(work, name, '..'), { recursive: true });
    copyFileSync(tar, join(work, name));
    names.push(name);
  }
  const config = await configuration();
  const file = `${hexOf(config)}.json`;
  writeFileSync(join(work, file), config);
  writeFileSync(
    join(work, 'manifest.json'),
    JSON.stringify([{ Config: file, RepoTags: ['bench:latest'], Layers: names }]),
  );
  made(path, (half) => run('tar', ['-cf', half, ...names, file, 'manifest.json'], work));
  rmSync(work, { recursive: true });
  if (readFileSync(path).subarray(257, 262).toString('latin1') !== 'ustar') throw new Error('tar wrote no tar');
  return path;
}
