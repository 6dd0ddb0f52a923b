/**
 * `node bench/network.ts [PODS POLICIES]…`: what can reach what in made-up clusters, files included, beside the
 * goals. Whole processes of the built package (`npm run build` first); the rest inside one process. Without
 * arguments 1,000 Pods with 500 policies and 10,000 with 10,000; 100,000 with 100,000 when asked for.
 * WHOLE=no leaves the built package out.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { directoryCollector } from '../src/collectors/directory/directory.ts';
import type { Fact } from '../src/model/fact.ts';
import { kubernetesObject, type KubernetesObject } from '../src/facts/kubernetes-object.ts';
import { reachabilityOf } from '../src/questions/network/reachability/reachability.ts';

const start = join(import.meta.dirname, '../dist/cli/start.js');
const numbers = process.argv.slice(2).map(Number);
const sizes =
  numbers.length === 0
    ? [
        [1000, 500],
        [10_000, 10_000],
      ]
    : pairsOf(numbers);
const goals = new Map([
  ['1000/500', { milliseconds: 250, above: true, megabytes: undefined }],
  ['10000/10000', { milliseconds: 4000, above: false, megabytes: 500 }],
  ['100000/100000', { milliseconds: 45_000, above: false, megabytes: 3000 }],
]);
const work = mkdtempSync(join(tmpdir(), 'plimsoll-network-'));

console.log(
  `${cpus()[0]?.model}, ${cpus().length} CPUs, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
);
try {
  const node = median([1, 2, 3, 4, 5].map(() => timed(['-e', '0']).milliseconds));
  console.log(`node -e 0: ${node.toFixed(0)} ms`);
  for (const [pods, policies] of sizes) await measure(pods!, policies!, node);
} finally {
  rmSync(work, { recursive: true });
}

async function measure(pods: number, policies: number, node: number): Promise<void> {
  const folder = join(work, `${pods}`);
  writeCluster(folder, pods, policies);
  const goal = goals.get(`${pods}/${policies}`);
  console.log(`\n${pods} Pods, ${policies} policies`);
  if (process.env.WHOLE === 'no') console.log('  whole process   not measured');
  else if (existsSync(start)) {
    const args = ['/usr/bin/time', '-f', '%M', process.execPath, start, 'network', 'map', folder, '-f', 'json'];
    const runs = [1, 2, 3].map(() => timed([...args.slice(4), '--output', join(work, 'map.json')]));
    const whole = median(runs.map(({ milliseconds }) => milliseconds));
    const { stderr } = spawnSync(args[0]!, [...args.slice(1), '--output', join(work, 'map.json')], {
      encoding: 'utf8',
    });
    const megabytes = Number(/(\d+)\s*$/.exec(stderr)?.[1]) / 1024;
    const limit = goal === undefined ? undefined : goal.milliseconds + (goal.above ? node : 0);
    console.log(`  whole process   ${line(whole, limit, 'ms')}, ${line(megabytes, goal?.megabytes, 'MB')}`);
  } else console.log('  whole process   not measured: run `npm run build` first');

  let before = performance.now();
  const facts: Fact[] = [];
  const context = { signal: new AbortController().signal, progress: () => {} };
  for await (const sighting of directoryCollector.collect(
    { path: folder, shown: folder, ignore: [], environment: {} },
    context,
  )) {
    if ('fact' in sighting) facts.push(sighting.fact);
    else console.log(`  gap ${sighting.gap.code}: ${sighting.gap.because}`);
  }
  console.log(`  files read      ${(performance.now() - before).toFixed(0)} ms, ${facts.length} facts`);
  before = performance.now();
  const reachability = reachabilityOf(facts);
  const { peers, connections } = reachability.map();
  console.log(
    `  grouped map     ${(performance.now() - before).toFixed(0)} ms, ${peers.length} peers, ${connections.length} connections`,
  );

  const loaded = reachabilityOf(facts);
  const asked = Array.from({ length: 20 }, (_, index) => {
    const [from, to] = [1, 7].map((step) => loaded.endpoints[(index * 37 * step) % pods]!);
    const began = performance.now();
    loaded.between(from!, to!);
    return performance.now() - began;
  });
  console.log(`  can, loaded     ${line(median(asked), 5, 'ms')}`);

  const edited = facts.map((fact) => (isFirstPolicy(fact) ? { ...fact } : fact));
  before = performance.now();
  const [from, to] = [loaded.endpoints[0]!.peer.id, loaded.endpoints[1]!.peer.id];
  reachabilityOf(edited).between(from, to);
  console.log(`  policy edited   ${line(performance.now() - before, pods > 10_000 ? undefined : 100, 'ms')}`);
}

function isFirstPolicy(one: Fact): boolean {
  if (one.kind !== kubernetesObject.name) return false;
  const { kind, name } = one.value as KubernetesObject;
  return kind === 'NetworkPolicy' && name === 'policy-0';
}

/** Namespaces of 50 Pods and ten applications; default deny, DNS, neighbours, other teams, blocks and ports. */
function writeCluster(folder: string, pods: number, policies: number): void {
  mkdirSync(folder, { recursive: true });
  const namespaces = Math.ceil(pods / 50);
  let policy = 0;
  for (let namespace = 0; namespace < namespaces; namespace++) {
    const name = `ns-${namespace}`;
    const team = `team-${namespace % Math.max(5, Math.floor(namespaces / 4))}`;
    const texts = [
      `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n  labels:\n    team: ${team}\n    stage: ${['dev', 'test', 'live'][namespace % 3]}\n`,
    ];
    for (let pod = 0; pod < Math.min(50, pods - namespace * 50); pod++) texts.push(podText(name, pod));
    const last = Math.floor(((namespace + 1) * policies) / namespaces);
    for (let index = 0; policy < last; index++, policy++) texts.push(policyText(name, policy, index, namespaces));
    writeFileSync(join(folder, `${name}.yaml`), texts.join('---\n'));
  }
}

function podText(namespace: string, pod: number): string {
  const app = `app-${pod % 10}`;
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${app}-${Math.floor(pod / 10)}
  namespace: ${namespace}
  labels:
    app: ${app}
    tier: ${['web', 'back', 'data'][pod % 3]}
    release: r${pod}
spec:
  containers:
    - name: main
      image: registry.example/${app}:1.0
      ports:
        - name: http
          containerPort: ${8000 + (pod % 10)}
        - name: metrics
          containerPort: 9090
`;
}

function policyText(namespace: string, policy: number, index: number, namespaces: number): string {
  const head = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: policy-${policy}\n  namespace: ${namespace}\n`;
  const app = `app-${index % 10}`;
  const other = `app-${(index * 3 + 1) % 10}`;
  // Every third namespace denies both by default, every third ingress alone, every third nothing.
  const kind = Number(namespace.slice(3)) % 3;
  if (index === 0 && kind < 2)
    return `${head}spec:\n  podSelector: {}\n  policyTypes: [Ingress${kind === 0 ? ', Egress' : ''}]\n`;
  if (index === 1 && kind === 0)
    return `${head}spec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n    - to:\n        - namespaceSelector:\n            matchLabels: {kubernetes.io/metadata.name: ns-0}\n          podSelector:\n            matchLabels: {app: app-0}\n      ports:\n        - {protocol: UDP, port: 53}\n        - {protocol: TCP, port: 53}\n`;
  const subject = `spec:\n  podSelector:\n    matchLabels: {app: ${app}}\n`;
  switch (index % 5) {
    case 0:
      return `${head}${subject}  policyTypes: [Egress]\n  egress:\n    - to:\n        - ipBlock:\n            cidr: 203.${policy % 200}.0.0/16\n            except: [203.${policy % 200}.7.0/24]\n      ports:\n        - {port: 443}\n`;
    case 1:
      return `${head}${subject}  ingress:\n    - from:\n        - namespaceSelector:\n            matchLabels: {team: team-${policy % Math.max(5, Math.floor(namespaces / 4))}}\n          podSelector:\n            matchLabels: {app: ${other}}\n      ports:\n        - {port: http}\n`;
    case 2:
      return `${head}${subject}  ingress:\n    - from:\n        - podSelector:\n            matchExpressions:\n              - {key: app, operator: In, values: [${other}, ${app}]}\n      ports:\n        - {port: ${8000 + (index % 10)}, endPort: ${8010 + (index % 10)}}\n`;
    case 3:
      return `${head}${subject}  policyTypes: [Egress]\n  egress:\n    - to:\n        - podSelector:\n            matchLabels: {app: ${other}}\n      ports:\n        - {port: http}\n`;
    default:
      return `${head}${subject}  ingress:\n    - from:\n        - namespaceSelector:\n            matchLabels: {kubernetes.io/metadata.name: ns-${policy % namespaces}}\n      ports:\n        - {port: metrics}\n`;
  }
}

function timed(args: readonly string[]): { readonly milliseconds: number } {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status === null || status > 2) throw new Error(`${args.join(' ')}: exit ${status}\n${stderr}`);
  return { milliseconds: performance.now() - before };
}

function line(value: number, goal: number | undefined, unit: string): string {
  const said = `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`;
  return goal === undefined ? said : `${said} (goal ${goal.toFixed(0)}${value <= goal ? '' : ', MISSED'})`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function pairsOf(values: readonly number[]): number[][] {
  return values.flatMap((value, index) => (index % 2 === 0 ? [[value, values[index + 1]!]] : []));
}
