/** Custom checks as a user meets them: the examples of docs/custom-checks.md, mistakes, and what is not loaded. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-checks-'));
const [checks, manifests] = ['checks', 'manifests'].map((name) => mkdtempSync(join(folder, name))) as [string, string];
after(() => rmSync(folder, { recursive: true }));

/** The examples of the page, as files. */
for (const [, file, text] of readFileSync(join(root, 'docs/custom-checks.md'), 'utf8').matchAll(
  /```yaml (\S+)\n([\s\S]*?)```/g,
))
  writeFileSync(join(checks, file!), text!);
const deployment = (name: string, replicas: number): string =>
  JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { replicas } });
writeFileSync(join(manifests, 'web.yaml'), `${deployment('few', 2)}\n---\n${deployment('many', 9)}\n`);

function plimsoll(words: readonly string[], before: readonly string[] = []) {
  const start = join(root, 'src/cli/start.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...before, start, ...words], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, PLIMSOLL_HOME: join(folder, 'home') },
  });
  return { status, stdout, stderr };
}

describe('custom checks on the command line', () => {
  it('judges by the example of the page', () => {
    const { stdout } = plimsoll(['ask', manifests, '--checks', checks, '-f', 'json']);
    const own = JSON.parse(stdout).outcomes.filter(({ check }: { check: string }) => check === 'few-replicas');
    assert.deepEqual(
      own.map(({ verdict, saw, severity }: Record<string, unknown>) => [verdict, saw, severity]),
      [
        ['fail', '9 replicas', 'high'],
        ['pass', '', 'high'],
      ],
    );
    assert.equal(own[0].evidence[0].line, 3);
    assert.match(own[0].evidence[1].file, /few-replicas\.yaml$/);
  });

  it('lists them in an audit', () => {
    const { stdout } = plimsoll(['hardening', 'audit', manifests, '--checks', checks]);
    assert.match(stdout, /fail +few-replicas/);
  });

  it('runs the tests of the page', () => {
    const { status, stdout } = plimsoll(['checks', 'test', checks]);
    assert.match(stdout, /1 checks, 3 tests, 0 failed/);
    assert.equal(status, 0);
  });

  it('ends with file, line and column of a mistake', () => {
    const broken = mkdtempSync(join(folder, 'broken'));
    writeFileSync(
      join(broken, 'bad.yaml'),
      'apiVersion: plimsoll/v1\nkind: Check\nmetadata: {name: bad}\nspec:\n  validations:\n    - expression: objct.x == 1\n',
    );
    const { status, stderr } = plimsoll(['ask', manifests, '--checks', broken]);
    assert.equal(status, 3);
    assert.match(stderr, /CHECKS_INVALID/);
    assert.match(stderr, /bad\.yaml:6:7: .*undeclared reference to 'objct'/);
  });

  it('ends when there is no such folder, and when it holds no check', () => {
    assert.match(plimsoll(['ask', manifests, '--checks', 'nowhere']).stderr, /NO_SUCH_TARGET/);
    assert.match(plimsoll(['ask', manifests, '--checks', manifests]).stderr, /CHECKS_INVALID.*no check/s);
  });

  it('loads no CEL where there is nothing to evaluate', () => {
    const hook = `import { registerHooks } from 'node:module'; registerHooks({ load(url, context, next) { if (url.includes('/formats/cel/')) process.stderr.write('LOADED ' + url + '\\n'); return next(url, context); } });`;
    const spy = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`];
    assert.doesNotMatch(plimsoll(['ask', manifests], spy).stderr, /LOADED/);
    assert.match(plimsoll(['ask', manifests, '--checks', checks], spy).stderr, /LOADED/);
  });
});
