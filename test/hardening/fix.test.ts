/** `plimsoll hardening fix` as users run it; every report is held against its schema. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, linkSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FixReport } from '../../src/model/fix.ts';
import { folderOf, plimsoll } from '../cli/plimsoll.ts';

const schemaFile = join(import.meta.dirname, '../../docs/schemas/plimsoll.fix-1.schema.json');
const schemas = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(schemas);
const isReport = schemas.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);

async function fix(cwd: string, ...args: string[]): Promise<{ code: number | null; report: FixReport; err: string }> {
  const { code, out, err } = await plimsoll(['hardening', 'fix', ...args, '-f', 'json'], { cwd });
  assert.notEqual(out, '', err);
  const report = JSON.parse(out) as FixReport;
  assert.ok(isReport(report), JSON.stringify(isReport.errors?.slice(0, 5), null, 1));
  return { code, report, err };
}
const read = (...path: string[]): string => readFileSync(join(...path), 'utf8');
const codes = ({ refused }: FixReport): string[] => refused.map(({ check, code }) => `${check} ${code}`).toSorted();
const fixed = ({ fixes }: FixReport): string[] => [...new Set(fixes.map(({ check }) => check))].toSorted();

const pod = `# the shop
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }   # as agreed
spec:
    hostPID: true # for htop
    containers:
    - name: web
      image: registry.example/web:1@sha256:${'a'.repeat(64)}
      securityContext:
          privileged: yes

    # the end
`;

describe('hardening fix', () => {
  it('shows a diff that git applies, and writes nothing', async () => {
    const cwd = folderOf({ 'k8s/web.yaml': pod });
    const { code, out, err } = await plimsoll(['hardening', 'fix', 'k8s'], { cwd });
    assert.equal(code, 1);
    assert.equal(
      out.split('\n').slice(2).join('\n'),
      `@@ -3,11 +3,12 @@
 kind: Pod
 metadata: { name: web, namespace: shop }   # as agreed
 spec:
-    hostPID: true # for htop
+    hostPID: false # for htop
     containers:
     - name: web
       image: registry.example/web:1@sha256:${'a'.repeat(64)}
       securityContext:
-          privileged: yes
+          privileged: false
+          allowPrivilegeEscalation: false
 
     # the end
`,
    );
    assert.match(err, /3 fixes in one file, proven/);
    assert.equal(read(cwd, 'k8s/web.yaml'), pod);
    const { status, stderr } = spawnSync('git', ['apply', '-'], { cwd, input: out, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(read(cwd, 'k8s/web.yaml'), /hostPID: false # for htop/);
    // What is fixed stays so.
    const again = await plimsoll(['hardening', 'fix', 'k8s'], { cwd });
    // Whether the kubelet has a seccomp profile is no matter of this file.
    assert.deepEqual([again.code, again.out], [2, '']);
    assert.match(again.err, /one outcome of these checks is unknown/);
    assert.match(again.err, /nothing to fix/);
  });

  it('writes the files with their mode, asks again, and says so', async () => {
    const cwd = folderOf({ 'web.yaml': pod });
    chmodSync(join(cwd, 'web.yaml'), 0o600);
    const { code, report } = await fix(cwd, 'web.yaml', '--write');
    assert.equal(code, 2);
    assert.deepEqual(fixed(report), ['HRD-101', 'HRD-102', 'RUN-121']);
    assert.ok(report.fixes.every(({ state }) => state === 'written'));
    assert.deepEqual(
      report.files.map(({ file, written }) => [file, written]),
      [['web.yaml', true]],
    );
    assert.deepEqual([report.outcomes.fail, report.outcomes.unknown], [0, 1]);
    assert.equal((await fix(cwd, 'web.yaml', '-c', 'HRD-101,HRD-102,RUN-121')).code, 0);
    // What was privileged loses more than one fault by it.
    assert.ok(report.alsoPass.some(({ check }) => check === 'RUN-101'));
    assert.equal(statSync(join(cwd, 'web.yaml')).mode & 0o777, 0o600);
    assert.equal((await fix(cwd, 'web.yaml', '--write')).report.fixes.length, 0);
  });

  it('writes what may stop a program only when it is asked for', async () => {
    const cwd = folderOf({ 'web.yaml': pod });
    const { report } = await fix(cwd, '.', '-c', 'HRD-101,RUN-103', '-c', 'read-only-root', '-c', 'RUN-104', '-w');
    assert.deepEqual(report.asked.checks, ['RUN-103', 'RUN-104', 'HRD-101', 'HRD-104']);
    assert.deepEqual(fixed(report), ['HRD-101', 'HRD-104', 'RUN-103']);
    assert.match(read(cwd, 'web.yaml'), /readOnlyRootFilesystem: true/);
    assert.match(read(cwd, 'web.yaml'), / {10}capabilities:\n {14}drop:\n {14}- ALL\n/);
    // The wider remedy answers the narrower check.
    assert.doesNotMatch(read(cwd, 'web.yaml'), /NET_RAW/);
    assert.deepEqual(codes(report), []);
    assert.match(read(cwd, 'web.yaml'), /hostPID: true # for htop/);
  });

  it('says of a check without remedy why, and of an unknown one what is near', async () => {
    const cwd = folderOf({ 'web.yaml': pod });
    const { code, report } = await fix(cwd, '.', '-c', 'RUN-131');
    assert.equal(code, 1);
    assert.deepEqual(
      report.withoutRemedy.map(({ check, outcomes }) => [check, outcomes]),
      [['RUN-131', 1]],
    );
    assert.match(report.withoutRemedy[0]!.because, /how much memory/);
    const { code: failed, err } = await plimsoll(['hardening', 'fix', '-c', 'HRD-1011'], { cwd });
    assert.equal(failed, 3);
    assert.match(err, /^plimsoll: UNKNOWN_CHECK: /);
    assert.equal((await plimsoll(['hardening', 'fix', 'docker:'], { cwd })).code, 3);
  });

  it('does not allow less privilege to a container that stays privileged', async () => {
    // The API server takes no such container, and the reader knows that the setting would not hold.
    const cwd = folderOf({ 'web.yaml': pod });
    const { report } = await fix(cwd, '.', '-c', 'HRD-102');
    assert.deepEqual([report.fixes, codes(report)], [[], ['HRD-102 NOT_PROVEN']]);
  });

  it('fixes Compose, Dockerfiles and daemon.json', async () => {
    const cwd = folderOf({
      'compose.yaml': `services:
  web:
    image: registry.example/web:1
    pid: host        # htop
    privileged: true
    security_opt: ["seccomp:unconfined", label=disable]
    ports:
      - 8080:80
      - "\${PORT}:81"
      - target: 90
        published: 9090
`,
      Dockerfile: 'FROM scratch\nADD --chown=1:1 a b /x/\n# it\nCMD ["/a"]\n',
      'docker/daemon.json': '{\n    "log-driver": "json-file"\n}\n',
    });
    const { report } = await fix(cwd, '--write');
    assert.deepEqual(fixed(report), ['HRD-101', 'HRD-102', 'HRD-261', 'HRD-264', 'HRD-305', 'RUN-121']);
    assert.equal(
      read(cwd, 'compose.yaml'),
      `services:
  web:
    image: registry.example/web:1
    # htop
    privileged: false
    security_opt: ["seccomp:unconfined", label=disable, no-new-privileges:true]
    ports:
      - 8080:80
      - "\${PORT}:81"
      - target: 90
        published: 9090
`,
    );
    assert.equal(read(cwd, 'Dockerfile'), 'FROM scratch\nCOPY --chown=1:1 a b /x/\n# it\nCMD ["/a"]\n');
    assert.deepEqual(JSON.parse(read(cwd, 'docker/daemon.json')), {
      'log-driver': 'json-file',
      'live-restore': true,
      'no-new-privileges': true,
    });
    // What privileged hid comes to light.
    const second = await fix(cwd, '--write');
    assert.deepEqual(fixed(second.report), ['RUN-151', 'RUN-154']);
    assert.match(read(cwd, 'compose.yaml'), /security_opt: \[no-new-privileges:true\]/);
    const asked = await fix(cwd, '-c', 'NET-102,HRD-301,NET-105,HRD-262,MON-124,RUN-133', '--write');
    assert.match(
      read(cwd, 'compose.yaml'),
      /- "127.0.0.1:8080:80"\n.*PORT.*\n.*target: 90\n.*9090\n {8}host_ip: "127.0.0.1"\n {4}pids_limit: 512\n$/,
    );
    assert.match(read(cwd, 'Dockerfile'), /\/x\/\nUSER 10001:10001\n# it\nCMD/);
    assert.deepEqual(JSON.parse(read(cwd, 'docker/daemon.json')), {
      'log-driver': 'json-file',
      'live-restore': true,
      'no-new-privileges': true,
      'userland-proxy': false,
      icc: false,
      'log-opts': { 'max-size': '10m', 'max-file': '3' },
    });
    assert.ok(
      asked.report.refused.every(({ check }) => check === 'NET-102'),
      codes(asked.report).join(),
    );
  });

  it('refuses, with the reason, what it cannot keep', async () => {
    const spec = (name: string, more: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n${more}`;
    const bad = 'securityContext: { privileged: true }';
    const cwd = folderOf({
      'shared.yaml': spec(
        'shared',
        `  containers:\n  - &c\n    name: a\n    image: i\n    ${bad}\n  - <<: *c\n    name: b\n`,
      ),
      'template.yaml': spec('template', `  containers:\n  - { name: a, image: "{{ .x }}", ${bad} }\n`),
      'twice.yaml': spec('twice', `  hostPID: false\n  hostPID: true\n  containers: [{ name: a, image: i, ${bad} }]\n`),
      'broken.yaml': `${spec('broken', `  containers: [{ name: a, image: i, ${bad} }]\n`)}---\na: [\n`,
      'tag.yaml': spec(
        'tag',
        '  containers:\n  - name: a\n    image: i\n    securityContext: { privileged: !!bool "true" }\n',
      ),
      'waived.yaml': spec('waived', `  containers: [{ name: a, image: i, ${bad} }]\n`),
      'plimsoll.yaml':
        'waivers:\n  - { check: HRD-101, subject: waived, reason: test, approver: me, expires: 2999-12-31 }\n',
    });
    const { report } = await fix(cwd, '.', '-c', 'HRD-101');
    assert.deepEqual(report.fixes, []);
    assert.deepEqual(
      report.refused.map(({ subject, code }) => `${subject.name} ${subject.container} ${code}`).toSorted(),
      [
        'broken a NOT_PARSED',
        'shared a SHARED_ANCHOR',
        'shared b MERGE_KEY',
        'tag a STYLE',
        'template a TEMPLATE',
        'twice a DUPLICATE_KEY',
        'waived a WAIVED',
      ],
    );
  });

  it('writes nothing outside what was named, nor a file with a second name', async () => {
    const outside = folderOf({ 'web.yaml': pod });
    const cwd = folderOf({
      'in/linked.yaml': pod,
      'compose.yaml': 'services:\n  a: { extends: { file: ../x.yaml, service: b } }\n',
    });
    symlinkSync(join(outside, 'web.yaml'), join(cwd, 'in/out.yaml'));
    linkSync(join(cwd, 'in/linked.yaml'), join(cwd, 'second'));
    const { code, report } = await fix(cwd, 'in', '--write', '-c', 'HRD-101,RUN-121');
    assert.equal(code, 1);
    assert.deepEqual(codes(report), ['HRD-101 FILE_LINKED', 'RUN-121 FILE_LINKED']);
    assert.deepEqual(report.fixes, []);
    assert.equal(read(cwd, 'second'), pod);
    assert.equal(read(outside, 'web.yaml'), pod);
    assert.ok(report.gaps.some(({ code: gap }) => gap === 'LINK_OUTSIDE'));
  });

  it('mends a Compose project where the fault stands, its override included, and no service that others extend', async () => {
    const cwd = folderOf({
      'compose.yaml': 'services:\n  web:\n    image: i\n  other:\n    extends: { file: common.inc, service: base }\n',
      'compose.override.yaml': 'services:\n  web:\n    privileged: true\n    security_opt: [seccomp=unconfined]\n',
      'common.inc': 'services:\n  base:\n    image: j\n    ipc: host\n',
    });
    const { report } = await fix(cwd, 'compose.yaml', '-w');
    assert.deepEqual(fixed(report), ['HRD-102'], 'a file that is named alone has no override');
    const both = await fix(cwd, '.', '-w', '-c', 'HRD-101,HRD-102,RUN-122');
    assert.match(read(cwd, 'compose.override.yaml'), /privileged: false/, codes(both.report).join());
    assert.ok(codes(both.report).includes('RUN-122 ELSEWHERE'), codes(both.report).join());
    await fix(cwd, '.', '-w', '-c', 'RUN-151');
    assert.equal(read(cwd, 'compose.override.yaml'), 'services:\n  web:\n    privileged: false\n');
  });

  it('writes other remedies as well', async () => {
    const cwd = folderOf({
      'pod.yaml': `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  serviceAccount: shop # its own
  shareProcessNamespace: true
  terminationGracePeriodSeconds: 0
  containers:
    - name: web
      image: registry.example/web
      imagePullPolicy: IfNotPresent
      stdin: true
      tty: true
`,
      'account.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: shop, namespace: shop }\n',
      'hook.yaml': `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: hook }
webhooks:
  - { name: a.example.org, failurePolicy: Ignore, clientConfig: { service: { name: a, namespace: b } } }
`,
      'daemon.json': '{"debug":true,"log-level":"warn","cgroup-parent":"/x","experimental":true}',
    });
    const asked = ['HRD-265', 'HRD-409', 'HRD-414', 'HRD-417', 'HRD-440', 'HRD-447', 'HRD-603', 'HRD-607', 'RUN-402'];
    const { code, report } = await fix(cwd, '-w', '-c', asked.join(','));
    assert.deepEqual([fixed(report), codes(report), code], [asked, [], 0]);
    assert.equal(
      read(cwd, 'pod.yaml'),
      `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  serviceAccountName: shop # its own
  shareProcessNamespace: false
  containers:
    - name: web
      image: registry.example/web
      imagePullPolicy: Always
      stdin: false
      tty: false
`,
    );
    assert.match(read(cwd, 'hook.yaml'), /failurePolicy: Fail, clientConfig/);
    assert.equal(read(cwd, 'daemon.json'), '{"debug":false,"log-level":"info","experimental":false}');
  });

  it('is not stopped by a waiver that is left over', async () => {
    const cwd = folderOf({
      'web.yaml': pod,
      'plimsoll.yaml': 'waivers:\n  - { check: RUN-101, reason: test, approver: me, expires: 2999-12-31 }\n',
    });
    assert.deepEqual(fixed((await fix(cwd, '.', '-c', 'HRD-101')).report), ['HRD-101']);
  });

  it('edits neither charts nor what helm made of them, nor an engine', async () => {
    const cwd = folderOf({
      'chart/Chart.yaml': 'apiVersion: v2\nname: web\n',
      'chart/templates/web.yaml': pod.replace('hostPID: true', 'hostPID: {{ .Values.pid }}'),
      'bin/helm': `#!${process.execPath}\nconsole.log(${JSON.stringify(`# Source: web/templates/web.yaml\n${pod}`)})\n`,
    });
    chmodSync(join(cwd, 'bin/helm'), 0o755);
    const { out } = await plimsoll(['hardening', 'fix', 'chart', '-w', '-f', 'json', '-c', 'HRD-101,RUN-121'], {
      cwd,
      env: { PATH: join(cwd, 'bin') },
    });
    assert.deepEqual(codes(JSON.parse(out) as FixReport), ['HRD-101 RENDERED', 'RUN-121 RENDERED']);
  });

  it('is quick with what would be billions of values', async () => {
    const levels = Array.from(
      { length: 30 },
      (_, at) => `x${at}: &x${at} [${`*x${at - 1}, `.repeat(at === 0 ? 0 : 9)}1]`,
    );
    const cwd = folderOf({
      'bomb.yaml': `${pod}${levels.slice(0, 7).join('\n')}\n`,
      'large.yaml': `${pod}${levels.join('\n')}\n`,
    });
    const { report } = await fix(cwd, '.', '-c', 'HRD-101');
    assert.deepEqual(
      report.fixes.map(({ file }) => file),
      ['bomb.yaml'],
    );
  });

  it('tells apart objects of one name, in one file and in several', async () => {
    const two = `${pod}---\n${pod.replace('privileged: yes', 'privileged: no')}`;
    const cwd = folderOf({
      'a.yaml': two,
      'b.json': JSON.stringify(
        {
          apiVersion: 'v1',
          kind: 'List',
          items: [
            {
              apiVersion: 'v1',
              kind: 'Pod',
              metadata: { name: 'web', namespace: 'shop' },
              spec: {
                containers: [
                  { name: 'web', image: 'i' },
                  { name: 'web', image: 'j', securityContext: { privileged: true } },
                ],
              },
            },
          ],
        },
        null,
        1,
      ),
    });
    const { report } = await fix(cwd, '.', '-c', 'HRD-101', '-w');
    assert.equal(report.fixes.length, 2, JSON.stringify(report.refused));
    assert.equal(read(cwd, 'a.yaml'), two.replace('privileged: yes', 'privileged: false'));
    assert.match(read(cwd, 'b.json'), /"privileged": false/);
  });

  it('keeps the line of a file without end and writes --output alone', async () => {
    const cwd = folderOf({ 'web.yaml': pod.trimEnd().replace('\n\n    # the end', '') });
    const { out, err } = await plimsoll(['hardening', 'fix', '.', '-q', '-o', 'fix.diff'], { cwd });
    assert.deepEqual([out, err], ['', '']);
    assert.match(read(cwd, 'fix.diff'), /\+ {10}allowPrivilegeEscalation: false\n\\ No newline at end of file\n$/);
    writeFileSync(join(cwd, 'none.yaml'), 'a: 1\n');
    assert.equal((await fix(cwd, 'none.yaml')).report.outcomes.pass, 0);
  });
});
