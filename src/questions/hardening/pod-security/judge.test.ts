import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { places, replaced, shapeOf, wrongValues } from '../../../../test/pod-security/places.ts';
import { apiPlace, Located } from '../../../model/located.ts';
import { controlsOf } from './controls.ts';
import { judge, type PodVerdict } from './judge.ts';
import { Pod } from './pod.ts';
import { latest, levels, parseVersion, type Level } from './version.ts';

function verdict(pod: unknown, level: Level, minor = latest): PodVerdict {
  return judge(new Pod(Located.root(pod, apiPlace('test', 'GET /pod'))), level, minor);
}
const broken = (pod: unknown, level: Level, minor: number): string[] =>
  verdict(pod, level, minor).faults.flatMap((fault) => (fault.verdict === 'fail' ? [fault.control.id] : []));

/** Meets restricted in every version, with a good value in every field that a control reads. */
const good = parse(`
metadata:
  name: web
  annotations:
    container.apparmor.security.beta.kubernetes.io/web: runtime/default
    container.seccomp.security.alpha.kubernetes.io/web: runtime/default
    seccomp.security.alpha.kubernetes.io/pod: localhost/a
spec:
  os: { name: linux }
  hostUsers: true
  hostPID: false
  hostIPC: false
  hostNetwork: false
  securityContext: &context
    runAsNonRoot: true
    runAsUser: 1000
    seccompProfile: { type: RuntimeDefault }
    appArmorProfile: { type: Localhost, localhostProfile: a }
    seLinuxOptions: { type: container_t, user: '', role: '', level: s0 }
    windowsOptions: { hostProcess: false }
    sysctls: [{ name: kernel.shm_rmid_forced, value: '1' }]
  volumes: [{ name: a, emptyDir: {} }]
  initContainers:
    - &container
      name: web
      image: web
      ports: [{ containerPort: 80, hostPort: 0 }]
      livenessProbe: &probe { httpGet: { port: 80, host: '' } }
      readinessProbe: { tcpSocket: { port: 80, host: '' } }
      startupProbe: *probe
      lifecycle: { postStart: *probe, preStop: *probe }
      securityContext: &own
        privileged: false
        allowPrivilegeEscalation: false
        capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] }
        procMount: Default
        runAsNonRoot: true
        runAsUser: 1000
        seccompProfile: { type: Localhost, localhostProfile: a }
        appArmorProfile: { type: RuntimeDefault }
        seLinuxOptions: { type: container_init_t, user: '', role: '' }
        windowsOptions: { hostProcess: false }
  containers: [*container]
  ephemeralContainers: [{ name: debug, image: web, securityContext: *own }]
`) as { metadata: object; spec: object };
type Plain = Record<string, never>;

/** What is merged into the good Pod, the control that it breaks, and in which minors of which level. */
const vectors = `
{securityContext: {windowsOptions: {hostProcess: true}}} | baseline/windows-host-process | 0-37 | 0-37
{hostPID: true} | baseline/host-namespaces | 0-37 | 0-37
{containers: [{securityContext: {privileged: true}}]} | baseline/privileged | 0-37 | 0-37
{ephemeralContainers: [{securityContext: {privileged: true}}]} | baseline/privileged | 0-37 | 0-37
{initContainers: [{securityContext: {capabilities: {add: [NET_RAW]}}}]} | baseline/capabilities | 0-37 | 0-21
{initContainers: [{securityContext: {capabilities: {add: [CHOWN]}}}]} | restricted/capabilities | | 22-37
{containers: [{securityContext: {capabilities: {drop: [all]}}}]} | restricted/capabilities | | 22-37
{volumes: [{hostPath: {path: /}}]} | baseline/host-path-volumes | 0-37 |
{volumes: [{hostPath: {path: /}}]} | restricted/volume-types | | 0-37
{volumes: [{gitRepo: {repository: a}}]} | restricted/volume-types | | 0-37
{containers: [{ports: [{hostPort: 80}]}]} | baseline/host-ports | 0-37 | 0-37
{hostNetwork: true} | baseline/host-ports | 0-37 | 0-37
{containers: [{lifecycle: {preStop: {tcpSocket: {host: a}}}}]} | baseline/host-probes | 34-37 | 34-37
{containers: [{securityContext: {appArmorProfile: {type: Unconfined}}}]} | baseline/apparmor | 0-37 | 0-37
{securityContext: {seLinuxOptions: {type: container_engine_t}}} | baseline/selinux | 0-30 | 0-30
{securityContext: {seLinuxOptions: {user: a}}} | baseline/selinux | 0-37 | 0-37
{containers: [{securityContext: {procMount: Unmasked}}]} | baseline/proc-mount | 0-37 | 0-34
{containers: [{securityContext: {procMount: Unmasked}}]} | restricted/proc-mount | | 35-37
{hostUsers: false, containers: [{securityContext: {procMount: Unmasked}}]} | baseline/proc-mount | 0-34 | 0-34
{hostUsers: false, containers: [{securityContext: {procMount: Unmasked}}]} | restricted/proc-mount | | 35-37
{securityContext: {seccompProfile: {type: Unconfined}}} | baseline/seccomp | 19-37 |
{securityContext: {seccompProfile: {type: Unconfined}}} | restricted/seccomp | | 19-37
{securityContext: {sysctls: [{name: net.ipv4.ip_local_reserved_ports}]}} | baseline/sysctls | 0-26 | 0-26
{securityContext: {sysctls: [{name: net.ipv4.tcp_fin_timeout}]}} | baseline/sysctls | 0-28 | 0-28
{securityContext: {sysctls: [{name: net.ipv4.tcp_wmem}]}} | baseline/sysctls | 0-31 | 0-31
{securityContext: {sysctls: [{name: net.ipv4.tcp_notsent_lowat}]}} | baseline/sysctls | 0-36 | 0-36
{securityContext: {sysctls: [{name: kernel.msgmax}]}} | baseline/sysctls | 0-37 | 0-37
{containers: [{securityContext: {allowPrivilegeEscalation: null}}]} | restricted/privilege-escalation | | 8-37
{os: {name: windows}, containers: [{securityContext: {allowPrivilegeEscalation: null}}]} | restricted/privilege-escalation | | 8-24
{os: {name: windows}, containers: [{securityContext: {capabilities: null}}]} | restricted/capabilities | | 22-24
{os: {name: windows}, securityContext: null, containers: [{securityContext: null}]} | restricted/seccomp | | 19-24
{containers: [{securityContext: {runAsNonRoot: false}}]} | restricted/run-as-non-root | | 0-37
{hostUsers: false, containers: [{securityContext: {runAsNonRoot: false}}]} | restricted/run-as-non-root | | 0-34
{securityContext: {runAsUser: 0}} | restricted/run-as-user | | 23-37
{hostUsers: false, securityContext: {runAsUser: 0}} | restricted/run-as-user | | 23-34
`;

function merge(into: unknown, change: unknown): unknown {
  if (Array.isArray(change) && Array.isArray(into))
    return change.map((one, at) => (typeof one === 'string' ? one : merge(into[at] as unknown, one)));
  if (typeof change !== 'object' || change === null || typeof into !== 'object' || into === null) return change;
  const entries = Object.entries(change).map(([key, value]) => [key, merge((into as Plain)[key], value)]);
  return { ...into, ...(Object.fromEntries(entries) as object) };
}

describe('controls by version', () => {
  it('all pass what is good', () => {
    for (const level of levels)
      for (let minor = 0; minor <= latest; minor++)
        assert.deepEqual(verdict(good, level, minor), { verdict: 'pass', faults: [] }, `${level} v1.${minor}`);
  });
  const lines = vectors.trim().split('\n');
  for (const line of lines) {
    it(line, () => {
      const [change = '', control = '', ...ranges] = line.split('|').map((cell) => cell.trim());
      const pod = { ...good, spec: merge(good.spec, parse(change)) };
      for (const [at, level] of levels.entries()) {
        const [first = 99, last = 99] = ranges[at] === '' ? [] : ranges[at]!.split('-').map(Number);
        for (let minor = 0; minor <= latest; minor++) {
          const wanted = minor >= first && minor <= last;
          assert.equal(broken(pod, level, minor).includes(control), wanted, `${level} v1.${minor}`);
        }
      }
    });
  }
  it('show every control in every form it has', () => {
    const shown = new Set(lines.map((line) => line.split('|')[1]!.trim()));
    const all = levels.flatMap((level) => [0, 8, 18, 20, latest].flatMap((minor) => controlsOf(level, minor)));
    assert.deepEqual(
      [...new Set(all.map(({ id }) => id))].filter((id) => !shown.has(id)),
      [],
    );
  });
  it('judge seccomp by annotations before 1.19', () => {
    const key = 'container.seccomp.security.alpha.kubernetes.io/web';
    const annotated = (annotations: object): unknown => ({ ...good, metadata: { annotations } });
    for (const [annotations, wanted] of [
      [{ [key]: 'unconfined' }, true],
      [{ 'seccomp.security.alpha.kubernetes.io/pod': '' }, true],
      [{ [`${key}-other`]: 'unconfined' }, false],
      [{ [key]: 'docker/default' }, false],
    ] as const) {
      for (const minor of [0, 18]) assert.equal(broken(annotated(annotations), 'baseline', minor).length === 1, wanted);
      assert.deepEqual(broken(annotated(annotations), 'baseline', 19), []);
    }
  });
  it('judge AppArmor by annotations in all, whatever container they name', () => {
    const annotations = { 'container.apparmor.security.beta.kubernetes.io/gone': 'unconfined' };
    for (const minor of [0, 29, latest])
      assert.deepEqual(broken({ ...good, metadata: { annotations } }, 'restricted', minor), ['baseline/apparmor']);
  });
});

/** What no control reads: `containerPort` matters with the network of the host alone. */
const unread = /(^metadata\.name|image|\bname|value|level|localhostProfile|\.port|containerPort|volumes\.0\.emptyDir)$/;
const named = /(os|sysctls\.0)\.name$/;

describe('wrong types', () => {
  const all = [...places(good)];
  it('never pass, wherever a control reads', () => {
    let tried = 0;
    for (const { path, value: before } of all) {
      const place = path.join('.');
      if (unread.test(place) && !named.test(place)) continue;
      const isAnnotation = place.startsWith('metadata');
      for (const value of wrongValues) {
        if (shapeOf(value) === shapeOf(before)) continue;
        const pod = replaced(good, path, value);
        // Every level has a version that reads it; annotations of seccomp are read by the old ones alone.
        const verdicts = [0, latest].map((minor) => verdict(pod, 'restricted', minor).verdict);
        assert.ok(
          isAnnotation ? verdicts.includes('unknown') : verdicts[1] !== 'pass',
          `${place}: ${JSON.stringify(value)}`,
        );
        tried++;
      }
    }
    assert.ok(tried > 400, `${tried}`);
  });
  it('are unknown where they may excuse what is broken, and no pass', () => {
    for (const [change, key] of [
      [{ os: { name: 1 } }, 'allowPrivilegeEscalation'],
      [{ os: 'windows' }, 'allowPrivilegeEscalation'],
      [{ hostUsers: 'false' }, 'runAsNonRoot'],
    ] as const) {
      const containers = [{ securityContext: { [key]: false }, name: 'web' }];
      const spec = merge(good.spec, {
        ...change,
        containers: key === 'runAsNonRoot' ? containers : [{ securityContext: { [key]: true } }],
      });
      assert.equal(verdict({ ...good, spec }, 'restricted').verdict, 'unknown', JSON.stringify(change));
    }
  });
  it('are unknown though a fault at the same place would be excused', () => {
    for (const change of [
      { os: { name: 'windows' }, containers: [{ securityContext: { allowPrivilegeEscalation: 'no' } }] },
      { hostUsers: false, securityContext: { runAsNonRoot: 'no' } },
    ]) {
      const spec = merge(good.spec, change);
      assert.equal(verdict({ ...good, spec }, 'restricted').verdict, 'unknown', JSON.stringify(change));
    }
  });
  it('do not hide what is broken elsewhere', () => {
    const spec = merge(good.spec, { hostPID: true, hostIPC: 'yes' });
    assert.equal(verdict({ ...good, spec }, 'baseline').verdict, 'fail');
  });
  it('never crash, whatever stands anywhere', () => {
    const anywhere = fc.constantFrom(...all.map(({ path }) => path));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anywhere, fc.jsonValue()), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...levels),
        fc.nat(latest),
        (changes, level, minor) => {
          let pod: unknown = good;
          for (const [path, value] of changes) {
            try {
              pod = replaced(pod, path, value);
            } catch {
              // An earlier change took the place away.
            }
          }
          const { faults } = verdict(pod, level, minor);
          for (const { findings } of faults)
            for (const { at, saw } of findings) assert.ok(at.source === 'test' && saw !== '');
        },
      ),
      { numRuns: 3000 },
    );
  });
  it('say where they stand', () => {
    const spec = merge(good.spec, { ephemeralContainers: [{ securityContext: { privileged: 'true' } }] });
    const [fault] = verdict({ ...good, spec }, 'baseline').faults;
    assert.deepEqual(
      fault?.findings.map(({ at, saw, known }) => [at.place, saw, known]),
      [['spec.ephemeralContainers[0].securityContext.privileged', 'privileged is not true or false', false]],
    );
  });
  it('of the whole Pod are unknown', () => {
    for (const pod of [null, 'x', [], {}, { spec: null }, { spec: [] }, { spec: {} }, { spec: { containers: [] } }])
      for (const level of levels)
        for (const minor of [0, latest])
          assert.equal(verdict(pod, level, minor).verdict, 'unknown', JSON.stringify(pod));
  });
});

describe('versions', () => {
  it('are those of Kubernetes 1', () => {
    assert.deepEqual(
      ['v1.0', 'v1.9', 'v1.37', 'latest', 'v1.38', 'v1.07', 'v2.0', '1.25', 'v1.', ''].map(parseVersion),
      [0, 9, 37, 37, null, null, null, null, null, null],
    );
  });
  it('outside them are no controls', () => {
    for (const minor of [-1, 38, 1.5, Number.NaN]) assert.throws(() => controlsOf('baseline', minor), RangeError);
  });
});
