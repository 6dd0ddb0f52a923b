/**
 * `node bench/hardening.ts` after `npm run build`: the whole catalogue over a dump of 50,200 objects, as
 * whole processes, in turn, and one changed object judged again. Goals are those of the issue; RUNS=5
 * unless the environment says otherwise. CPU seconds stand beside the time, for machines that others use too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { ask } from '../src/engine/ask.ts';
import { readYaml } from '../src/formats/yaml/read-yaml.ts';
import { questions } from '../src/main.ts';
import type { Fact } from '../src/model/fact.ts';
import { readKubernetes } from '../src/readers/kubernetes/read-kubernetes.ts';
import { asJson, asYaml, objects, podOf } from './hardening-dump.ts';

const root = join(import.meta.dirname, '..');
const start = join(root, 'dist/cli/start.js');
const runs = Number(process.env.RUNS ?? 5);
if (!existsSync(start)) throw new Error('run `npm run build` first');
if (!existsSync('/usr/bin/time')) throw new Error('GNU time is needed (Debian: time)');

const work = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
const places = { json: join(work, 'json/dump.json'), yaml: join(work, 'yaml/dump.yaml') };
for (const name of ['json', 'yaml']) mkdirSync(join(work, name));
writeFileSync(places.json, [...asJson()].join(''));
writeFileSync(places.yaml, [...asYaml()].join(''));

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** Seconds and megabytes. */
  readonly seconds?: number;
  readonly megabytes?: number;
}
const text = (name: string): string[] => ['--output', join(work, `${name}.txt`)];
const cases: readonly Case[] = [
  { name: 'ask, one JSON List', args: ['ask', join(work, 'json'), ...text('json')], seconds: 6, megabytes: 700 },
  {
    name: 'ask, 50,200 YAML documents',
    args: ['ask', join(work, 'yaml'), ...text('yaml')],
    seconds: 8,
    megabytes: 700,
  },
  {
    name: 'hardening audit by NSA-CISA, JSON List',
    args: ['hardening', 'audit', join(work, 'json'), '--standard', 'nsa-cisa@1.2', ...text('nsa')],
  },
];

interface Took {
  readonly seconds: number;
  readonly cpu: number;
  readonly megabytes: number;
}
const took = new Map<string, Took[]>(cases.map(({ name }) => [name, []]));
// In turn, not one after the other, so that a slow minute of the machine hits all alike.
for (let run = -1; run < runs; run++)
  for (const { name, args } of cases)
    if (run >= 0) took.get(name)!.push(once(args));
    else once(args);

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
console.log(
  `${cpus()[0]?.model}, ${cpus().length} CPUs, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${runs} runs, medians`,
);
console.log('| what | s | CPU s | peak MB | goal |');
console.log('|---|---|---|---|---|');
for (const { name, seconds, megabytes } of cases) {
  const all = took.get(name)!;
  const [time, cpu, peak] = [
    median(all.map((one) => one.seconds)),
    median(all.map((one) => one.cpu)),
    median(all.map((one) => one.megabytes)),
  ];
  const missed = (seconds !== undefined && time > seconds) || (megabytes !== undefined && peak > megabytes);
  const goal = seconds === undefined ? '' : `≤ ${seconds} s, ≤ ${megabytes} MB${missed ? ' MISSED' : ''}`;
  console.log(`| ${name} | ${time.toFixed(1)} | ${cpu.toFixed(1)} | ${peak.toFixed(0)} | ${goal} |`);
}
const again = judgedAgain();
console.log(
  `| one changed Pod judged again, with its namespace | ${(again / 1000).toFixed(3)} | | | ≤ 0.05 s${again > 50 ? ' MISSED' : ''} |`,
);
rmSync(work, { recursive: true });

function once(args: readonly string[]): Took {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%e %U %M', process.execPath, start, ...args], {
    env: { ...process.env, PLIMSOLL_HOME: join(work, 'home'), NODE_OPTIONS: '' },
    cwd: work,
    encoding: 'utf8',
  });
  if (status === null || status > 2) throw new Error(`exit ${status}\n${stderr}`);
  const [seconds = NaN, cpu = NaN, kilobytes = NaN] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  return { seconds, cpu, megabytes: kilobytes / 1024 };
}

/**
 * Milliseconds from the changed manifest of one Pod to the answers: it is read, takes the place of what
 * it was, and every check judges what lies in its namespace. Median of twenty, after as many to warm up.
 */
function judgedAgain(): number {
  const context = { source: 'directory', stage: 'declared' } as const;
  const read = (object: object): Fact[] =>
    readYaml(JSON.stringify(object), 'dump.json', 'directory', 'kubernetes').documents.flatMap(({ root: found }) =>
      readKubernetes(found, context).flatMap((one) => ('fact' in one ? [one.fact] : [])),
    );
  const namespace = 'team-007';
  const facts = [...objects()].filter((object) => namespaceOf(object) === namespace).flatMap(read);
  const isChanged = ({ subject }: Fact): boolean => subject.kind === 'Pod' && subject.name === 'app-03';
  const times: number[] = [];
  for (let index = 0; index < 40; index++) {
    const before = performance.now();
    const kept = facts.filter((fact) => !isChanged(fact));
    ask({
      questions,
      facts: [...kept, ...read(podOf(namespace, 'app-03', index))],
      gaps: [],
      waivers: [],
      notApplicable: new Map(),
      targets: ['bench'],
      configuration: null,
      failOn: 'high',
      listPasses: true,
      unknownPasses: false,
      now: new Date(),
      version: '0.0.0',
    });
    if (index >= 20) times.push(performance.now() - before);
  }
  return median(times);
}

function namespaceOf(object: object): string | undefined {
  const { kind, metadata } = object as { kind: string; metadata: { name: string; namespace?: string } };
  return kind === 'Namespace' ? metadata.name : metadata.namespace;
}
