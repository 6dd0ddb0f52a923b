import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Project, where } from '../../../test/compose/project.ts';

const base = `services:
  web:
    image: a
    command: one
    entrypoint: ["x"]
    environment: [P=1, Q=2]
    volumes: ["./one:/one", "./two:/two"]
    ports: ["1:1", "2:2"]
    cap_drop: [ALL]
    labels: { l: "1" }
    logging: { driver: syslog, options: { a: b } }
    networks: { front: { aliases: [q] } }
    healthcheck: { test: [CMD, x], interval: 5s }
    tmpfs: /run
networks: { front: , back: }
`;

const over = `services:
  web:
    image: b
    command: two
    environment: { Q: three, S: 4 }
    volumes: ["./other:/two:ro"]
    ports: ["2:2", "3:3"]
    cap_drop: [ALL, NET_RAW]
    labels: [m=2]
    logging: { driver: json-file }
    networks: [back]
    healthcheck: { test: "curl x" }
    tmpfs: [/tmp]
`;

describe('merging', () => {
  it('follows the rule of each key, and each value keeps its place', () => {
    const project = new Project({ 'compose.yaml': base, 'over.yaml': over }, { files: ['compose.yaml', 'over.yaml'] });
    assert.deepEqual(project.gaps, []);
    const container = project.container();
    assert.deepEqual([container.image.value, where(container.image.at)], ['b', 'over.yaml:3']);
    assert.deepEqual([container.command.value, where(container.command.at)], [['x'], 'compose.yaml:5']);
    assert.deepEqual(container.arguments.value, ['two']);
    assert.deepEqual(
      container.environment.map(({ name, value }) => [name, value.value, where(value.at)]),
      [
        ['P', '1', 'compose.yaml:6'],
        ['Q', 'three', 'over.yaml:5'],
        ['S', '4', 'over.yaml:5'],
      ],
    );
    assert.deepEqual(
      container.mounts.map(({ volume, target, at }) => [volume, target, where(at)]),
      [
        ['./one', '/one', 'compose.yaml:7'],
        ['./other', '/two', 'over.yaml:6'],
        ['tmpfs /run', '/run', 'compose.yaml:14'],
        ['tmpfs /tmp', '/tmp', 'over.yaml:13'],
      ],
    );
    assert.deepEqual(
      container.ports.map(({ hostPort }) => hostPort),
      [1, 2, 3],
    );
    assert.deepEqual(container.capabilitiesDropped.value, ['ALL', 'NET_RAW']);
    assert.deepEqual(project.workload('web').labels, { l: '1', m: '2' });
    assert.deepEqual(container.logging.value, { driver: 'json-file', options: {} });
    assert.deepEqual(project.workload('web').networks.value, ['front', 'back']);
    assert.equal(container.health.value?.test, 'curl x');
  });

  it('obeys !reset and !override', () => {
    const tags = `services:
  web:
    ports: !override ["9:9"]
    volumes: !reset []
    environment: { P: !reset null, C: 3 }
    command: !reset null
    labels: !override { only: "1" }
`;
    const project = new Project({ 'compose.yaml': base, 'over.yaml': tags }, { files: ['compose.yaml', 'over.yaml'] });
    const container = project.container();
    assert.deepEqual(
      container.ports.map(({ hostPort }) => hostPort),
      [9],
    );
    assert.deepEqual(
      container.mounts.map(({ target }) => target),
      ['/run'],
    );
    assert.deepEqual(
      container.environment.map(({ name }) => name),
      ['Q', 'C'],
    );
    assert.equal(container.arguments.value, undefined);
    assert.deepEqual(project.workload('web').labels, { only: '1' });
  });

  it('reads anchors and merge keys where the anchor stands', () => {
    const text = `x-common: &c
  restart: always
  environment: { A: one }
services:
  web:
    <<: *c
    image: a
`;
    const container = new Project({ 'compose.yaml': text }).container();
    assert.deepEqual([container.restart.value, where(container.restart.at)], ['always', 'compose.yaml:2']);
    assert.equal(where(container.environment[0]!.value.at), 'compose.yaml:3');
  });

  it('reads documents of one file on one another', () => {
    const text = 'services: {web: {image: a, user: "1"}}\n---\nservices: {web: {image: b}}\n';
    const container = new Project({ 'compose.yaml': text }).container();
    assert.deepEqual([container.image.value, container.user.value], ['b', '1']);
  });

  it('tells of shapes that do not fit one another', () => {
    const files = {
      'a.yaml': 'services: {web: {image: a, ports: ["1:1"]}}',
      'b.yaml': 'services: {web: {ports: {x: y}}}',
    };
    const project = new Project(files, { files: ['a.yaml', 'b.yaml'] });
    assert.ok(project.gapLines.some((line) => line.startsWith('COMPOSE_INVALID b.yaml:1 ports is of another shape')));
  });
});

describe('extends', () => {
  it('follows files and chains, with paths from where they are written', () => {
    const project = new Project({
      'compose.yaml':
        'services:\n  web: {extends: {file: ../base/b.yaml, service: db}, volumes: ["./l:/l"], environment: [E=1]}\n',
      '../base/b.yaml':
        'services:\n  root: {image: "pg:${TAG}", volumes: ["./d:/d"], env_file: a.env, privileged: true}\n  db: {extends: root, restart: always}\n',
      '../base/a.env': 'F=1',
      '.env': 'TAG=9',
    });
    assert.deepEqual(project.gaps, []);
    const container = project.container();
    assert.equal(container.image.value, 'pg:9');
    assert.deepEqual([container.privileged.value, where(container.privileged.at)], [true, '../base/b.yaml:2']);
    assert.deepEqual(
      container.mounts.map(({ volume }) => volume),
      ['../base/d', './l'],
    );
    assert.deepEqual(
      container.environment.map(({ name }) => name),
      ['F', 'E'],
    );
    assert.equal(where(container.at), 'compose.yaml:2');
  });

  it('leaves nothing to a default when the base is not there, or is a cycle', () => {
    for (const text of [
      'services: {web: {image: a, extends: {file: none.yaml, service: x}}}',
      'services: {web: {image: a, extends: none}}',
      'services: {web: {image: a, extends: web}}',
      'services: {web: {image: a, extends: b}, b: {extends: web}}',
      'services: {web: {image: a, extends: {file: compose.yaml, service: web}}}',
      'services: {web: {image: a, extends: "${NOPE}"}}',
      'services: {web: {image: a, extends: {file: "https://x/y.yaml", service: b}}}',
      'services: {web: {image: a, extends: [b]}}',
    ]) {
      const project = new Project({ 'compose.yaml': text });
      const container = project.container();
      assert.equal(container.image.value, 'a', text);
      assert.equal(container.privileged.value, undefined, text);
      assert.equal(container.seccomp.value, undefined, text);
      assert.equal(container.capabilitiesAdded.value, undefined, text);
      assert.match(container.privileged.why ?? '', /extends/, text);
      assert.ok(
        project.gaps.some(({ code, touches }) => code === 'COMPOSE_UNRESOLVED' && touches.includes('*')),
        text,
      );
    }
  });

  it('keeps tags for the files below', () => {
    const project = new Project(
      {
        'a.yaml': 'services: {web: {image: a, ports: ["1:1"]}}',
        'b.yaml': 'services: {web: {extends: base, ports: !reset []}, base: {ports: ["2:2"], user: "1"}}',
      },
      { files: ['a.yaml', 'b.yaml'] },
    );
    assert.deepEqual(project.container().ports, []);
    assert.equal(project.container().user.value, '1');
  });
});

describe('include', () => {
  it('reads short and long, each with its own folder and .env', () => {
    const project = new Project({
      'compose.yaml':
        'include:\n  - inc/compose.yaml\n  - {path: [inc/two.yaml, inc/over.yaml], project_directory: sub, env_file: inc/two.env}\nservices: {web: {image: w, depends_on: [inc]}}\n',
      '.env': 'TAG=1',
      'inc/compose.yaml': 'services: {inc: {image: "i:${TAG}-${OWN}", volumes: ["./d:/d"]}}',
      'inc/.env': 'OWN=o\nTAG=loses',
      'inc/two.yaml': 'services: {two: {image: "two:${TWO}", volumes: ["./d:/d"], environment: [Z=1]}}',
      'inc/over.yaml': 'services: {two: {environment: [Z=2]}}',
      'inc/two.env': 'TWO=2',
    });
    assert.deepEqual(project.gaps, []);
    assert.equal(project.container('inc').image.value, 'i:1-o');
    assert.equal(project.container('inc').mounts[0]?.volume, './inc/d');
    assert.equal(project.container('two').image.value, 'two:2');
    assert.equal(project.container('two').mounts[0]?.volume, './sub/d');
    assert.equal(project.container('two').environment[0]?.value.value, '2');
  });

  it('tells what it cannot follow', () => {
    const files = {
      'compose.yaml':
        'include: [a.yaml, none.yaml, "oci://x/y", "${NOPE}", {env_file: x}]\nservices: {web: {image: w}}',
      'a.yaml': 'include: [compose.yaml]\nservices: {a: {image: a}}',
    };
    const project = new Project(files);
    assert.deepEqual(project.workloads.map(({ name }) => name).toSorted(), ['a', 'web']);
    assert.deepEqual(project.gapLines, [
      'COMPOSE_INVALID a.yaml:1 include cycle: compose.yaml → a.yaml → compose.yaml',
      'COMPOSE_UNRESOLVED compose.yaml:1 the included file none.yaml is not there',
      'COMPOSE_UNRESOLVED compose.yaml:1 oci://x/y is fetched from elsewhere and was not read',
      'COMPOSE_UNRESOLVED compose.yaml:1 the variable NOPE is not set and has no default',
      'COMPOSE_INVALID compose.yaml:1 an include names no path',
    ]);
    assert.ok(project.gaps.every(({ touches }) => touches.includes('*')));
  });
});
