/** Logins over real projects: what is open is found, what is not is left alone, and no password is ever printed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { build } from '../../src/facts/build.ts';
import { workload } from '../../src/facts/workload.ts';
import { questions } from '../../src/main.ts';
import { evaluate } from '../checks/table.ts';
import { look } from '../directory/look.ts';

const manifests = join(import.meta.dirname, '../../../shared/data/manifests');
const checks = questions.flatMap((question) => question.checks);
const judged = async (folder: string, id: string): Promise<ReturnType<typeof evaluate>> => {
  const { facts } = await look(join(manifests, folder));
  assert.ok(facts.some(({ kind }) => kind === workload.name || kind === build.name));
  return evaluate(
    checks.find((check) => check.id === id)!,
    facts,
  );
};

describe('awesome-compose', () => {
  it('has these programs that ask nobody, and no other', async () => {
    const failed = (await judged('awesome-compose', 'HRD-501')).filter(({ verdict }) => verdict === 'fail');
    assert.deepEqual(
      [...new Set(failed.map(({ saw }) => saw.split(' ')[0] ?? ''))].toSorted((a, b) => (a < b ? -1 : 1)),
      ['Elasticsearch', 'MongoDB', 'Prometheus', 'Redis'],
    );
  });
  it('replaces the login of each program that comes with one', async () => {
    assert.deepEqual(
      (await judged('awesome-compose', 'HRD-502')).map(({ verdict }) => verdict),
      ['pass'],
    );
  });
  it('copies no file of credentials', async () => {
    const said = await judged('awesome-compose', 'HRD-503');
    assert.ok(said.length > 30);
    assert.deepEqual(
      said.filter(({ verdict }) => verdict === 'fail'),
      [],
    );
  });
  it('never has a password of its files printed', async () => {
    for (const id of ['HRD-201', 'HRD-202', 'HRD-203', 'HRD-501', 'HRD-502']) {
      const said = JSON.stringify((await judged('awesome-compose', id)).map(({ saw, evidence }) => [saw, evidence]));
      assert.doesNotMatch(said, /db-57xsl|db-78n9n|db-btf4g|somewordpress|mysecretpassword/, id);
    }
  });
});

it('badPods is silent: none of its images is a known program', async () => {
  for (const id of ['HRD-501', 'HRD-502']) assert.deepEqual(await judged('badPods', id), [], id);
});

it('the rows of Compose have the severities of their checks', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/catalogue.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (CO-\d{3})\s*\|[^|]+\| (\S+)\s*\| (\w*)\s*\|([^|]*)\|$/gm)];
  assert.equal(rows.length, 29);
  for (const [, row, id, severity, remark] of rows) {
    if (id === '–') assert.notEqual(remark!.trim(), '', row);
    else assert.equal(severity, checks.find((check) => check.id === id)?.severity, row);
  }
});
