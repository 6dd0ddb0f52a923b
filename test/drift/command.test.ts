/** `hardening drift` as users run it, over files and dumps: forms of the report, exit codes, bad input. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { DriftReport } from '../../src/model/drift.ts';
import { folderOf, plimsoll, type Ran } from '../cli/plimsoll.ts';
import { told } from './hold.ts';

const schemas = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
(addFormats as unknown as (ajv: Ajv2020) => void)(schemas);
const schemaFile = join(import.meta.dirname, '../../docs/schemas/plimsoll.drift-1.schema.json');
const isDrift = schemas.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);

const deployment = (spec: string, more = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop${more}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      ${spec}
`;
const plain = 'containers: [{name: main, image: "r.example/web:1", env: [{name: TOKEN, value: hunter2}]}]';
const changed =
  'containers: [{name: main, image: "r.example/web:1", securityContext: {privileged: true}, env: [{name: TOKEN, value: hunter3}]}]';

async function drift(declared: Record<string, string>, live: Record<string, string>, ...more: string[]): Promise<Ran> {
  const folder = folderOf({
    ...Object.fromEntries(Object.entries(declared).map(([name, text]) => [`declared/${name}`, text])),
    ...Object.fromEntries(Object.entries(live).map(([name, text]) => [`live/${name}`, text])),
  });
  return plimsoll(['hardening', 'drift', '-d', 'declared', '-l', 'live', ...more], { cwd: folder });
}
async function report(
  declared: Record<string, string>,
  live: Record<string, string>,
  ...more: string[]
): Promise<DriftReport> {
  const { out, err } = await drift(declared, live, '-f', 'json', ...more);
  assert.notEqual(out, '', err);
  const parsed = JSON.parse(out) as DriftReport;
  assert.ok(isDrift(parsed), JSON.stringify(isDrift.errors));
  return parsed;
}

describe('hardening drift', () => {
  it('ends with 0 where all is as declared, 1 for drift, 2 for unknown, 3 for a failure', async () => {
    const same = { 'a.yaml': deployment(plain) };
    assert.equal((await drift(same, same)).code, 0);
    assert.equal((await drift(same, { 'a.yaml': deployment(changed) })).code, 1);
    // A dump does not say that it holds every Deployment.
    const other = { 'b.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: shop}\n' };
    assert.equal((await drift(same, other)).code, 2);
    assert.equal((await drift(same, other, '--unknown', 'pass')).code, 0);
    assert.equal((await plimsoll(['hardening', 'drift', '-d', '/nonexistent', '-l', 'kube:'])).code, 3);
  });

  it('tells in text both sides with their places, and shows no value that may be secret', async () => {
    const { out } = await drift({ 'a.yaml': deployment(plain) }, { 'a.yaml': deployment(changed) });
    assert.match(out, /securityContext\.privileged of main {2}weakens/);
    assert.match(out, /declared +absent {2}declared\/a\.yaml:9:20/);
    assert.match(out, /live +true {2}live\/a\.yaml:9:\d+/);
    assert.match(out, /env\[TOKEN\]\.value of main/);
    assert.match(out, /kubectl replace -f declared\/a\.yaml/);
    assert.ok(!out.includes('hunter'));
  });

  it('tells in JSON of the schema what differs, is not declared, is missing and is unknown', async () => {
    const secret = (value: string): string =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: shop}\ndata: {a: ${value}}\n`;
    const role =
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r, namespace: shop}\nrules: []\n';
    const seen = await report(
      {
        'a.yaml': deployment(plain),
        's.yaml': secret('aHVudGVyMg=='),
        'c.yaml': deployment(plain).replace('name: web', 'name: gone'),
      },
      { 'a.yaml': deployment(changed), 's.yaml': secret('aHVudGVyMw=='), 'r.yaml': role },
    );
    assert.deepEqual(told(seen), [
      'differs Deployment shop/web: env[TOKEN].value of main, securityContext.privileged of main',
      'differs Secret shop/login: data[a]',
      'undeclared Role shop/r',
      'unknown Deployment shop/gone',
    ]);
    assert.ok(!JSON.stringify(seen).match(/hunter|aHVudGVy/));
    assert.equal(seen.verdict, 'drift');
    const all = await report({ 'a.yaml': deployment(plain) }, { 'a.yaml': deployment(plain) }, '--all');
    assert.deepEqual(
      all.items.map(({ state }) => state),
      ['same'],
    );
  });

  it('says what was applied last, and which side moved', async () => {
    const applied = (spec: string): string =>
      `, annotations: {kubectl.kubernetes.io/last-applied-configuration: ${JSON.stringify(
        JSON.stringify({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web', namespace: 'shop' },
          spec: { template: { spec: JSON.parse(spec) } },
        }),
      )}}`;
    const image = (name: string): string => `containers: [{name: main, image: ${name}}]`;
    const of = (name: string): string => JSON.stringify({ containers: [{ name: 'main', image: name }] });
    const rows = [
      ['a:1', 'a:2', 'a:1', 'live'],
      ['a:2', 'a:1', 'a:1', 'declared'],
      ['a:2', 'a:3', 'a:1', 'both'],
    ] as const;
    for (const [declared, live, last, cause] of rows) {
      const { items } = await report(
        { 'a.yaml': deployment(image(declared)) },
        { 'a.yaml': deployment(image(live), applied(of(last))) },
      );
      const [difference] = items[0]!.differences;
      assert.equal(difference?.cause, cause);
      assert.equal(difference?.applied, `docker.io/library/${last}`);
    }
  });

  it('is unknown for what lives undeclared while not all declarations could be read', async () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: shop}\nspec: {containers: [{name: a, image: b}]}\n';
    const seen = await report(
      { 'a.yaml': deployment(plain), 'broken.yaml': 'apiVersion: v1\nkind: [Pod\n' },
      { 'a.yaml': deployment(plain), 'p.yaml': pod },
    );
    assert.deepEqual(told(seen), ['unknown Pod shop/x']);
    assert.equal(seen.verdict, 'unknown');
    assert.equal(seen.gaps.declared.length, 1);
  });

  it('asks nothing of namespaces that are left out, and all of the others when asked for the whole', async () => {
    const pod = (namespace: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: ${namespace}}\nspec: {containers: [{name: a, image: b}]}\n`;
    const live = { 'a.yaml': deployment(plain), 'p.yaml': pod('kube-system') };
    assert.deepEqual(told(await report({ 'a.yaml': deployment(plain) }, live)), ['unknown Namespace kube-system']);
    assert.deepEqual(told(await report({ 'a.yaml': deployment(plain) }, live, '--whole')), [
      'undeclared Pod kube-system/x',
    ]);
    const out = await report({ 'a.yaml': deployment(plain) }, live, '--except-namespace', 'kube-system');
    assert.equal(out.verdict, 'no drift');
    assert.deepEqual(out.asked.except, ['kube-system']);
  });

  it('joins a declaration without a namespace with the one that fits, and asks where several do', async () => {
    const declared = { 'a.yaml': deployment(plain).replace(', namespace: shop', '') };
    const [one, two] = [deployment(changed), deployment(plain).replace('shop', 'other')];
    assert.match(told(await report(declared, { 'a.yaml': one }))[0]!, /^differs Deployment shop\/web/);
    assert.deepEqual(
      told(await report(declared, { 'a.yaml': one, 'b.yaml': two }))[0],
      'unknown Deployment default/web',
    );
    const said = await report(
      declared,
      { 'a.yaml': one, 'b.yaml': two },
      '--namespace',
      'other',
      '--except-namespace',
      'shop',
    );
    assert.equal(said.verdict, 'no drift');
  });

  for (const [name, words, message] of [
    ['no declared side', ['-l', 'kube:'], /--declared DIR/],
    ['no live side', ['-d', '.'], /--live/],
    ['a target as a word', ['.', '-d', '.', '-l', 'kube:'], /--declared and --live/],
    ['an engine as a declaration', ['-d', 'docker:', '-l', 'kube:'], /file or folder/],
    ['an image as what lives', ['-d', '.', '-l', 'registry:a/b:1'], /Nothing lives in an image/],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { code, err } = await plimsoll(['hardening', 'drift', ...words]);
      assert.equal(code, 3);
      assert.match(err, message);
    });
  }
});
