import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

const start = join(import.meta.dirname, '../../src/cli/start.ts');
const data = join(import.meta.dirname, '../../../shared/data/events');
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rules-'));
after(() => rmSync(folder, { recursive: true }));

function rules(...args: string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync(process.execPath, [start, 'monitoring', 'rules', ...args], { encoding: 'utf8', cwd: folder });
}

const shell = `- macro: shell
  condition: proc.name in (bash, sh)
- rule: Shell
  desc: A shell
  condition: evt.type=execve and shell and proc.aname=nginx
  output: "shell %proc.cmdline"
  priority: WARNING
`;

describe('monitoring rules', () => {
  writeFileSync(join(folder, 'shell.yaml'), shell);

  it('check tells errors and warnings with their place', () => {
    const good = rules('check', join(data, 'falco/falco_rules.yaml'), join(data, 'falco/k8s_audit_rules.yaml'));
    assert.deepEqual([good.status, good.stdout], [0, '73 rules, 132 macros, 67 lists; 0 errors, 0 warnings\n']);
    writeFileSync(join(folder, 'bad.yaml'), `${shell.replace('shell and', 'shel and')}  colour: red\n`);
    const bad = rules('check', 'bad.yaml');
    assert.equal(bad.status, 1);
    assert.match(bad.stdout, /^bad\.yaml:8:3: warning: a rule has no key colour; it is ignored$/m);
    assert.match(
      bad.stdout,
      /^bad\.yaml:5:3: error: rule Shell: there is no macro shel \(at 1:21 of the condition\)$/m,
    );
    assert.match(rules('check', 'none.yaml').stderr, /RULES_UNREADABLE/);
    assert.equal(rules('check', 'none.yaml').status, 3);
    assert.equal(rules('chek').status, 3);
  });

  it('test runs the cases beside a file', () => {
    const events = '[{evt.type: execve, proc.name: bash, proc.aname: [sh, nginx]}]';
    const cases = (alerts: string): string =>
      `tests:\n  - name: from a server\n    events: ${events}\n    alerts: ${alerts}\n`;
    assert.equal(rules('test', 'shell.yaml').status, 2);
    writeFileSync(join(folder, 'shell.test.yaml'), cases('[Shell]'));
    const passed = rules('test', 'shell.yaml');
    assert.deepEqual(
      [passed.status, passed.stdout],
      [0, 'ok   from a server\n1 passed, 0 failed, 0 of 1 rules without a case\n'],
    );
    writeFileSync(join(folder, 'shell.test.yaml'), cases('[]'));
    const failed = rules('test', 'shell.yaml');
    assert.equal(failed.status, 1);
    assert.match(failed.stdout, /FAIL from a server\n\s+shell\.test\.yaml:2: "Shell" fired/);
    writeFileSync(join(folder, 'shell.test.yaml'), cases('[Shel]'));
    assert.match(rules('test', 'shell.yaml').stdout, /there is no rule "Shel"; "Shell" fired/);
    writeFileSync(join(folder, 'shell.test.yaml'), 'tests: 1');
    assert.equal(rules('test', 'shell.yaml').status, 3);
  });

  it('replay prints Falco lines, and says what it could not read', () => {
    const audit = join(data, 'kubernetes-audit/create_nginx_pod_privileged.json');
    const file = join(data, 'falco/k8s_audit_rules.yaml');
    const { status, stdout } = rules('replay', '--rules', file, audit, '--explain');
    assert.equal(status, 0);
    const [alert, ...more] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(more, []);
    assert.deepEqual([alert!.rule, alert!.priority, alert!.source], ['Create Privileged Pod', 'Warning', 'k8s_audit']);
    assert.match(JSON.stringify(alert!.because), /privileged intersects/);
    assert.equal(rules('replay', '-r', file, audit, '--fail-on', 'warning').status, 1);
    assert.equal(rules('replay', '-r', file, audit, '--fail-on', 'error').status, 0);
    const before = rules('replay', '-r', file, audit, '-o', 'alerts.jsonl');
    assert.deepEqual([before.status, before.stdout], [0, '']);
    writeFileSync(join(folder, 'broken.jsonl'), 'no event\n');
    const broken = rules('replay', '-r', 'shell.yaml', 'broken.jsonl');
    assert.deepEqual([broken.status, broken.stdout], [2, '']);
    assert.match(broken.stderr, /broken\.jsonl:1: /);
    assert.match(rules('replay', '-r', 'bad.yaml', audit).stderr, /RULES_INVALID: .*bad\.yaml:5:3/);
    assert.match(rules('replay', '-r', 'shell.yaml', 'none.jsonl').stderr, /EVENTS_UNREADABLE/);
    assert.match(rules('replay', '-r', 'shell.yaml', audit, '-o', 'none/x').stderr, /OUTPUT_UNWRITABLE/);
  });

  it('fields lists every field with who fills it', () => {
    const { stdout } = rules('fields');
    assert.match(stdout, /^proc\.aname\[\[…\]\] +any text +proc$/m);
    assert.match(stdout, /^evt\.buffer +bytes +not available: /m);
  });
});
