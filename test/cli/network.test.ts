/** `plimsoll network map | can | explain | diff | expect` as users run them: the examples of docs/network.md, every report held against its schema, and what could not be read. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { folderOf, plimsoll, type Ran } from './plimsoll.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/network.md'), 'utf8');
const examples = Object.fromEntries(
  [...page.matchAll(/```yaml (\S+)\n([\s\S]*?)```/g)].map(([, file, text]) => [file!, text!]),
);
const folder = folderOf(examples);
after(() => rmSync(folder, { recursive: true }));

const schemas = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(schemas);
const known = Object.fromEntries(
  ['connections', 'can', 'proof', 'connections-diff', 'expect'].map((name) => [
    `plimsoll.${name}/1`,
    schemas.compile(
      JSON.parse(readFileSync(join(root, `docs/schemas/plimsoll.${name}-1.schema.json`), 'utf8')) as object,
    ),
  ]),
);

function network(words: readonly string[], cwd = folder): Promise<Ran> {
  return plimsoll(['network', ...words], { cwd, env: { COLUMNS: '80' } });
}

interface Told {
  readonly schema: string;
  readonly sure: boolean;
  readonly verdict: string;
  readonly missing: readonly string[];
  readonly proof: readonly { readonly rule: string; readonly file: string; readonly line: number }[];
  readonly peers: readonly { readonly id: string; readonly kind: string; readonly only?: string }[];
  readonly connections: readonly { readonly from: string; readonly to: string; readonly verdict: string }[];
  readonly exposure: readonly { readonly peer: string; readonly direction: string; readonly to: string }[];
  readonly parts: readonly { readonly verdict: string; readonly missing: readonly string[] }[];
  readonly changes: readonly {
    readonly from: string;
    readonly to: string;
    readonly before: string | null;
    readonly after: string | null;
    readonly causes: readonly { readonly change: string; readonly name: string }[];
  }[];
  readonly expectations: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly because: string;
    readonly counterexample: { readonly from: string; readonly port: number } | null;
  }[];
}

/** A report as JSON, which is what its schema says it is. */
async function json(words: readonly string[], cwd = folder): Promise<Told & { readonly code: number | null }> {
  const { code, out, err } = await network([...words, '-f', 'json'], cwd);
  assert.notEqual(out, '', err);
  const told = JSON.parse(out) as Told;
  const isSo = known[told.schema];
  assert.ok(isSo !== undefined, told.schema);
  assert.ok(isSo(told), JSON.stringify(isSo.errors?.slice(0, 5), null, 1));
  return { ...told, code };
}

describe('docs/network.md', () => {
  const runs = [...page.matchAll(/```console\n\$ plimsoll network ([^\n]+)\n([\s\S]*?)\n\$ echo \$\?\n(\d)\n```/g)];
  it('has examples of all commands', () => {
    const shown = new Set(runs.map(([, command]) => command!.split(' ')[0]));
    assert.deepEqual(shown, new Set(['map', 'can', 'explain', 'diff', 'expect']));
  });
  for (const [, command, expected, code] of runs) {
    it(`network ${command}`, async () => {
      const ran = await network(command!.split(' '));
      const dated = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'WHEN');
      const lines = (text: string): string[] =>
        text
          .trimEnd()
          .split('\n')
          .map((line) => line.trimEnd());
      assert.deepEqual(lines(dated(ran.out + ran.err)), lines(dated(expected!)));
      assert.equal(ran.code, Number(code));
    });
  }
});

describe('reports as JSON', () => {
  it('network map', async () => {
    const { code, sure, connections, exposure } = await json(['map', 'k8s']);
    assert.deepEqual([code, sure], [0, true]);
    const web = 'Deployment/shop/web';
    assert.ok(
      connections.some(
        ({ from, to, verdict }) => from === web && to === 'StatefulSet/shop/db' && verdict === 'allowed',
      ),
    );
    assert.ok(!connections.some(({ to, from }) => to === 'StatefulSet/shop/db' && from !== web));
    assert.deepEqual(
      exposure.filter(({ direction }) => direction === 'ingress').map(({ peer, to }) => [peer, to]),
      [
        [web, 'internet'],
        [web, 'unmatched'],
      ],
    );
    await json(['map', 'k8s', '--pairs']);
  });

  it('network can and explain', async () => {
    const can = await json(['can', 'web', 'db', '-p', '5432', 'k8s']);
    assert.deepEqual([can.code, can.verdict, can.missing], [0, 'allowed', []]);
    assert.deepEqual(can.proof.at(-1)?.line, 8);
    assert.equal((await json(['can', 'db', 'web', '-p', '80', 'k8s'])).code, 1);
    assert.equal((await json(['can', 'web', 'db', '-p', '5433', 'k8s'])).code, 1);
    assert.equal((await json(['can', 'web', 'db', '-p', '5432', '--protocol', 'UDP', 'k8s'])).code, 1);
    const proof = await json(['explain', 'web', 'db', 'k8s']);
    assert.deepEqual([proof.code, proof.parts.map(({ verdict }) => verdict)], [0, ['denied', 'allowed']]);
    assert.equal((await json(['explain', 'db', 'web', 'k8s'])).code, 1);
  });

  it('without an enforcing plugin nothing is denied', async () => {
    assert.equal((await json(['can', 'db', 'web', '-p', '80', 'k8s', '--cni', 'none'])).verdict, 'allowed');
  });

  it('network diff', async () => {
    const same = await json(['diff', 'k8s', 'k8s']);
    assert.deepEqual([same.code, same.changes], [0, []]);
    mkdirSync(join(folder, 'empty'));
    assert.equal((await json(['diff', 'empty', 'empty'])).code, 2, 'nothing was seen that could differ');
    const opened = await json(['diff', 'k8s', 'changed']);
    assert.equal(opened.code, 1);
    assert.deepEqual(
      opened.changes.map(({ before, after, causes }) => [
        before,
        after,
        causes.map(({ change, name }) => `${change} ${name}`),
      ]),
      opened.changes.map(() => ['denied', 'allowed', ['added metrics']]),
    );
    assert.ok(opened.changes.length > 0);
    const closed = await json(['diff', 'changed', 'k8s']);
    assert.ok(closed.changes.every(({ before, after }) => before === 'allowed' && after === 'denied'));
  });

  it('network expect', async () => {
    const { code, expectations } = await json(['expect', 'network.yaml', 'k8s']);
    assert.equal(code, 2);
    assert.deepEqual(expectations.filter(({ verdict }) => verdict === 'pass').length, 4);
    const broken = await json(['expect', 'network.yaml', 'changed']);
    assert.equal(broken.code, 1);
    const fail = broken.expectations.find(({ verdict }) => verdict === 'fail');
    assert.deepEqual([fail?.name, fail?.counterexample?.port], ['Only web talks to the database', 9187]);
    const { out } = await network(['expect', 'network.yaml', 'changed', '-f', 'junit']);
    assert.match(out, /tests="5" failures="1" errors="1"/);
    assert.match(out, /<failure type="must-deny" message="[^"]*on TCP 9187 is allowed">/);
  });
});

describe('what could not be read', () => {
  const unread = folderOf(examples);
  cpSync(join(unread, 'k8s'), join(unread, 'broken'), { recursive: true });
  mkdirSync(dirname(join(unread, 'broken/more.yaml')), { recursive: true });
  writeFileSync(
    join(unread, 'broken/more.yaml'),
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n  spec: [}\n',
  );
  after(() => rmSync(unread, { recursive: true }));

  it('leaves every answer unknown, and is named in it', async () => {
    for (const words of [
      ['can', 'web', 'db', '-p', '5432', 'broken'],
      ['can', 'internet', 'db', '-p', '5432', 'broken'],
    ]) {
      const can = await json(words, unread);
      assert.deepEqual([can.code, can.verdict, can.sure], [2, 'unknown', false]);
      assert.match(can.missing.join('\n'), /broken\/more\.yaml/);
    }
    const proof = await json(['explain', 'web', 'db', 'broken'], unread);
    assert.deepEqual([proof.code, proof.sure], [2, false]);
    assert.ok(
      proof.parts.every(({ verdict, missing }) => verdict === 'unknown' && missing.join('').includes('more.yaml')),
    );
    const map = await json(['map', 'broken'], unread);
    assert.deepEqual([map.code, map.sure], [2, false]);
    const diff = await json(['diff', 'broken', 'changed'], unread);
    assert.deepEqual([diff.code, diff.sure], [2, false]);
    const same = await json(['diff', 'broken', 'broken'], unread);
    assert.deepEqual([same.code, same.changes], [2, []]);
    const expect = await json(['expect', 'network.yaml', 'broken'], unread);
    assert.equal(expect.code, 2);
    for (const { verdict, because } of expect.expectations.filter(({ name }) => name !== 'Orders are encrypted')) {
      assert.equal(verdict, 'unknown');
      assert.match(because, /more\.yaml/);
    }
  });

  it('is told in every form of the map', async () => {
    for (const format of ['text', 'dot', 'mermaid', 'html']) {
      const { out, code } = await network(['map', 'broken', '-f', format], unread);
      assert.equal(code, 2);
      assert.match(out, /[Nn]ot sure/, format);
      assert.match(out, /more\.yaml/, format);
    }
  });

  it('a folder without a workload answers nothing', async () => {
    const empty = folderOf({ 'readme.txt': 'nothing' });
    assert.equal((await json(['map', '.'], empty)).code, 2);
    rmSync(empty, { recursive: true });
  });
});

describe('what is asked wrongly', () => {
  for (const [words, code, message] of [
    [['can', 'web', '-p', '80'], 'BAD_ARGUMENT', /FROM and TO/],
    [['can', 'web', 'db', 'k8s'], 'BAD_ARGUMENT', /Name the port/],
    [['can', 'web', 'db', 'k8s', '-p', '70000'], 'BAD_ARGUMENT', /from 1 to 65535/],
    [['can', 'web', 'db', 'k8s', '-p', '256', '--protocol', 'ICMP'], 'BAD_ARGUMENT', /from 0 to 255/],
    [['can', 'webb', 'db', 'k8s', '-p', '80'], 'UNKNOWN_PEER', /Did you mean Deployment\/shop\/web\?/],
    [['can', 'web', 'db', 'k8s', 'twice', '-p', '80'], 'NO_SUCH_TARGET', /twice/],
    [['diff', 'k8s'], 'BAD_ARGUMENT', /OLD and NEW/],
    [['diff', 'k8s', 'k8s', 'k8s'], 'BAD_ARGUMENT', /OLD and NEW/],
    [['expect'], 'BAD_ARGUMENT', /file of assertions/],
    [['expect', 'nowhere.yaml', 'k8s'], 'EXPECTATIONS_UNREADABLE', /nowhere\.yaml/],
    [['expect', 'k8s/shop.yaml', 'k8s'], 'EXPECTATIONS_INVALID', /k8s\/shop\.yaml/],
  ] as const) {
    it(words.join(' '), async () => {
      const ran = await network(words);
      assert.equal(ran.code, 3);
      assert.ok(ran.err.includes(code), ran.err);
      assert.match(ran.err, message);
      assert.equal(ran.out, '');
    });
  }

  it('a name of two workloads is to be told apart', async () => {
    const twice = folderOf({
      'a.yaml': examples['k8s/shop.yaml']!,
      'b.yaml': examples['k8s/shop.yaml']!.replaceAll('shop', 'other'),
    });
    const ran = await network(['can', 'web', 'shop/db', '-p', '80', '.'], twice);
    assert.match(ran.err, /PEER_AMBIGUOUS.*Deployment\/\w+\/web, Deployment\/\w+\/web/);
    rmSync(twice, { recursive: true });
  });
});

describe('real policies', () => {
  const inputs = join(root, '../shared/data/network-policy/inputs');
  const names = readdirSync(inputs);
  it('are there', () => assert.ok(names.length >= 10));
  for (const name of names) {
    it(`${name}: the map is told in every form, and differs from itself in nothing`, async () => {
      const path = join(inputs, name);
      const map = await json(['map', path]);
      const unknown = map.connections.some(({ verdict }) => verdict === 'unknown');
      assert.equal(map.code, unknown || !map.sure ? 2 : 0);
      const diff = await json(['diff', path, path]);
      assert.deepEqual([diff.code, diff.changes], [map.code, []]);
    });
  }
});
