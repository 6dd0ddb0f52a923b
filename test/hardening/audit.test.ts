/** `plimsoll hardening audit` as users run it, over real manifests; every report is held against its schema. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { AuditReport } from '../../src/model/audit.ts';
import type { Standard } from '../../src/model/standard.ts';
import { folderOf, plimsoll } from '../cli/plimsoll.ts';

const root = join(import.meta.dirname, '../..');
const pods = join(root, '../shared/data/pod-security');
const schemas = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(schemas);
const isAudit = schemas.compile(schemaOf('audit'));

function schemaOf(name: string): Record<string, unknown> & { readonly $defs: Readonly<Record<string, unknown>> } {
  return JSON.parse(readFileSync(join(root, `docs/schemas/plimsoll.${name}-1.schema.json`), 'utf8')) as never;
}

async function audits(...args: string[]): Promise<{ code: number | null; reports: AuditReport[] }> {
  const { code, out, err } = await plimsoll(['hardening', 'audit', ...args, '-f', 'json']);
  assert.notEqual(out, '', err);
  const told = JSON.parse(out) as AuditReport | AuditReport[];
  const reports = Array.isArray(told) ? told : [told];
  for (const report of reports) assert.ok(isAudit(report), JSON.stringify(isAudit.errors?.slice(0, 5), null, 1));
  return { code, reports };
}

const good = `apiVersion: v1
kind: Pod
metadata: { name: good, namespace: shop }
spec:
  securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
  containers:
    - name: web
      image: registry.example/web:1
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;

describe('hardening audit', () => {
  it('says of each item of a guide once what became of it, in its order', async () => {
    for (const name of ['nsa-cisa-1.2', 'nist-800-190-2017']) {
      const { items } = JSON.parse(readFileSync(join(root, `standards/${name}.json`), 'utf8')) as Standard;
      const { code, reports } = await audits(pods, '-s', name.replace(/-(?=[^-]*$)/, '@'));
      const [report] = reports;
      assert.equal(code, 1);
      assert.deepEqual(
        report!.items.map(({ item }) => item),
        Object.keys(items),
      );
      for (const { item, verdict, outcomes, checks } of report!.items) {
        assert.equal(verdict === 'manual', checks.length === 0, item);
        if (verdict === 'fail')
          assert.ok(outcomes.some((outcome) => outcome.verdict === 'fail' && outcome.evidence.length > 0));
        if (verdict === 'pass')
          assert.ok(outcomes.every((outcome) => outcome.verdict === 'pass') && outcomes.length > 0);
      }
    }
  });

  it('audits by several standards in one look, also by versions of one', async () => {
    const names = ['pod-security-baseline@v1.0', 'pod-security-baseline@v1.37', 'nsa-cisa@1.2'];
    const { reports } = await audits(pods, ...names.flatMap((name) => ['-s', name]));
    assert.deepEqual(
      reports.map(({ standard }) => standard),
      names,
    );
    const failing = reports.map(({ items }) =>
      items.filter(({ verdict }) => verdict === 'fail').map(({ item }) => item),
    );
    assert.ok(
      !failing[0]!.includes('baseline/host-probes') &&
        reports[1]!.items.some(({ item }) => item === 'baseline/host-probes'),
    );
  });

  it('exits with 0 where all passes, with 1 where an item fails, with 2 where something is open', async () => {
    const folder = folderOf({ 'pod.yaml': good });
    const standard = ['-s', 'pod-security-restricted@v1.37'];
    assert.deepEqual((await audits(folder, ...standard)).code, 0);
    const bad = folderOf({ 'pod.yaml': good.replace('drop: [ALL]', 'drop: []') });
    assert.deepEqual((await audits(bad, ...standard)).code, 1);
    assert.deepEqual((await audits(bad, ...standard, '--fail-on', 'critical')).code, 0);
    const broken = folderOf({ 'pod.yaml': good, 'other.yaml': 'kind: [' });
    const { code, reports } = await audits(broken, ...standard);
    assert.equal(code, 2);
    assert.deepEqual([...new Set(reports[0]!.items.map(({ verdict }) => verdict))], ['unknown']);
    assert.equal((await audits(broken, ...standard, '--unknown', 'pass')).code, 0);
    const empty = folderOf({});
    assert.equal((await audits(empty, ...standard)).code, 2);
  });

  it('passes no item of any standard where nothing was seen', async () => {
    const listed = (await plimsoll(['hardening', 'audit', '--list'])).out.matchAll(/^(\S+@\S+)/gm);
    const names = [...listed].map(([, name]) => name!);
    assert.ok(names.length >= 8, names.join());
    const { code, reports } = await audits(folderOf({}), ...names.flatMap((name) => ['-s', name]));
    assert.equal(code, 2);
    for (const { standard, items, count } of reports) {
      assert.ok(items.length > 10, standard);
      assert.deepEqual([count.pass, count.fail], [0, 0], standard);
    }
  });

  it('has the checks of the question as items where no standard is named', async () => {
    const { reports } = await audits(pods);
    assert.equal(reports[0]!.standard, 'hardening');
    assert.ok(reports[0]!.items.length > 30);
    for (const { item, checks } of reports[0]!.items) assert.deepEqual(checks, [item]);
  });

  it('does not look where a standard is unknown, and lists what there is', async () => {
    for (const name of [
      'cis-docker@1.7.9',
      'nope@1',
      'pod-security-baseline@v1.99',
      '../../etc/passwd@1',
      'cis-docker',
    ]) {
      const { code, err } = await plimsoll(['hardening', 'audit', pods, '-s', name]);
      assert.equal(code, 3);
      assert.match(err, /^plimsoll: UNKNOWN_STANDARD: .*nist-800-190@2017.*pod-security-restricted@v1\.0 to v1\.37/s);
    }
    assert.match(
      (await plimsoll(['hardening', 'audit', pods, '-s', 'cis-docker'])).err,
      /Did you mean cis-docker@1\.8\.0/,
    );
    const twice = await plimsoll(['hardening', 'audit', pods, '-s', 'nsa-cisa@1.2', '-s', 'nsa-cisa@1.2']);
    assert.match(twice.err, /BAD_ARGUMENT/);
  });

  it('lists what can be named', async () => {
    const { code, out } = await plimsoll(['hardening', 'audit', '--list']);
    assert.equal(code, 0);
    for (const name of ['cis-docker@1.8.0', 'cis-kubernetes@2.0.1', 'nsa-cisa@1.2', 'nist-800-190@2017'])
      assert.match(out, new RegExp(`^${name} +\\d+ items`, 'm'));
  });
});

describe('the text of an audit', () => {
  it('holds every item once, with evidence and with what would answer it', async () => {
    const { items } = JSON.parse(readFileSync(join(root, 'standards/nsa-cisa-1.2.json'), 'utf8')) as Standard;
    const { out } = await plimsoll(['hardening', 'audit', pods, '-s', 'nsa-cisa@1.2']);
    const told = [...out.matchAll(/^ {2}[✓✗?–] (pass|fail|unknown|manual) +(\S+)/gm)];
    assert.deepEqual(
      told.map(([, , item]) => item),
      Object.keys(items),
    );
    // Under every fail a place, under every unknown and manual item an arrow.
    const parts = out.split(/^ {2}[✓✗?–] (?=pass|fail|unknown|manual)/m).slice(1);
    for (const part of parts) {
      // A long path is broken wherever the line ends.
      if (part.startsWith('fail')) assert.match(part, /\.yaml:[\d\s]+:\s*\d+/);
      if (!part.startsWith('pass')) assert.match(part, /^ {6}→ [A-Z`]/m, part);
    }
    assert.match(out, /^ {2}nsa-cisa@1\.2 {2}pass \d+ · manual \d+ · unknown \d+ · fail \d+$/m);
    assert.match(out, /^Coverage$/m);
    for (const line of out.split('\n')) assert.ok(line.length <= 100, line);
  });

  it('shows passes with --all, and the counts alone with --quiet', async () => {
    const folder = folderOf({ 'pod.yaml': good });
    const text = async (...more: string[]): Promise<string> =>
      (await plimsoll(['hardening', 'audit', folder, '-s', 'pod-security-restricted@v1.37', ...more])).out;
    assert.doesNotMatch(await text(), /pod\.yaml:/);
    assert.match(await text('--all'), /pod\.yaml:1:1/);
    assert.ok((await text('--quiet')).split('\n').length < 8);
  });

  it('tells of a waiver who gave it and until when', async () => {
    const plimsollYaml = `waivers:
  - { check: HRD-102, reason: on its way out, approver: ada, expires: 2999-12-31 }
`;
    const folder = folderOf({
      'pod.yaml': good.replace('allowPrivilegeEscalation: false', 'privileged: false'),
      'plimsoll.yaml': plimsollYaml,
    });
    const { out } = await plimsoll(['hardening', 'audit', folder, '-s', 'nsa-cisa@1.2']);
    assert.match(
      out,
      /✓ pass {5}privilege-escalation .* 1 waived\n(.*\n){1,3} +waived by ada until 2999-12-31: on its way out/,
    );
  });
});

describe('other forms of an audit', () => {
  it('SARIF holds every finding once and names the items left to people', async () => {
    const { out } = await plimsoll([
      'hardening',
      'audit',
      pods,
      '-s',
      'nsa-cisa@1.2',
      '-s',
      'nist-800-190@2017',
      '-f',
      'sarif',
    ]);
    const {
      $schema: _draft,
      id,
      ...rest
    } = JSON.parse(readFileSync(join(root, 'test/fixtures/sarif-2.1.0.schema.json'), 'utf8')) as {
      $schema: string;
      id: string;
    };
    const ajv = new Ajv({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv) => void)(ajv);
    const isSarif = ajv.compile({ ...rest, $id: id });
    assert.ok(isSarif(JSON.parse(out)), ajv.errorsText(isSarif.errors).slice(0, 1000));
    const [run] = (
      JSON.parse(out) as {
        runs: {
          invocations: {
            exitCode: number;
            toolExecutionNotifications: { descriptor: { id: string; index: number } }[];
          }[];
          tool: { driver: { notifications: { id: string }[] } };
          results: { ruleId: string; partialFingerprints: Record<string, string>; locations: unknown[] }[];
          properties: { audits: { standard: string; items: object[] }[] };
        }[];
      }
    ).runs;
    const prints = run!.results.map(({ partialFingerprints }) => partialFingerprints['plimsoll/v1']);
    assert.ok(prints.length > 100);
    assert.equal(new Set(prints).size, prints.length);
    for (const { locations } of run!.results) assert.equal(locations.length, 1);
    const notes = run!.invocations[0]!.toolExecutionNotifications;
    for (const { descriptor } of notes)
      assert.equal(run!.tool.driver.notifications[descriptor.index]!.id, descriptor.id);
    assert.ok(notes.some(({ descriptor }) => descriptor.id === 'nsa-cisa@1.2/unused'));
    assert.equal(run!.invocations[0]!.exitCode, 1);
    assert.deepEqual(
      run!.properties.audits.map(({ items }) => items.length),
      [35, 24],
    );
  });

  it('JUnit has a case for each item: failed, skipped with what would answer it, or passed', async () => {
    const { out } = await plimsoll(['hardening', 'audit', pods, '-s', 'nsa-cisa@1.2', '-f', 'junit']);
    assert.match(out, /<testsuite name="nsa-cisa@1\.2" tests="35" failures="\d+" errors="0" skipped="\d+"/);
    assert.equal(out.match(/<testcase /g)!.length, 35);
    assert.match(out, /name="unused What is not used is removed">\n *<skipped message="manual: .*List workloads/);
    assert.match(out, /name="privileged No container is privileged">\n *<failure type="critical"/);
  });
});

describe('schemas', () => {
  it('of report and audit say the same of outcomes, gaps and evidence', () => {
    const [report, audit] = [schemaOf('report').$defs, schemaOf('audit').$defs];
    const shared = Object.keys(audit).filter((name) => Object.hasOwn(report, name));
    assert.ok(shared.length >= 8);
    for (const name of shared) assert.deepEqual(audit[name], report[name], name);
  });
});
