import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commands } from '../../src/cli/commands.ts';
import type { Report } from '../../src/model/report.ts';
import { folderOf, plimsoll, startPlimsoll } from './plimsoll.ts';

const bad = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: registry.example/web:1.2.3
      securityContext: { privileged: true }
`;

describe('plimsoll', () => {
  it('runs no compiled code of the folder it is called in, nor of one that anybody may write to', async () => {
    const cwd = folderOf({});
    const HOME = folderOf({});
    for (const XDG_CACHE_HOME of ['', 'here']) await plimsoll(['version'], { cwd, env: { HOME, XDG_CACHE_HOME } });
    await plimsoll(['version'], { cwd, env: { HOME, PLIMSOLL_HOME: '' } });
    assert.deepEqual(readdirSync(cwd), []);
    const open = join(HOME, '.cache/plimsoll/compiled');
    assert.equal(readdirSync(open).length, 1);
    rmSync(open, { recursive: true });
    mkdirSync(open);
    chmodSync(open, 0o777);
    await plimsoll(['version'], { cwd, env: { HOME } });
    assert.deepEqual(readdirSync(open), []);
  });
  it('prints its version in every spelling', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    for (const spelling of ['version', '--version', '-V']) {
      assert.deepEqual(await plimsoll([spelling]), { code: 0, out: `plimsoll ${version}\n`, err: '' });
    }
  });

  it('teaches: an overview, and help for each command', async () => {
    const overview = await plimsoll([]);
    assert.equal(overview.code, 0);
    for (const name of Object.keys(commands)) {
      assert.match(overview.out, new RegExp(`^  ${name} `, 'm'));
      const help = await plimsoll([name, '--help']);
      assert.equal(help.code, 0, name);
      assert.match(help.out, new RegExp(`^Usage: plimsoll ${name}`, 'm'));
      assert.match(help.out, /Exit codes/);
    }
  });

  const refused: readonly [args: string[], code: string, says: RegExp][] = [
    [['aks'], 'BAD_ARGUMENT', /Did you mean `plimsoll ask`\?/],
    [['ask', '--fromat', 'json'], 'BAD_ARGUMENT', /did you mean --format\?/],
    [['ask', '--format', 'pdf'], 'BAD_ARGUMENT', /takes one of text, json/],
    [['ask', '--output'], 'BAD_ARGUMENT', /needs a value/],
    [['ask', '--all=yes'], 'BAD_ARGUMENT', /takes no value/],
    [['ask', '/no/such/place'], 'NO_SUCH_TARGET', /no file or folder/],
    [['ask', 'nginx:1.2'], 'NO_SUCH_TARGET', /no file or folder/],
    [['ask', 'image:nginx.tar'], 'NO_SUCH_TARGET', /registry:NAME/],
    [['ask', 'image:nginx:1.2', '--offline'], 'REGISTRY_UNREACHABLE', /--offline was given/],
    [['ask', 'image:Nginx', '--offline'], 'NO_SUCH_TARGET', /no reference of an image/],
    [['ask', 'image:x', '--platform', 'a/b/c/d'], 'BAD_ARGUMENT', /linux\/arm64/],
    [['ask', '/dev/null'], 'UNKNOWN_TARGET', /neither a file nor a folder/],
    [['ask', 'kube:a', 'kube:b'], 'BAD_ARGUMENT', /One cluster is asked at a time/],
    [['ask', 'kube:', '--offline'], 'CLUSTER_UNREACHABLE', /--offline was given/],
    [['ask', '.', '--config', '/no/such.yaml'], 'CONFIG_UNREADABLE', /Cannot read \/no\/such\.yaml/],
    [['ask', '.', '--jobs', '0'], 'BAD_ARGUMENT', /whole number from 1 to 256/],
    [['checks', 'HRD-1O1'], 'UNKNOWN_CHECK', /Did you mean HRD-101/],
    [['explain'], 'BAD_ARGUMENT', /fingerprint/],
    [['completion', 'tcsh'], 'BAD_ARGUMENT', /bash, zsh or fish/],
  ];
  for (const [args, code, says] of refused) {
    it(`refuses \`${args.join(' ')}\` with ${code}`, async () => {
      const ran = await plimsoll(args, { cwd: folderOf({}) });
      assert.equal(ran.code, 3);
      assert.equal(ran.out, '');
      assert.match(ran.err, new RegExp(`^plimsoll: ${code}: `));
      assert.match(ran.err, says);
    });
  }

  it('shows a check with its page', async () => {
    const { out, code } = await plimsoll(['checks', 'no-privileged-container']);
    assert.equal(code, 0);
    assert.match(out, /^# HRD-101 Containers do not run privileged/);
    assert.match(out, /What this check cannot see/);
    const all = JSON.parse((await plimsoll(['checks', '--format=json'])).out) as { id: string }[];
    assert.ok(all.length >= 40);
  });
});

describe('plimsoll ask', () => {
  it('knows nothing of an empty folder, says so in all cells and exits with 2', async () => {
    const { code, out } = await plimsoll(['ask', '.', '-f', 'json'], { cwd: folderOf({}) });
    const report = JSON.parse(out) as Report;
    assert.equal(code, 2);
    assert.deepEqual(report.card, { yes: 0, no: 0, unknown: 25, 'n/a': 0 });
    for (const { aspects } of report.answers)
      for (const { toKnow, because } of aspects) assert.ok((toKnow ?? '') !== '' && because !== '');
  });

  it('exits with 1 for a no, and leads to the line', async () => {
    const cwd = folderOf({ 'k8s/pod.yaml': bad });
    const { code, out } = await plimsoll(['ask', 'k8s', '-f', 'json'], { cwd });
    assert.equal(code, 1);
    const found = (JSON.parse(out) as Report).outcomes.find(
      ({ check, verdict }) => check === 'HRD-101' && verdict === 'fail',
    );
    assert.deepEqual(found?.evidence[0], {
      source: 'directory',
      file: 'k8s/pod.yaml',
      line: 8,
      column: 26,
      place: 'spec.containers[0].securityContext.privileged',
    });
    const text = await plimsoll(['ask', 'k8s'], { cwd });
    assert.match(text.out, /k8s\/pod\.yaml:8:26/);
  });

  it('keeps a fingerprint when lines move and files are renamed', async () => {
    const fingerprint = async (files: Record<string, string>): Promise<string | undefined> => {
      const { out } = await plimsoll(['ask', '.', '-f', 'json'], { cwd: folderOf(files) });
      return (JSON.parse(out) as Report).outcomes.find(({ check }) => check === 'HRD-101')?.fingerprint;
    };
    const first = await fingerprint({ 'a.yaml': bad });
    assert.match(first ?? '', /^[0-9a-f]{16}$/);
    assert.equal(await fingerprint({ 'sub/b.yaml': `# moved\n\n${bad}` }), first);
    assert.notEqual(await fingerprint({ 'a.yaml': bad.replace('{ name: web }', '{ name: other }') }), first);
  });

  it('counts once what two targets hold', async () => {
    const cwd = folderOf({ 'k8s/pod.yaml': bad });
    const coverage = async (...targets: string[]): Promise<Report['coverage']> =>
      (JSON.parse((await plimsoll(['ask', ...targets, '-f', 'json'], { cwd })).out) as Report).coverage;
    const once = await coverage('k8s');
    assert.ok(once.outcomes.fail > 0);
    assert.deepEqual(await coverage('k8s', 'k8s/pod.yaml'), once);
    assert.deepEqual(await coverage('k8s/pod.yaml', 'k8s', './k8s/../k8s'), once);
  });

  it('without a target it asks this folder and says so', async () => {
    const { err, code } = await plimsoll(['ask'], { cwd: folderOf({ 'pod.yaml': bad }) });
    assert.equal(code, 1);
    assert.match(err, /asking dir:\.$/m);
    assert.equal((await plimsoll(['ask', '--quiet'], { cwd: folderOf({ 'pod.yaml': bad }) })).err, '');
  });

  it('waives what plimsoll.yaml waives, and reports what it wrongly waives', async () => {
    const waiver = (check: string, expires: string): string =>
      `  - { check: ${check}, reason: lab, approver: kim, expires: ${expires} }\n`;
    const cwd = folderOf({
      'pod.yaml': bad,
      'plimsoll.yaml': `waivers:\n${waiver('HRD-101', '2999-01-01')}${waiver('NET-999', '2999-01-01')}${waiver('RUN-101', '2001-01-01')}  - { check: x }\n`,
    });
    const report = JSON.parse((await plimsoll(['ask', '.', '-f', 'json'], { cwd })).out) as Report;
    assert.equal(report.outcomes.find(({ check }) => check === 'HRD-101')?.waiver?.approver, 'kim');
    const codes = report.gaps.map(({ code }) => code).filter((code) => code.startsWith('WAIVER'));
    assert.deepEqual(codes, ['WAIVER_EXPIRED', 'WAIVER_INVALID', 'WAIVER_UNUSED']);
    assert.equal(report.asked.configuration, 'plimsoll.yaml');
  });

  it('stops at settings that cannot be read: a device, a pipe, a dangling link', async () => {
    const device = folderOf({ 'plimsoll.yaml': 'waivers: /dev/zero\n' });
    const linked = folderOf({});
    symlinkSync('/dev/zero', join(linked, 'plimsoll.yaml'));
    const dangling = folderOf({});
    symlinkSync('nowhere', join(dangling, 'plimsoll.yaml'));
    const piped = folderOf({});
    execFileSync('mkfifo', [join(piped, 'plimsoll.yaml')]);
    for (const cwd of [device, linked, dangling, piped]) {
      const { code, err } = await plimsoll(['ask', '.'], { cwd });
      assert.equal(code, 3);
      assert.match(err, /CONFIG_UNREADABLE: Cannot read /);
    }
  });

  it('stops at a wrong setting, with its position', async () => {
    const { code, err } = await plimsoll(['ask', '.'], {
      cwd: folderOf({ 'plimsoll.yaml': 'trust:\n  source: [a]\n' }),
    });
    assert.equal(code, 3);
    assert.match(err, /CONFIG_INVALID: plimsoll\.yaml:2:3: `trust\.source` is not a setting/);
  });

  it('moves the threshold with --fail-on, and passes unknowns only when asked, and says so', async () => {
    const cwd = folderOf({});
    const { code, out } = await plimsoll(['ask', '.', '--unknown=pass', '--fail-on=critical', '-f', 'json'], { cwd });
    assert.equal(code, 0);
    const { asked } = JSON.parse(out) as Report;
    assert.deepEqual([asked.unknownPasses, asked.failOn], [true, 'critical']);
    assert.match((await plimsoll(['ask', '.', '--unknown=pass'], { cwd })).out, /unknown counts as pass|unknown=pass/i);
  });

  it('asks nothing beyond this machine when offline, and says so', async () => {
    const { code, out } = await plimsoll(['ask', 'docker:tcp://192.0.2.1:2376', '--offline', '-f', 'json']);
    assert.equal(code, 2);
    assert.deepEqual(
      (JSON.parse(out) as Report).gaps.map((gap) => gap.code),
      ['TARGET_OFFLINE'],
    );
  });

  it('writes --output and nothing else', async () => {
    const cwd = folderOf({ 'pod.yaml': bad });
    const ran = await plimsoll(['ask', '.', '-q', '-f', 'json', '-o', 'report.json'], { cwd });
    assert.deepEqual([ran.out, ran.err], ['', '']);
    assert.equal((JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')) as Report).schema, 'plimsoll.report/1');
    const refused = await plimsoll(['ask', '.', '-o', '/nonexistent/report.json'], { cwd });
    assert.equal(refused.code, 3);
    assert.match(refused.err, /OUTPUT_UNWRITABLE/);
  });

  it('colours only where it may', async () => {
    const cwd = folderOf({ 'pod.yaml': bad });
    const colored = async (env: Record<string, string>, ...args: string[]): Promise<boolean> =>
      (await plimsoll(['ask', '.', ...args], { cwd, env })).out.includes('\x1b[');
    assert.equal(await colored({}), false);
    assert.equal(await colored({ FORCE_COLOR: '1' }), true);
    assert.equal(await colored({ FORCE_COLOR: '1' }, '--no-color'), false);
    assert.equal(await colored({ NO_COLOR: '1' }), false);
  });

  it('masks secrets in every format', async () => {
    const cwd = folderOf({
      'compose.yaml':
        'services:\n  db:\n    image: postgres:18\n    privileged: true\n    environment:\n      POSTGRES_PASSWORD: kJ8-visible-secret-xQ\n      URL: postgres://u:kJ8-visible-secret-xQ@db/x\n',
    });
    for (const format of ['text', 'json', 'sarif', 'junit', 'html']) {
      const { out } = await plimsoll(['ask', '.', '-f', format, '--all'], { cwd });
      assert.ok(out.length > 500, format);
      assert.doesNotMatch(out, /visible-secret/, format);
    }
  });
});

describe('plimsoll explain', () => {
  it('explains by asking again, and from a report', async () => {
    const cwd = folderOf({ 'pod.yaml': bad });
    const { out } = await plimsoll(['ask', '.', '-f', 'json'], { cwd });
    writeFileSync(join(cwd, 'report.json'), out);
    const { fingerprint } = (JSON.parse(out) as Report).outcomes.find(({ check }) => check === 'HRD-101')!;
    for (const args of [
      [fingerprint.slice(0, 8), 'pod.yaml'],
      [fingerprint, '--report', 'report.json'],
    ]) {
      const { code, out: text } = await plimsoll(['explain', ...args], { cwd });
      assert.equal(code, 0);
      assert.match(text, /HRD-101/);
      assert.match(text, /pod\.yaml:8/);
      assert.match(text, /privileged: true/);
    }
    const none = await plimsoll(['explain', 'ffffffffffffffff', 'pod.yaml'], { cwd });
    assert.match(none.err, /^plimsoll: UNKNOWN_FINDING/);
    assert.equal(none.code, 3);
  });
});

describe('streams and signals', () => {
  it('a reader that leaves early is no failure', () => {
    const cwd = folderOf(
      Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [`p${index}.yaml`, bad.replace('name: web }', `name: web${index} }`)]),
      ),
    );
    const start = join(import.meta.dirname, '../../src/cli/start.ts');
    const { stderr, status } = spawnSync(
      'bash',
      ['-c', '"$0" "$1" ask . -f json | head -c 10 >/dev/null; exit ${PIPESTATUS[0]}', process.execPath, start],
      { cwd, encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    assert.ok([0, 1, 2].includes(status!), `exit ${status}`);
  });

  it('Ctrl-C ends it with 130 and a coded line', async () => {
    // A socket that accepts and never answers keeps the command waiting.
    const { createServer } = await import('node:net');
    const folder = folderOf({});
    const server = createServer(() => {}).listen(join(folder, 'd.sock'));
    const child = startPlimsoll(['ask', `docker:unix://${folder}/d.sock`]);
    let err = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text));
    await new Promise((resolve) => server.once('connection', resolve));
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('close', resolve));
    server.close();
    assert.equal(code, 130);
    assert.match(err, /plimsoll: INTERRUPTED: /);
  });
});

describe('completion', () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    it(`${shell} is well-formed and names every command`, async (context) => {
      const { out, code } = await plimsoll(['completion', shell]);
      assert.equal(code, 0);
      for (const name of Object.keys(commands)) {
        // A command of two words and no options is, for fish, a word that may follow another.
        const [noun, verb] = name.split(' ');
        const parts = shell === 'fish' && verb !== undefined ? `__plimsoll_is ${noun}' -f -a ${verb}` : name;
        assert.match(out, new RegExp(`\\b${parts}\\b`));
      }
      if (spawnSync(shell, ['--version']).error !== undefined) {
        context.diagnostic(`${shell} is not installed: its syntax was not tried`);
        return;
      }
      execFileSync(shell, ['-n'], { input: out });
    });
  }
  it('bash completes commands, options and values', async () => {
    const { out } = await plimsoll(['completion', 'bash']);
    const complete = (...words: string[]): string[] => {
      const line = words.map((word) => `'${word}'`).join(' ');
      const script = `${out}\ncompopt() { :; }\nCOMP_WORDS=(plimsoll ${line}); COMP_CWORD=${words.length}; _plimsoll; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
    };
    assert.deepEqual(complete('as'), ['ask']);
    assert.deepEqual(complete('ask', '--form'), ['--format=']);
    assert.deepEqual(complete('ask', '--format', '=', 'js'), ['json']);
    assert.deepEqual(complete('advis'), ['advisories']);
    assert.deepEqual(complete('advisories', ''), ['update', 'build', 'status']);
    assert.deepEqual(complete('advisories', 'up'), ['update']);
    assert.deepEqual(complete('advisories', 'update', '--fee'), ['--feed=']);
    assert.deepEqual(complete('advisories', 'status', '--fee'), ['']);
    assert.deepEqual(complete('advisories', 'status', '--format', '=', 'js'), ['json']);
    assert.deepEqual(complete('checks', ''), ['test']);
    assert.deepEqual(complete('checks', '--form'), complete('checks', 'HRD-101', '--form'));
    assert.deepEqual(complete('help', 'advis'), ['advisories']);
    assert.deepEqual(complete('help', 'advisories', 'st'), ['status']);
  });
});
