/** Random manifests in odd styles: fixes change what they say and nothing else. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { remedies } from '../../src/remedies/catalogue/catalogue.ts';
import { unifiedDiff } from '../../src/remedies/unified-diff.ts';
import { FixingFolder } from './fix-in-process.ts';
import { commentsOf, OddWriter, type Written } from './odd-yaml.ts';

const folder = new FixingFolder();
after(() => folder.remove());
const all = remedies.map(({ check }) => check);
/** More of them by hand: PLIMSOLL_FIX_RUNS=2000. */
const runs = Number(process.env['PLIMSOLL_FIX_RUNS'] ?? 60);
let [edits, refusals] = [0, 0];
const codes = new Set<string>();

/** Most often nothing: what is absent is what most manifests lack. */
function some(chance: fc.GeneratorValue, ...values: readonly (Written | undefined)[]): Written | undefined {
  const at = chance(fc.integer, { min: 0, max: values.length * 2 - 1 });
  return values[at];
}
function without(entries: Readonly<Record<string, Written | undefined>>): Record<string, Written> {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, Written] => entry[1] !== undefined),
  );
}
function shuffled(chance: fc.GeneratorValue, entries: Readonly<Record<string, Written>>): Record<string, Written> {
  const keys = chance(fc.shuffledSubarray, Object.keys(entries), { minLength: Object.keys(entries).length });
  return Object.fromEntries(keys.map((key) => [key, entries[key]!]));
}

function container(chance: fc.GeneratorValue, name: string): Written {
  const profile = { type: 'Unconfined' };
  const security = without({
    privileged: some(chance, true, false),
    allowPrivilegeEscalation: some(chance, true, false),
    seccompProfile: some(chance, profile, { type: 'RuntimeDefault' }),
    appArmorProfile: some(chance, profile),
    procMount: some(chance, 'Unmasked'),
    readOnlyRootFilesystem: some(chance, true, false),
    capabilities: some(chance, { add: ['NET_ADMIN'] }, { drop: ['CHOWN'] }, { drop: [] }, {}),
    runAsUser: some(chance, 0, 1000),
  });
  return shuffled(
    chance,
    without({
      name,
      image: 'registry.example/web:1',
      args: some(chance, ['-c', 'a: b # no comment'], ['one\ntwo\n']),
      securityContext: some(chance, security, security, security, null, {}),
      ports: some(chance, [{ containerPort: 80 }]),
      env: some(
        chance,
        [
          { name: 'A', value: 'x' },
          { name: 'B', value: 'lines\n\nmore\n' },
        ],
        [],
      ),
    }),
  );
}

function podSpec(chance: fc.GeneratorValue): Record<string, Written> {
  const count = chance(fc.integer, { min: 1, max: 3 });
  return shuffled(
    chance,
    without({
      hostPID: some(chance, true, false),
      hostIPC: some(chance, true),
      hostNetwork: some(chance, true, false),
      securityContext: some(chance, { seccompProfile: { type: 'Unconfined' } }, { runAsNonRoot: false }, {}),
      containers: Array.from({ length: count }, (_, index) => container(chance, `c${index}`)),
      initContainers: some(chance, [container(chance, 'init')]),
      restartPolicy: some(chance, 'Never'),
    }),
  );
}

function object(chance: fc.GeneratorValue, name: string): Record<string, Written> {
  const metadata = without({ name, annotations: some(chance, { note: 'a\nb\n' }) });
  const head = (apiVersion: string, kind: string): Record<string, Written> => ({ apiVersion, kind, metadata });
  switch (chance(fc.integer, { min: 0, max: 3 })) {
    case 0:
      return { ...head('apps/v1', 'Deployment'), spec: { template: { spec: podSpec(chance) } } };
    case 1:
      return {
        ...head('batch/v1', 'CronJob'),
        spec: { jobTemplate: { spec: { template: { spec: podSpec(chance) } } } },
      };
    case 2:
      return { apiVersion: 'v1', kind: 'List', items: [{ ...head('v1', 'Pod'), spec: podSpec(chance) }] };
    default:
      return { ...head('v1', 'Pod'), spec: podSpec(chance) };
  }
}

function service(chance: fc.GeneratorValue): Written {
  return shuffled(
    chance,
    without({
      image: 'registry.example/web:1',
      privileged: some(chance, true, false),
      pid: some(chance, 'host'),
      ipc: some(chance, 'host'),
      uts: some(chance, 'host'),
      network_mode: some(chance, 'host'),
      read_only: some(chance, false),
      security_opt: some(
        chance,
        ['seccomp=unconfined', 'label:disable'],
        ['apparmor=unconfined'],
        ['no-new-privileges:false'],
        [],
      ),
      cap_drop: some(chance, ['CHOWN'], []),
      ports: some(chance, ['8080:80', '127.0.0.1:1:1', '53:53/udp'], [{ target: 80, published: 8080 }]),
      logging: some(chance, { driver: 'none' }, { driver: 'json-file' }),
      command: some(chance, 'a\nb\n'),
      deploy: some(chance, { resources: { limits: { pids: 0 } } }),
    }),
  );
}

function manifest(chance: fc.GeneratorValue): Record<string, string> {
  const names = [...Array(1000).keys()].values();
  if (chance(fc.integer, { min: 1, max: 6 }) === 1) {
    const indent = [0, 1, 2, 4, '\t'][chance(fc.integer, { min: 0, max: 4 })];
    return { 'a.json': JSON.stringify(object(chance, 'web'), null, indent) };
  }
  const writer = new OddWriter(chance, names);
  const isCompose = chance(fc.integer, { min: 1, max: 4 }) === 1;
  const documents = Array.from({ length: isCompose ? 1 : chance(fc.integer, { min: 1, max: 3 }) }, (_, index) => {
    const own = isCompose ? { services: { web: service(chance), db: service(chance) } } : object(chance, `web${index}`);
    const met = writer.anchors.length;
    const lines = writer.document(own);
    // Some anchors are used: what they hold is shared from then on.
    const used = writer.anchors.slice(met).filter(() => chance(fc.boolean));
    return [...lines, ...used.map((name, at) => `x-${index}-${at}: *${name}`)];
  });
  const mark = ['---', '--- # next', '...\n---'][chance(fc.integer, { min: 0, max: 2 })]!;
  let text = documents.map((lines) => lines.join('\n')).join(`\n${mark}\n`);
  if (chance(fc.boolean)) text = `# top\n---\n${text}`;
  if (chance(fc.integer, { min: 1, max: 5 }) !== 1) text += '\n';
  if (chance(fc.integer, { min: 1, max: 4 }) === 1) text = text.replaceAll('\n', '\r\n');
  if (chance(fc.integer, { min: 1, max: 9 }) === 1) text = `\uFEFF${text}`;
  return { [isCompose ? 'compose.yaml' : 'a.yaml']: text };
}

let dockerfiles = 0;

function dockerfile(chance: fc.GeneratorValue): string {
  let comments = 0;
  const number = (max: number): number => chance(fc.integer, { min: 0, max });
  const comment = (): string => `${' '.repeat(number(3))}# ${comments++} ADD a b\n`;
  const instructions = [
    'ADD a /x/',
    'add --chown=1:1 a b /x/',
    '  ADD ["a", "/x/"]',
    `ADD a \\\n${comment()}  b /x/`,
    'ADD https://example.org/a /x',
    'ADD $A /x/',
    'ONBUILD ADD a /x/',
    'RUN --security=insecure --mount=type=cache,target=/c make',
    'RUN --network=host make \\\n\n  && ADD x',
    'RUN <<EOF\nADD a b\n# no comment\nEOF',
    'COPY a b',
    'USER root',
    'USER 1000',
    'CMD ["a"]',
    'ENTRYPOINT a',
    'ENV A=b',
    'EXPOSE 80',
  ];
  const stages = Array.from({ length: 1 + number(1) }, (_, at) => {
    const lines = Array.from({ length: number(8) }, () => instructions[number(instructions.length - 1)]!);
    return [`FROM ${['scratch', 'alpine:3'][number(1)]} AS s${at}`, ...lines];
  });
  const text = stages.flat().map((line) => `${number(4) === 0 ? comment() : ''}${number(6) === 0 ? '\n' : ''}${line}`);
  const whole = `${number(3) === 0 ? '# syntax=docker/dockerfile:1\n' : ''}${text.join('\n')}${number(3) === 0 ? '' : '\n'}`;
  return number(3) === 0 ? whole.replaceAll('\n', '\r\n') : whole;
}

/** Paths at which two data differ, with what stands there now. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (
    typeof a === 'object' &&
    a !== null &&
    typeof b === 'object' &&
    b !== null &&
    Array.isArray(a) === Array.isArray(b)
  ) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => differences((a as never)[key], (b as never)[key], `${path}/${key}`));
  }
  return Object.is(a, b) ? [] : [`${path} = ${JSON.stringify(b) ?? 'gone'}`];
}

/** Everything that a remedy may make different, and what it makes of it. */
const allowed = [
  /\/securityContext(\/(privileged|allowPrivilegeEscalation|readOnlyRootFilesystem|runAsNonRoot|procMount|seccompProfile(\/type)?|appArmorProfile\/type|capabilities(\/drop(\/\d+)?)?))? = /,
  /\/(hostPID|hostIPC|hostNetwork|automountServiceAccountToken|hostUsers) = (false)$/,
  /\/services\/(web|db)\/(privileged|read_only|pids_limit|cap_drop(\/\d+)?|pid|ipc|uts|network_mode|security_opt(\/\d+)?|ports\/\d+(\/host_ip)?|logging\/(driver|options.*)|deploy\/resources\/limits\/pids) = /,
];
const bad = / = (true|"Unconfined"|"Unmasked"|"host"|"none"|0)$/;
const good = /(readOnlyRootFilesystem|runAsNonRoot|read_only) = true$/;

async function holds(files: Readonly<Record<string, string>>): Promise<void> {
  const [[name, before]] = Object.entries(files) as [[string, string]];
  const { proven, after: made, before: asked } = await folder.fix(files, all);
  const edited = made[name]!;
  edits += proven.fixes.length;
  refusals += proven.refused.length;
  for (const { refusal } of proven.refused) codes.add(refusal.code);
  const context = `${before}\n=====\n${edited}`;
  // Every fail that has a remedy is fixed or refused.
  const told = new Set([...proven.fixes, ...proven.refused].map(({ outcome }) => outcome));
  for (const outcome of asked.outcomes) {
    if (outcome.verdict === 'fail' && all.includes(outcome.check)) assert.ok(told.has(outcome), outcome.check);
  }
  if (proven.fixes.length === 0) {
    assert.equal(edited, before);
    return;
  }
  assert.notEqual(edited, before);
  const read = (text: string): unknown[] => loadAll(text.replace(/^\uFEFF/, ''), { schema: CORE_SCHEMA });
  const found = read(before).flatMap((document, index) => differences(document, read(edited)[index]));
  assert.equal(read(edited).length, read(before).length, context);
  for (const one of found) {
    assert.ok(allowed.some((pattern) => pattern.test(one)) && (good.test(one) || !bad.test(one)), `${one}\n${context}`);
  }
  assert.deepEqual(commentsOf(edited), commentsOf(before), context);
  for (const token of ['&a', '*a', '---', '...', '\uFEFF']) {
    assert.equal(edited.split(token).length, before.split(token).length, `${token}\n${context}`);
  }
  if (before.includes('\r\n')) assert.doesNotMatch(edited, /[^\r]\n/, context);
  else assert.ok(!edited.includes('\r'));
  assert.equal(edited.endsWith('\n'), before.endsWith('\n'), context);
  linesStay(name, before, edited, context);
  const again = await folder.fix({ [name]: edited }, all);
  // A remedy may bring to light what another check had hidden; what was written is never written again.
  const done = new Set(proven.fixes.map(({ outcome }) => JSON.stringify([outcome.check, outcome.subject])));
  for (const { outcome } of again.proven.fixes) {
    assert.ok(
      !done.has(JSON.stringify([outcome.check, outcome.subject])) || outcome.check.startsWith('NET-10'),
      `${outcome.check} again\n${context}`,
    );
  }
}

/** What goes is a line that holds what is wrong, or one that is made longer; nothing else moves. */
function linesStay(name: string, before: string, edited: string, context: string): void {
  const diff = unifiedDiff(name, before, edited);
  const removed = diff
    .split('\n')
    .slice(2)
    .filter((line) => line.startsWith('-'));
  // A line that only gets an end, because others follow it now, is not another line.
  const lines = new Set(diff.split(/\r?\n/));
  for (const line of removed) {
    if (lines.has(`+${line.slice(1).replace('\r', '')}`)) continue;
    const isOurs =
      /privileged|allowPriv|host|pid|ipc|uts|network_mode|security|seccomp|apparmor|appArmor|label|Unconfined|Unmasked|no-new|readOnly|read_only|runAs|capab|drop|ports|\d:\d|target|driver|logging|options|pids|null|~|name|image|containers|"|[[\]{}]/i;
    assert.match(line, isOurs, context);
  }
  const { status, stderr } = spawnSync('git', ['apply', '--check', '--whitespace=nowarn', '-'], {
    cwd: folder.path,
    input: diff,
    encoding: 'utf8',
  });
  assert.equal(status, 0, `${stderr}\n${diff}`);
}

describe('fixes of random manifests', () => {
  it('change what they say and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (chance) => holds(manifest(chance))),
      { numRuns: runs, endOnFailure: true },
    );
    assert.ok(edits > 3 * runs, `only ${edits} edits`);
    assert.ok(refusals > runs, `only ${refusals} refusals`);
    for (const code of ['SHARED_ANCHOR', 'OTHER_CHECK', 'WOULD_WORSEN']) assert.ok(codes.has(code), `${code} not met`);
  });

  it('of Dockerfiles touch only what they speak of', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (chance) => {
        const before = dockerfile(chance);
        const { proven, after: made } = await folder.fix({ Dockerfile: before }, all);
        const edited = made['Dockerfile']!;
        assert.deepEqual(commentsOf(edited), commentsOf(before));
        const diff = unifiedDiff('Dockerfile', before, edited).split(/\r?\n/).slice(2);
        for (const line of diff.filter((one) => one.startsWith('-'))) {
          const isEnd = diff.includes(`+${line.slice(1)}`);
          const to = line.replace(
            /^-(\s*)(ADD|add)\b/,
            (_, lead: string, name: string) => `+${lead}${name === 'ADD' ? 'COPY' : 'copy'}`,
          );
          const isOurs =
            diff.includes(to) ||
            diff.includes(`+${line.slice(1).replaceAll(/ --(security=insecure|network=host)/g, '')}`);
          assert.ok(isEnd || isOurs, `${line}\n${before}\n=====\n${edited}`);
        }
        const added =
          diff.filter((one) => one.startsWith('+')).length - diff.filter((one) => one.startsWith('-')).length;
        assert.equal(
          added,
          proven.fixes.some(({ remedy }) => remedy.check === 'HRD-301') ? 1 : 0,
          `${before}\n=====\n${edited}`,
        );
        dockerfiles += proven.fixes.length;
      }),
      { numRuns: 3 * runs, endOnFailure: true },
    );
    assert.ok(dockerfiles > runs, `only ${dockerfiles} edits`);
  });

  it('never end in a crash, whatever stands in a file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.gen(),
        fc.array(
          fc.tuple(
            fc.nat(),
            fc.nat(9),
            fc.constantFrom(
              '',
              '\t',
              '\n',
              ': ',
              '{{',
              '*a0',
              '&a0 ',
              '- ',
              '"',
              '{',
              ']',
              '\r',
              '\u0000',
              '<<: *a0',
              '|',
              '? ',
              '!x ',
            ),
          ),
          { minLength: 1, maxLength: 5 },
        ),
        async (chance, spoils) => {
          const [[name, text]] = Object.entries(manifest(chance)) as [[string, string]];
          const spoilt = spoils.reduce((now, [at, cut, put]) => {
            const from = at % (now.length + 1);
            return now.slice(0, from) + put + now.slice(from + cut);
          }, text);
          const { proven, after: made } = await folder.fix({ [name]: spoilt }, all);
          assert.equal(made[name] === spoilt, proven.fixes.length === 0);
        },
      ),
      { numRuns: 3 * runs, endOnFailure: true },
    );
  });
});
