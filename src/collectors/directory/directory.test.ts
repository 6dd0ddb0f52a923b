import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { look } from '../../../test/directory/look.ts';

const base = mkdtempSync(join(tmpdir(), 'plimsoll-directory-'));
const path = process.env['PATH'];
let folder = base;
let count = 0;

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}
/** Puts a program on PATH, alone: a script for Node that gets the arguments as `args`. */
function onPath(programs: Readonly<Record<string, string>>): void {
  const bin = join(base, `bin-${count}`);
  mkdirSync(bin);
  for (const [name, code] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!${process.execPath}\nconst args = process.argv.slice(2);\n${code}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  process.env['PATH'] = bin;
}
const pod = (name: string, more = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  ${more}\n  containers: [{name: c, image: i}]\n`;
const named = (facts: readonly { kind: string; subject: { name: string } }[], kind: string): string[] =>
  facts.filter((one) => one.kind === kind).map(({ subject }) => subject.name);

beforeEach(() => {
  folder = join(base, String(++count));
  mkdirSync(folder);
});
afterEach(() => {
  process.env['PATH'] = path;
});
after(() => rmSync(base, { recursive: true }));

describe('the directory collector', () => {
  it('names evidence as the user named the target', async () => {
    put({ 'k8s/a.yaml': pod('a') });
    const file = async (target: string, shown: string): Promise<string | undefined> =>
      (await look(join(folder, target), { shown })).workloads[0]!.at.file;
    assert.equal(await file('', ''), 'k8s/a.yaml');
    assert.equal(await file('', 'top'), 'top/k8s/a.yaml');
    assert.equal(await file('', './'), './k8s/a.yaml');
    assert.equal(await file('k8s/a.yaml', 'a.yaml'), 'a.yaml');
    assert.equal(await file('k8s/a.yaml', '../x/a.yaml'), '../x/a.yaml');
  });
  it('honours ignore files and the patterns of the user', async () => {
    put({ '.gitignore': 'out/\n', 'out/a.yaml': pod('a'), 'b.yaml': pod('b'), 'c.yaml': pod('c') });
    const { workloads, gaps } = await look(folder, { ignore: ['c.yaml'] });
    assert.deepEqual(named(workloads, 'workload'), ['b']);
    assert.deepEqual(
      gaps.map(({ code, because, touches }) => [code, because, touches]),
      [['PATHS_IGNORED', 'patterns leave out 2 of its files and folders: c.yaml, out', []]],
    );
  });
  it('reads each kind of file with its reader', async () => {
    put({
      'a.yaml': pod('pod'),
      'b.json': JSON.stringify({ apiVersion: 'x.io/v1', kind: 'Thing', metadata: { name: 'thing' } }),
      Dockerfile: 'FROM scratch\n',
      '.dockerignore': '',
      'daemon.json': '{"icc": false}',
      'prometheus.yml': 'scrape_configs: []\n',
      'map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata:\n  c.yml: "scrape_configs: []"\n',
      'stack.yml': 'services: {web: {image: i}}\n',
      'other.yaml': 'a: [1, 2]\na: 2\n',
      'package.json': '{"services": 1, // comment\n',
      'lock.json': '{',
    });
    const { facts, gaps } = await look(folder);
    assert.deepEqual(gaps, []);
    assert.deepEqual(named(facts, 'kubernetes-object'), ['pod', 'thing', 'map']);
    assert.deepEqual(named(facts, 'workload'), ['pod', 'web']);
    assert.deepEqual(named(facts, 'configuration'), ['daemon.json', 'map', 'prometheus.yml']);
    const built = facts.find(({ kind }) => kind === 'build')!.value as { ignoreFile: { value: boolean } };
    assert.equal(built.ignoreFile.value, true);
  });
  it('reads a Compose file with its override as one project, and names outside the target not at all', async () => {
    put({
      'app/compose.yaml': 'services: {web: {image: "${TAG}"}}\n',
      'app/compose.override.yaml': 'services: {web: {privileged: true}}\n',
      'app/.env': 'TAG=fromenv\n',
      'out/compose.yaml': 'services: {web: {extends: {file: ../../secret.yaml, service: web}}}\n',
    });
    writeFileSync(join(base, 'secret.yaml'), 'services: {web: {image: secret}}\n');
    const { workloads, codes } = await look(folder);
    const [web] = workloads.find(({ at }) => at.file === 'app/compose.yaml')!.value.containers;
    assert.deepEqual([web!.image.value, web!.privileged.value], ['fromenv', true]);
    assert.equal(workloads.filter(({ at }) => at.file?.startsWith('app/') === true).length, 1);
    assert.ok(!JSON.stringify(workloads).includes('"secret"'));
    assert.ok(
      codes.some((code) => code.startsWith('COMPOSE_UNRESOLVED out/compose.yaml')),
      codes.join(),
    );
  });
  it('reads objects and a project that stand in one file', async () => {
    put({ 'both.yaml': `${pod('pod')}---\nservices: {web: {image: i}}\n` });
    const { workloads } = await look(folder);
    assert.ok(named(workloads, 'workload').includes('pod') && named(workloads, 'workload').includes('web'));
  });
  it('reads no file of a project through a link that leads out of the target', async () => {
    writeFileSync(join(base, 'outside.env'), 'TAG=outside\n');
    put({ 'compose.yaml': 'services: {web: {image: "${TAG:-inside}"}}\n' });
    symlinkSync(join(base, 'outside.env'), join(folder, '.env'));
    const { workloads } = await look(folder);
    assert.notEqual(workloads[0]?.value.containers[0]?.image.value, 'outside');
  });
  it('tells of unparsable JSON only where it may matter', async () => {
    put({ 'a.json': '{"apiVersion": ', 'tsconfig.json': '{ /* */ ', 'big.json': `{"data": "${'x'.repeat(3000)}"}` });
    put({ 'manifests.json': `{"apiVersion": "v1", "items": ["${'x'.repeat(3000)}"]}` });
    const { codes } = await look(folder, { limits: { fileBytes: 2000 } });
    assert.deepEqual(codes, ['YAML_INVALID a.json', 'FILE_TOO_LARGE manifests.json']);
  });
  it('tells templates from broken YAML', async () => {
    put({
      'a.yaml': 'apiVersion: v1\n{{- if x }}\nkind: Pod\n{{- end }}\n',
      'b.yaml': 'a: [\n',
      'c.yaml.j2': 'apiVersion: v1\n',
      'd.yaml.j2': 'a: 1\n',
    });
    const { codes } = await look(folder);
    assert.deepEqual(codes, ['TEMPLATE_UNRENDERED a.yaml', 'YAML_INVALID b.yaml', 'TEMPLATE_UNRENDERED c.yaml.j2']);
  });
});

describe('Helm charts', () => {
  const chart = {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\n',
    'web/values.yaml': 'services: {web: {image: i}}\n',
    'web/templates/a.yaml': '{{ .Values.x }}: {\n',
    'web/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\n',
    'web/charts/sub/templates/b.yaml': '{{',
    'web/crds/crd.yaml': 'apiVersion: x.io/v1\nkind: Crd\nmetadata: {name: crd}\n',
    'lib/Chart.yaml': 'apiVersion: v2\nname: lib\ntype: library\n',
    'good.yaml': pod('good'),
  };
  it('are one gap each without helm, and the rest is read', async () => {
    put(chart);
    onPath({});
    const { codes, gaps, facts } = await look(folder, { shown: 'x' });
    assert.deepEqual(codes, ['TEMPLATE_UNRENDERED x/web/Chart.yaml']);
    assert.match(gaps[0]!.because, /helm is not on PATH/);
    assert.deepEqual(named(facts, 'kubernetes-object'), ['good', 'crd']);
  });
  it('are rendered with helm, and lead to their templates', async () => {
    put(chart);
    const output = `---\n# Source: web/templates/a.yaml\n${pod('rendered', 'hostPID: true')}`;
    onPath({
      helm: `if (args[0] !== 'template' || !args[1].endsWith('/web/')) process.exit(1);\nconsole.log(${JSON.stringify(output)});`,
    });
    const { workloads, gaps } = await look(folder, { shown: 'x' });
    assert.deepEqual([gaps, named(workloads, 'workload')], [[], ['rendered', 'good']]);
    assert.deepEqual(workloads[0]!.value.hostPid, {
      value: true,
      at: {
        source: 'directory',
        file: 'x/web/templates/a.yaml',
        note: 'rendered by helm template, line 8 of its output',
        place: 'spec.hostPID',
      },
    });
  });
  it('are a gap when helm fails or writes what is no YAML', async () => {
    put(chart);
    onPath({ helm: 'console.error("Error: values must be given"); process.exit(1);' });
    const failed = await look(folder);
    assert.match(failed.gaps[0]!.because, /Error: values must be given$/);
    count++;
    onPath({ helm: 'console.log("a: [");' });
    assert.deepEqual((await look(folder)).codes, ['YAML_INVALID web/Chart.yaml']);
  });
});

describe('Kustomize overlays', () => {
  const overlays = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': pod('base'),
    'prod/kustomization.yaml':
      'resources: [../base]\npatches: [{path: patch.yaml}]\npatchesStrategicMerge:\n  - |\n    kind: Pod\n',
    'prod/patch.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: base}\nspec: {hostPID: true}\n',
    'prod/apart.yaml': pod('apart'),
  };
  it('are one gap for each root without a renderer; plain manifests are read, patches are not', async () => {
    put(overlays);
    onPath({});
    const { codes, workloads } = await look(folder);
    assert.deepEqual(codes, ['TEMPLATE_UNRENDERED prod/kustomization.yaml']);
    assert.deepEqual(named(workloads, 'workload'), ['base', 'apart']);
  });
  it('are rendered with kustomize, or kubectl, in place of what they are made from', async () => {
    put(overlays);
    const write = (name: string): string => `console.log(${JSON.stringify(pod(name))});`;
    onPath({ kubectl: `if (args[0] === 'kustomize' && args[1].endsWith('/prod')) ${write('by-kubectl')}` });
    const { gaps, workloads } = await look(folder);
    assert.deepEqual([gaps, named(workloads, 'workload')], [[], ['by-kubectl', 'apart']]);
    assert.equal(workloads[0]!.at.file, 'prod/kustomization.yaml');
    count++;
    onPath({ kustomize: `if (args[0] === 'build') ${write('by-kustomize')}`, kubectl: 'process.exit(9);' });
    assert.deepEqual(named((await look(folder)).workloads, 'workload'), ['by-kustomize', 'apart']);
  });
  it('that use each other in a circle are told of', async () => {
    put({ 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n' });
    onPath({ kustomize: 'console.error("Error: cycle detected"); process.exit(1);' });
    assert.deepEqual((await look(folder)).codes, [
      'TEMPLATE_UNRENDERED a/kustomization.yaml',
      'TEMPLATE_UNRENDERED b/kustomization.yaml',
    ]);
  });
});
