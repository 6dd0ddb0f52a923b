/**
 * `node bench/monitoring.ts`: how many events a second the rule engine takes on one core, with all rules of Falco's
 * files in the shared data, beside the goal. The events are made up: a mix as of a busy host, none that is repeated.
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Event, EventValue } from '../src/facts/event.ts';
import { readRules } from '../src/formats/falco/rule-set.ts';
import { RuleEngine } from '../src/watch/rules/rule-engine.ts';

const goal = 250_000;
const shared = join(import.meta.dirname, '../../shared/data/events/falco');
const files = ['falco_rules.yaml', 'k8s_audit_rules.yaml'];
const start = performance.now();
const { rules } = readRules(files.map((file) => ({ file, text: readFileSync(join(shared, file), 'utf8') })));
const engine = new RuleEngine(rules);
const loaded = performance.now() - start;
console.log(`${cpus()[0]?.model}, Node ${process.versions.node}`);
console.log(`${rules.length} rules loaded in ${loaded.toFixed(0)} ms`);

const mixes: Readonly<Record<string, readonly (readonly [type: string, share: number])[]>> = {
  'busy host': [
    ['openat', 60],
    ['connect', 12],
    ['execve', 8],
    ['unlinkat', 5],
    ['renameat', 5],
    ['accept4', 5],
    ['sendto', 5],
  ],
  openat: [['openat', 1]],
  execve: [['execve', 1]],
  connect: [['connect', 1]],
};
for (const [name, mix] of Object.entries(mixes)) {
  const events = makeEvents(mix, 20_000);
  run(events, 5);
  const rates = [1, 2, 3, 4, 5].map(() => run(events, 10)).toSorted((a, b) => a.rate - b.rate);
  const { rate, alerts } = rates[2]!;
  const verdict = rate >= goal ? 'met' : 'MISSED';
  console.log(
    `  ${name.padEnd(10)} ${Math.round(rate).toLocaleString('en')} events/s, goal ${goal.toLocaleString('en')}: ${verdict} (${alerts} alerts of ${events.length})`,
  );
}

function run(events: readonly Event[], rounds: number): { readonly rate: number; readonly alerts: number } {
  const from = process.cpuUsage();
  let alerts = 0;
  for (let round = 0; round < rounds; round++) for (const event of events) alerts += engine.match(event).length;
  const { user, system } = process.cpuUsage(from);
  return { rate: (events.length * rounds * 1e6) / (user + system), alerts: alerts / rounds };
}

function makeEvents(mix: readonly (readonly [string, number])[], count: number): readonly Event[] {
  const types = mix.flatMap(([type, share]) => Array.from({ length: share }, () => type));
  return Array.from({ length: count }, (_, at) => makeEvent(types[(at * 7919) % types.length]!, at));
}

function makeEvent(type: string, at: number): Event {
  const name = ['nginx', 'postgres', 'node', 'sh', 'apt-get', 'cron', 'java'][at % 7]!;
  const file = `/${['var/log/app', 'usr/lib/x86_64', 'etc/ssl/certs', 'tmp/work', 'home/user/.cache'][at % 5]!}/file-${at}`;
  const inContainer = at % 3 !== 0;
  const values: [string, EventValue][] = [
    ['evt.num', at],
    ['evt.type', type],
    ['evt.dir', '<'],
    ['evt.rawres', at % 11 === 0 ? -2 : 3],
    ['evt.res', at % 11 === 0 ? 'ENOENT' : 'SUCCESS'],
    ['evt.is_open_write', at % 9 === 0],
    ['evt.is_open_read', at % 9 !== 0],
    ['evt.arg.flags', 'O_RDONLY|O_CLOEXEC'],
    ['proc.name', name],
    ['proc.pname', ['bash', 'systemd', 'containerd-shim'][at % 3]!],
    ['proc.exe', `/usr/bin/${name}`],
    ['proc.exepath', `/usr/bin/${name}`],
    ['proc.cmdline', `${name} --port ${at}`],
    ['proc.pcmdline', 'bash -c start'],
    ['proc.args', `--port ${at}`],
    ['proc.aname', ['bash', 'sshd', 'systemd']],
    ['proc.vpid', at % 5 === 0 ? 1 : at],
    ['proc.tty', 0],
    ['user.name', 'root'],
    ['user.uid', 0],
    ['container.id', inContainer ? `c${at % 10}` : 'host'],
    ['container.image.repository', 'docker.io/library/nginx'],
    ['fd.name', type === 'connect' ? `10.0.0.1:${at % 60_000}->10.1.2.3:443` : file],
    ['fd.directory', file.slice(0, file.lastIndexOf('/'))],
    ['fd.filename', `file-${at}`],
    ['fd.num', 3],
    ['fd.typechar', type === 'connect' || type === 'accept4' || type === 'sendto' ? '4' : 'f'],
    ['fd.l4proto', 'tcp'],
    ['fd.sip', '10.1.2.3'],
    ['fd.sport', 443],
    ['fd.snet', '10.1.2.3'],
  ];
  for (const depth of [1, 2, 3, 4])
    values.push([`proc.aname[${depth}]`, ['bash', 'sshd', 'systemd', 'init'][depth - 1]!]);
  const held = new Map(values);
  return {
    source: 'syscall',
    time: BigInt(at),
    type,
    field: (field, argument) => held.get(argument === undefined ? field : `${field}[${argument}]`),
  };
}
