/** The forms of a scan: each keeps what it must, and nothing that an image says breaks it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ScanReport } from '../../src/model/scan-report.ts';
import { renderScanGithub } from '../../src/report/scan/github.ts';
import { renderScanGitlab } from '../../src/report/scan/gitlab.ts';
import { renderScanJson } from '../../src/report/scan/json.ts';
import { renderScanJunit } from '../../src/report/scan/junit.ts';
import { renderScanSarif } from '../../src/report/scan/sarif.ts';
import { renderScanText } from '../../src/report/scan/text.ts';
import { renderVulnerability } from '../../src/report/scan/explain.ts';
import { hostileReport, row, scanReport } from './sample.ts';

const root = join(import.meta.dirname, '../..');
const style = { width: 100, color: false, unicode: true, all: false, quiet: false };
const quietYes = scanReport({ answer: 'yes', because: 'all passed', vulnerabilities: [], gaps: [], secrets: [] });
const unknown = scanReport({ answer: 'unknown', toKnow: 'Run it.', database: null, since: null });

describe('the JSON of a scan', () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  const schema = JSON.parse(readFileSync(join(root, 'docs/schemas/plimsoll.scan-1.schema.json'), 'utf8')) as object;
  const validate = ajv.compile(schema);
  const parsed = (report: ScanReport): Record<string, unknown> =>
    JSON.parse([...renderScanJson(report)].join('')) as Record<string, unknown>;

  for (const [name, report] of Object.entries({
    everything: scanReport(),
    hostile: hostileReport(),
    quietYes,
    unknown,
  })) {
    it(`validates against its schema: ${name}`, () => {
      const read = parsed(report);
      assert.ok(validate(read), ajv.errorsText(validate.errors));
      assert.deepEqual(read, JSON.parse(JSON.stringify(report)));
    });
  }
  it('is refused by the schema when a field is missing or a word is unknown', () => {
    for (const key of Object.keys(parsed(scanReport()))) {
      const { [key]: _left, ...rest } = parsed(scanReport());
      assert.ok(!validate(rest), `${key} may be missing`);
    }
    assert.ok(!validate({ ...parsed(scanReport()), answer: 'n/a' }));
    const first = row();
    for (const key of Object.keys(first)) {
      const { [key as 'id']: _left, ...rest } = first;
      assert.ok(!validate({ ...parsed(scanReport()), vulnerabilities: [rest] }), `${key} may be missing`);
    }
  });
});

describe('the text of a scan', () => {
  const text = renderScanText(scanReport(), { ...style, width: 200, all: true });
  it('tells what stands, what was decided by whom, and what was not seen', () => {
    for (const expected of [
      /✗ no {2}Image web:1/,
      /MAL-2024-1 +no fix {2}MALICIOUS/,
      /CVE-2024-0002 +fixed in 3\.0\.2-1 {2}EXPLOITED \(ransomware\) {2}EPSS 93 %/,
      /unrated +CVE-2024-0003/,
      /CVE-2024-0004 +will not fix/,
      /Undecided {2}1 vulnerability/,
      /CVE-2024-0006.*Ada, until 2027-01-31: not reachable here/,
      /CVE-2024-0008.*not affected by Acme \(acme\.vex\.json\): not in use/,
      /Private key.*deleted in a later layer, still readable/s,
      /made by: RUN apt-get install openssl/,
      /security fixes until 2028-06-30/,
      /1 known since 2026-11-01, 2 gone/,
      /npm {2}it is 9 days old/,
    ])
      assert.match(text, expected);
    assert.doesNotMatch(text, /CVE-2024-0007/);
  });
  it('keeps to the width and shows nothing hidden', () => {
    for (const width of [40, 80, 200]) {
      const shown = renderScanText(hostileReport(), { ...style, width, color: false });
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(shown, /[\u0000-\u0009\u000b-\u001f\u202e]/);
      for (const line of shown.split('\n')) assert.ok(line.length <= width, `${line.length}: ${line}`);
    }
  });
  it('tells packages of one source together', () => {
    const source = { name: 'openssl', version: '3.0.1-1' };
    const named = (name: string) => ({ name, version: '3.0.1-1', purl: `pkg:deb/debian/${name}@3.0.1-1` });
    const packages = ['libssl3', 'openssl', 'zlib1g'].map((name) => ({
      ...scanReport().packages[0]!,
      ...named(name),
      source: name === 'zlib1g' ? null : source,
    }));
    const vulnerabilities = packages.map(({ name }) => row({ package: named(name) }));
    const shown = renderScanText(scanReport({ packages, vulnerabilities }), style);
    assert.match(shown, /^ {2}libssl3, openssl 3\.0\.1-1 {2}deb/m);
    assert.match(shown, /^ {2}zlib1g 3\.0\.1-1 {2}deb/m);
    assert.equal(shown.match(/ {4}high +CVE-2024-0001/g)?.length, 2);
  });
  it('says beside the answer what was left out of it', () => {
    const report = scanReport({ answer: 'yes', because: '5 passed', onlyFixed: true });
    const told = renderScanText(report, { ...style, quiet: true });
    assert.match(told, /yes {2}5 passed\n {2}1 vulnerability known since 2026-11-01 does not count: --since\n/);
    assert.match(told, /\n {2}1 vulnerability without a fix does not count: --only-fixed\n$/);
    const whole = scanReport({ since: null, vulnerabilities: report.vulnerabilities.filter(({ isNew }) => isNew) });
    assert.doesNotMatch(renderScanText(whole, { ...style, quiet: true }), /does not count/);
  });
  it('says that a scan without a database says nothing', () => {
    assert.match(renderScanText(unknown, style), /none: no package was held against any/);
  });
  it('explains one of them', () => {
    const told = renderVulnerability(row(), style);
    for (const expected of [
      /range +Debian:12 openssl: introduced 0, fixed 3\.0\.2-1/,
      /compared/,
      /RUN apt-get/,
      /:12/,
    ])
      assert.match(told, expected);
  });
});

describe('the SARIF of a scan', () => {
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
  const validate = ajv.compile({ ...rest, $id: id });
  for (const [name, report] of Object.entries({
    everything: scanReport(),
    hostile: hostileReport(),
    quietYes,
    unknown,
  })) {
    it(`validates: ${name}`, () => {
      assert.ok(validate(JSON.parse(renderScanSarif(report))), ajv.errorsText(validate.errors).slice(0, 1000));
    });
  }
  it('has a result for what stands, open for what is not decided, and suppresses what is waived', () => {
    const { runs } = JSON.parse(renderScanSarif(scanReport())) as {
      runs: { results: { ruleId: string; kind: string; suppressions: object[] }[] }[];
    };
    const results = runs[0]!.results;
    assert.deepEqual(
      results.map(({ ruleId, kind, suppressions }) => `${ruleId} ${kind} ${suppressions.length}`),
      [
        'MAL-2024-1 fail 0',
        'CVE-2024-0002 fail 0',
        'CVE-2024-0001 fail 0',
        'CVE-2024-0003 open 0',
        'CVE-2024-0004 fail 0',
        'CVE-2024-0005 open 0',
        'CVE-2024-0006 fail 1',
      ],
    );
  });
});

describe('the JUnit of a scan', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-junit-'));
  after(() => rmSync(folder, { recursive: true }));
  const read = (report: ScanReport): string[] => {
    const file = join(folder, 'junit.xml');
    writeFileSync(file, renderScanJunit(report));
    return execFileSync('python3', [join(root, 'test/scan/read-junit.py'), file], { encoding: 'utf8' })
      .trim()
      .split('\n');
  };
  it('fails what makes the answer no and skips what is not decided', () => {
    assert.deepEqual(read(scanReport()), [
      'failure the image holds no known vulnerability above the threshold',
      'failure MAL-2024-1',
      'failure CVE-2024-0002',
      'failure CVE-2024-0001',
      'skipped CVE-2024-0003',
      'passed CVE-2024-0004',
      'skipped CVE-2024-0005',
      'skipped CVE-2024-0006',
      'skipped CVE-2024-0007',
      'skipped CVE-2024-0008',
      'skipped Gap 1, ADVISORIES_OLD: npm',
    ]);
  });
  it('skips an answer that is unknown, and is XML whatever an image says', () => {
    assert.match(read(unknown)[0]!, /^skipped/);
    assert.equal(read(hostileReport()).length, read(scanReport()).length);
  });
});

describe("GitLab's report", () => {
  interface Document {
    readonly scan: { readonly status: string; readonly messages: readonly { readonly level: string }[] };
    readonly vulnerabilities: readonly {
      readonly id: string;
      readonly severity: string;
      readonly identifiers: readonly { readonly name: string; readonly url?: string }[];
      readonly location: { readonly image: string; readonly operating_system: string };
    }[];
  }
  const read = (report: ScanReport): Document => JSON.parse(renderScanGitlab(report)) as Document;
  it('holds what stands, in the words and shapes that its schema 15 asks for', () => {
    const { vulnerabilities, scan } = read(scanReport());
    assert.deepEqual(
      vulnerabilities.map(({ severity }) => severity),
      ['Critical', 'High', 'High', 'Unknown', 'Low', 'Unknown'],
    );
    for (const { id, identifiers, location } of vulnerabilities) {
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.ok(identifiers.length >= 1 && identifiers.length <= 20);
      assert.match(location.image, /^[^:]+(:\d+[^:]*)?:[^:]+(:[^:]+)?$/);
    }
    assert.equal(scan.status, 'success');
    assert.equal(scan.messages.length, 2);
  });
  it('is no success when the answer is unknown', () => {
    assert.equal(read(unknown).scan.status, 'failure');
    assert.equal(read(unknown).scan.messages[0]!.level, 'warn');
  });
});

describe("GitHub's annotations", () => {
  it('are an error for what makes the answer no, a warning for the rest', () => {
    const lines = renderScanGithub(scanReport()).trim().split('\n');
    assert.match(lines[0]!, /^::error title=registry\.example\/web%3A1%3A no::/);
    assert.deepEqual(
      lines.slice(1, 7).map((line) => /^::(\w+) title=(\S+)/.exec(line)?.slice(1).join(' ')),
      [
        'error MAL-2024-1',
        'error CVE-2024-0002',
        'error CVE-2024-0001',
        'warning CVE-2024-0003',
        'warning CVE-2024-0004',
        'warning CVE-2024-0005',
      ],
    );
  });
  it('give an image no command of its own', () => {
    const lines = renderScanGithub(hostileReport()).trim().split('\n');
    for (const line of lines) {
      assert.match(line, /^::(error|warning|notice) title=[^:,]*::/);
      assert.doesNotMatch(line, /\p{Cc}/u);
      assert.doesNotMatch(line.replaceAll(/%(25|0D|0A|3A|2C)/g, ''), /%/);
    }
    assert.equal(lines.length, renderScanGithub(scanReport()).trim().split('\n').length);
  });
});
