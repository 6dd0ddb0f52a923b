import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeNameOf, kindOf, looksLikeTemplateOfOurs, mayMatter, type FileKind } from './file-kinds.ts';

describe('file names', () => {
  const kinds: readonly [string, FileKind | null][] = [
    ['web.yaml', 'yaml'],
    ['WEB.YML', 'yaml'],
    ['a.json', 'json'],
    ['Dockerfile', 'dockerfile'],
    ['dockerfile', 'dockerfile'],
    ['Containerfile', 'dockerfile'],
    ['Dockerfile.prod', 'dockerfile'],
    ['web.Dockerfile', 'dockerfile'],
    ['web.containerfile', 'dockerfile'],
    ['Dockerfile.dockerignore', null],
    ['Dockerfile.md', null],
    ['Dockerfile~', null],
    ['MyDockerfile', null],
    ['Chart.yaml', 'chart'],
    ['kustomization.yml', 'kustomization'],
    ['Kustomization', 'kustomization'],
    ['web.yaml.j2', 'template'],
    ['Dockerfile.tmpl', 'template'],
    ['page.html.j2', null],
    ['a.tpl', null],
    ['yaml', null],
    ['README.md', null],
  ];
  for (const [name, kind] of kinds) it(name, () => assert.equal(kindOf(name), kind));
  it('of Compose', () => {
    assert.deepEqual(composeNameOf('compose.yaml'), { stem: 'compose', isOverride: false });
    assert.deepEqual(composeNameOf('docker-compose.override.yml'), { stem: 'docker-compose', isOverride: true });
    assert.equal(composeNameOf('docker-compose.prod.yml'), null);
  });
});

describe('JSON that may matter', () => {
  const cases: readonly [string, string, boolean][] = [
    ['a.json', '{"apiVersion": "v1"}', true],
    ['a.json', 'apiVersion: v1', true],
    ['a.json', '{"\\u0061piVersion": "v1"}', true],
    ['strings.json', '{"a": "\\u00e4 \\u003c"}', false],
    ['daemon.json', '{}', true],
    ['a.json', '{"services": {"a": {"image": "x"}}}', true],
    ['a.json', '{"policy": {"phases": {}}}', true],
    ['package-lock.json', '{"packages": {}}', false],
    ['tsconfig.json', '{ /* c */ "compilerOptions": {} }', false],
  ];
  for (const [name, text, matters] of cases) it(`${name} ${text}`, () => assert.equal(mayMatter(name, text), matters));
});

it('templates of ours name an object, services or an image', () => {
  assert.equal(looksLikeTemplateOfOurs('{% if x %}\napiVersion: v1\n'), true);
  assert.equal(looksLikeTemplateOfOurs('FROM {{ base }}\n'), true);
  assert.equal(looksLikeTemplateOfOurs('a: {{ b }}\n'), false);
});
