/**
 * `npm run bench`: whole processes of the built package, medians, each beside `node -e 0` of the same run.
 * Figures of a machine go to docs/performance.md. RUNS=20 unless the environment says otherwise.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const start = join(root, 'dist/cli/start.js');
const manifests = join(root, '../shared/data/manifests');
const runs = Number(process.env.RUNS ?? 20);

if (!existsSync(start)) throw new Error('run `npm run build` first');
if (!existsSync(manifests)) throw new Error(`there is no ${manifests}`);

const work = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
const home = join(work, 'home');
const thousand = join(work, 'thousand');
writeThousand(thousand);

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** Milliseconds above `node -e 0`, and megabytes, that the issue sets. */
  readonly above?: number;
  readonly megabytes?: number;
}
const cases: Case[] = [
  { name: 'node -e 0', args: ['-e', '0'] },
  { name: 'plimsoll version', args: [start, 'version'], above: 40 },
  {
    name: 'ask all of manifests',
    args: [start, 'ask', manifests, '--output', join(work, 'm.txt')],
    above: 700,
    megabytes: 160,
  },
  { name: 'ask manifests, JSON', args: [start, 'ask', manifests, '-f', 'json', '--output', join(work, 'm.json')] },
  { name: 'ask 1,000 Deployments', args: [start, 'ask', thousand, '--output', join(work, 't.txt')], above: 500 },
];

const times = new Map<string, number[]>();
const memory = new Map<string, number>();
// In turn, not one after the other, so that a slow minute of the machine hits all alike.
for (let run = -1; run < runs; run++) {
  for (const { name, args } of cases) {
    const before = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, {
      env: { ...process.env, PLIMSOLL_HOME: home, NODE_OPTIONS: '' },
      cwd: work,
      encoding: 'utf8',
    });
    const time = performance.now() - before;
    if (status === null || status > 2) throw new Error(`${name}: exit ${status}\n${stderr}`);
    if (run >= 0) times.set(name, [...(times.get(name) ?? []), time]);
  }
}
for (const { name, args } of cases) memory.set(name, peakMegabytes(args));

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const base = median(times.get('node -e 0')!);
console.log(
  `${cpus()[0]?.model}, ${cpus().length} CPUs, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${runs} runs, medians`,
);
console.log('| what | ms | above node | ratio to node | goal | peak MB | goal |');
console.log('|---|---|---|---|---|---|---|');
for (const { name, above, megabytes } of cases) {
  const time = median(times.get(name)!);
  const goal = above === undefined ? '' : `≤ node + ${above} ms${time - base <= above ? '' : ' MISSED'}`;
  const memoryGoal = megabytes === undefined ? '' : `≤ ${megabytes}${memory.get(name)! <= megabytes ? '' : ' MISSED'}`;
  console.log(
    `| ${name} | ${time.toFixed(0)} | ${(time - base).toFixed(0)} | ${(time / base).toFixed(2)} | ${goal} | ${memory.get(name)!.toFixed(0)} | ${memoryGoal} |`,
  );
}
rmSync(work, { recursive: true });

/** Peak resident memory by GNU time (Debian: `time`); NaN where it is not installed. */
function peakMegabytes(args: readonly string[]): number {
  const time = spawnSync('/usr/bin/time', ['-f', '%M', process.execPath, ...args], {
    env: { ...process.env, PLIMSOLL_HOME: home },
    cwd: work,
    encoding: 'utf8',
  });
  const kilobytes = Number(time.stderr?.trim().split('\n').at(-1));
  return Number.isNaN(kilobytes) ? NaN : kilobytes / 1024;
}

function writeThousand(folder: string): void {
  mkdirSync(folder);
  const template = readFileSync(join(import.meta.dirname, 'deployment.yaml'), 'utf8');
  for (let index = 0; index < 1000; index++)
    writeFileSync(join(folder, `app-${index}.yaml`), template.replaceAll('NAME', `app-${index}`));
}
