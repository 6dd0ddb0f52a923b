import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Project } from '../../../test/compose/project.ts';
import { serviceKeyNames } from './touches.ts';

/** Any YAML value, as JSON. */
const anything = fc.oneof(
  { maxDepth: 3 },
  fc.constantFrom(
    '',
    '$',
    '${',
    '${X}',
    '${X:-1}',
    'a:b',
    ':',
    '/',
    '../..',
    'host',
    'service:web',
    '__proto__',
    '1-9',
  ),
  fc.jsonValue({ maxDepth: 3 }),
);
const service = fc.dictionary(fc.constantFrom(...serviceKeyNames, 'x-a', 'other'), anything, { maxKeys: 6 });
const names = fc.constantFrom('web', 'b', '__proto__', 'constructor');
const section = fc.oneof(fc.dictionary(names, anything), anything);
const file = fc.record(
  {
    services: fc.oneof(fc.dictionary(names, fc.oneof(service, anything)), anything),
    networks: section,
    volumes: section,
    secrets: section,
    configs: section,
    include: anything,
    name: anything,
    version: anything,
    other: anything,
  },
  { requiredKeys: ['services'] },
);

describe('hostile input', () => {
  it('never throws, whatever stands in any field of two files', () => {
    assert.ok(serviceKeyNames.length > 80);
    fc.assert(
      fc.property(file, file, (first, second) => {
        const written = { 'a.yaml': JSON.stringify(first), 'b.yaml': JSON.stringify(second), '.env': 'X=1' };
        const { sightings } = new Project(written, { files: ['a.yaml', 'b.yaml'] });
        for (const one of sightings) if ('gap' in one) assert.notEqual(one.gap.because, '');
      }),
      { numRuns: 400 },
    );
  });

  it('never reads a key of the wrong shape as its good value', () => {
    const wrong = fc.constantFrom('maybe', [1], { a: 1 }, 17, '${NOPE}', [['x']]);
    const settings = [
      ['privileged', 'privileged'],
      ['read_only', 'readOnlyRoot'],
      ['cap_add', 'capabilitiesAdded'],
      ['security_opt', 'seccomp'],
      ['mem_limit', 'memoryLimit'],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...settings), wrong, ([key, setting], value) => {
        fc.pre(!(key === 'mem_limit' && value === 17) && !(key === 'cap_add' && JSON.stringify(value) === '[1]'));
        fc.pre(!(key === 'security_opt' && JSON.stringify(value) === '[1]'));
        const project = new Project({ 'a.yaml': JSON.stringify({ services: { web: { image: 'x', [key]: value } } }) });
        assert.equal(project.container()[setting].value, undefined);
        assert.notEqual(project.gaps.length, 0);
      }),
    );
  });

  it('stops at a bomb of aliases', () => {
    const rows = ['x-a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      rows.push(`x-a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
    const project = new Project({ 'a.yaml': `${rows.join('\n')}\nservices: {web: {image: x, command: *a8}}` });
    assert.ok(project.gaps.some(({ code, touches }) => code.endsWith('_LIMIT') && touches.includes('*')));
  });

  it('stops at services that all inherit from one large one', () => {
    const environment = Array.from({ length: 2000 }, (_, index) => `"A${index}=1"`).join(', ');
    const services = Array.from({ length: 2000 }, (_, index) => `  s${index}: {extends: big}`);
    const project = new Project({
      'a.yaml': `services:\n  big: {image: x, environment: [${environment}]}\n${services.join('\n')}`,
    });
    assert.ok(project.gaps.some(({ code }) => code === 'COMPOSE_LIMIT'));
  });

  it('stops at ranges of ports that many services publish', () => {
    const services = Array.from({ length: 100 }, (_, index) => `  s${index}: {image: x, ports: ["1-900:1-900"]}`);
    const project = new Project({ 'a.yaml': `services:\n${services.join('\n')}` });
    assert.ok(project.gaps.some(({ code, touches }) => code === 'COMPOSE_LIMIT' && touches.includes('*')));
    assert.ok(project.workloads.length < 20);
  });

  it('stops at includes that fan out', () => {
    const written: Record<string, string> = {};
    for (let i = 0; i < 40; i++) {
      written[`f${i}.yaml`] = `include: [f${i + 1}.yaml, ./f${i + 1}.yaml]\nservices: {s${i}: {image: x}}`;
    }
    written['f40.yaml'] = 'services: {end: {image: x}}';
    const project = new Project(written, { files: ['f0.yaml'] });
    assert.ok(project.gaps.some(({ code }) => code === 'COMPOSE_LIMIT'));
  });

  it('says of a broken file that it may have held anything', () => {
    for (const text of ['services: [', '- a', 'text', 'services: 5', 'services: {web: 5}', 'a: 1']) {
      const project = new Project({ 'a.yaml': text });
      assert.deepEqual(project.workloads, []);
      assert.ok(
        project.gaps.some(({ touches }) => touches.includes('*')),
        text,
      );
    }
    assert.deepEqual(new Project({ 'a.yaml': '' }).sightings, []);
  });
});
