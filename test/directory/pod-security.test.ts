/**
 * The fixtures of Pod Security Admission, judged as their folders promise: by the standard of their
 * version, and by the checks for the newest one. Then the same Pods in other dress.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import type { Workload } from '../../src/facts/workload.ts';
import type { KubernetesObject } from '../../src/facts/kubernetes-object.ts';
import { readYaml } from '../../src/formats/yaml/read-yaml.ts';
import type { Fact } from '../../src/model/fact.ts';
import { podMeetsBaseline } from '../../src/questions/hardening/guides/pod-meets-baseline.ts';
import { podMeetsRestricted } from '../../src/questions/hardening/guides/pod-meets-restricted.ts';
import { judgePods } from '../../src/questions/hardening/pod-security/judge-pods.ts';
import { podSecurityStandard } from '../../src/questions/hardening/pod-security/standard.ts';
import { levels, type Level } from '../../src/questions/hardening/pod-security/version.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';
import { evaluate } from '../checks/table.ts';
import { dresses } from './dresses.ts';
import { look } from './look.ts';

const fixtures = join(import.meta.dirname, '../../../shared/data/pod-security');
const newest = { baseline: podMeetsBaseline, restricted: podMeetsRestricted };
const minors = [19, 25] as const;
const counts = {
  baseline: { 19: { pass: 11, fail: 29 }, 25: { pass: 11, fail: 29 } },
  restricted: { 19: { pass: 16, fail: 62 }, 25: { pass: 17, fail: 69 } },
};
/** Since 1.35 baseline lets a Pod with `hostUsers: false` unmask /proc. */
const allowedSince = new Set(['baseline/fail/procmount0.yaml', 'baseline/fail/procmount1.yaml']);

/** What the name of a failing fixture says that it breaks; of two, the one that its level has. */
const controls: Readonly<Record<string, readonly string[]>> = {
  allowprivilegeescalation: ['restricted/privilege-escalation'],
  apparmorprofile: ['baseline/apparmor'],
  capabilities_baseline: ['baseline/capabilities', 'restricted/capabilities'],
  capabilities_restricted: ['restricted/capabilities'],
  hostnamespaces: ['baseline/host-namespaces'],
  hostpathvolumes: ['baseline/host-path-volumes', 'restricted/volume-types'],
  hostports: ['baseline/host-ports'],
  privileged: ['baseline/privileged'],
  procmount: ['baseline/proc-mount'],
  restrictedvolumes: ['restricted/volume-types'],
  runasnonroot: ['restricted/run-as-non-root'],
  runasuser: ['restricted/run-as-user'],
  seccompprofile_baseline: ['baseline/seccomp', 'restricted/seccomp'],
  seccompprofile_restricted: ['restricted/seccomp'],
  selinuxoptions: ['baseline/selinux'],
  sysctls: ['baseline/sysctls'],
  windowshostprocess: ['baseline/windows-host-process'],
};

interface Fixture {
  readonly level: Level;
  readonly minor: (typeof minors)[number];
  readonly promised: 'pass' | 'fail';
  readonly file: string;
  /** `restricted/v1.25/pass/base.yaml` */
  readonly name: string;
}
const all: readonly Fixture[] = levels.flatMap((level) =>
  minors.flatMap((minor) =>
    (['pass', 'fail'] as const).flatMap((promised) =>
      readdirSync(join(fixtures, level, `v1.${minor}`, promised)).map((file) => {
        return { level, minor, promised, file, name: join(level, `v1.${minor}`, promised, file) };
      }),
    ),
  ),
);

function verdictOf(facts: readonly Fact[], { level, minor }: Fixture): string {
  const of = <V>(kind: string): Fact<V>[] => facts.filter((one) => one.kind === kind) as Fact<V>[];
  const judged = [...judgePods(of<Workload>('workload'), of<KubernetesObject>('kubernetes-object'), level, minor)];
  assert.equal(judged.length, 1);
  return judged[0]!.verdict;
}

/** Items of the standard that are not met. */
function brokenItems(facts: readonly Fact[], { level, minor }: Fixture): string[] {
  const { items, checks } = podSecurityStandard(level, minor);
  const verdicts = new Map(
    checks.map((check) => [check.id, evaluate(check, facts).map(({ verdict }) => verdict)] as const),
  );
  return Object.entries(items).flatMap(([item, { checks: named }]) => {
    const said = verdicts.get(named?.[0] ?? '')!;
    assert.ok(said.length === 1 && said[0] !== 'unknown', item);
    return said[0] === 'fail' ? [item] : [];
  });
}

describe('fixtures of Pod Security', () => {
  it('are all there', () => {
    for (const level of levels) {
      for (const minor of minors) {
        for (const promised of ['pass', 'fail'] as const) {
          const these = all.filter((one) => one.level === level && one.minor === minor && one.promised === promised);
          assert.equal(these.length, counts[level][minor][promised], `${level} v1.${minor} ${promised}`);
        }
      }
    }
  });

  for (const level of levels) {
    for (const minor of minors) {
      it(`${level} v1.${minor}, item by item`, async () => {
        for (const fixture of all.filter((one) => one.level === level && one.minor === minor)) {
          const { facts, gaps } = await look(join(fixtures, fixture.name));
          assert.deepEqual(gaps, [], fixture.name);
          assert.equal(verdictOf(facts, fixture), fixture.promised, fixture.name);
          const broken = brokenItems(facts, fixture);
          if (fixture.promised === 'pass') assert.deepEqual(broken, [], fixture.name);
          else
            assert.ok(
              controlsOf(fixture).some((one) => broken.includes(one)),
              fixture.name,
            );
        }
      });
    }
    it(`${level} v1.25 by the check for the newest version`, async () => {
      for (const { promised, file, name } of all.filter((one) => one.level === level && one.minor === 25)) {
        const { facts } = await look(join(fixtures, name));
        const wanted = allowedSince.has(`${level}/${promised}/${file}`) ? 'pass' : promised;
        const verdicts = evaluate(newest[level], facts).map(({ verdict }) => verdict);
        assert.deepEqual(verdicts, [wanted], name);
      }
    });
  }
});

function controlsOf({ file }: Fixture): readonly string[] {
  return controls[file.replace(/\d+\.yaml$/, '')]!;
}

describe('fixtures in other dress', () => {
  for (const [title, { dress, atLeast }] of Object.entries(dresses)) {
    it(title, () => {
      let dressed = 0;
      for (const fixture of all) {
        const text = dress(parse(readFileSync(join(fixtures, fixture.name), 'utf8')));
        if (text === null) continue;
        dressed++;
        assert.equal(verdictOf(factsOf(text), fixture), fixture.promised, `${fixture.name}\n${text}`);
      }

      assert.ok(dressed >= atLeast, `${dressed} of ${all.length}`);
    });
  }
});

function factsOf(text: string): Fact[] {
  const { documents, problems } = readYaml(text, 'a.yaml', 'test', 'kubernetes');
  assert.deepEqual(problems, []);
  return documents.flatMap(({ root }) =>
    readKubernetes(root, { source: 'test', stage: 'declared' }).map((sighting) => {
      assert.ok('fact' in sighting, JSON.stringify(sighting));
      return sighting.fact;
    }),
  );
}
