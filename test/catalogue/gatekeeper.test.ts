/** The samples of Gatekeeper's library are judged as their suites say, where a check of ours means the same. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { questions } from '../../src/main.ts';
import { evaluate } from '../checks/table.ts';
import { samples, type Sample } from './gatekeeper.ts';

/** Our checks for each policy, or for one constraint of it. Of a check for a whole level, only what it says of this. */
const ours: Readonly<Record<string, readonly (string | readonly [id: string, saw: RegExp])[]>> = {
  'allow-privilege-escalation': ['HRD-102'],
  apparmor: ['RUN-153'],
  'capabilities / capabilities-baseline': ['RUN-102'],
  'capabilities / capabilities-restricted': ['RUN-102', 'RUN-103'],
  'flexvolume-drivers': ['RUN-401'],
  'forbidden-sysctls': ['HRD-105'],
  'host-filesystem': ['RUN-125'],
  'host-namespaces': ['RUN-121', 'RUN-122'],
  'host-network-ports': ['NET-107', 'RUN-123'],
  'host-probes-lifecycle': [['HRD-281', /host/]],
  'host-process': ['HRD-101'],
  'privileged-containers': ['HRD-101'],
  'proc-mount': ['RUN-155'],
  'read-only-root-filesystem': ['HRD-104'],
  seccomp: ['RUN-151', 'RUN-152'],
  'seccompv2 / seccomp-baseline': ['RUN-151'],
  'seccompv2 / seccomp-restricted': ['RUN-151', 'RUN-152'],
  selinux: ['RUN-154'],
  users: ['HRD-103'],
  volumes: [['HRD-282', /volume/]],
};

/** Policies that no check of ours means, and why. */
const without: Readonly<Record<string, string>> = {
  fsgroup: 'which groups are yours is nothing that a check can know; HRD-402 asks for the group of root only',
};

/** Samples that are judged the other way, and why; each must still be. */
const differing: readonly (readonly [sample: RegExp, because: string])[] = [
  [
    / \/ update /,
    'the policy lets an update of a Pod pass because Pods cannot be mended; a Pod that is there is judged',
  ],
  [
    /exempt(?!ed-image-still|ed_container)|full-wildcard/,
    'images are exempt by a parameter; here that is a waiver, with a reason and a last day',
  ],
  [/^flexvolume.*example-allowed/, 'drivers are allowed by a parameter; the node runs any of them as root'],
  [
    /^forbidden-sysctls \/ forbidden-sysctls(-wildcard|4\S*) \/ example-disallowed \S*example_allowed/,
    'parameters forbid every sysctl, those that belong to the container alone as well',
  ],
  [/^host-filesystem \/ host-filesystem \/ example-allowed/, 'a path is allowed by a parameter; ours allows none'],
  [
    /^host-network-ports.*(example-allowed|in-range-host-network-false|no-ports-specified) /,
    'ports and the network of the host are allowed by parameters; ours allows none',
  ],
  [
    /^seccomp .*example-allowed-(container|global) /,
    'the profile stands in an annotation, ignored since Kubernetes 1.27',
  ],
  [
    /^seccomp .*disallowed-container-localhost/,
    'one profile of the node is allowed by a parameter; ours allows all of them',
  ],
];

const checks = new Map(questions.flatMap((question) => question.checks.map((check) => [check.id, check] as const)));
const all = samples();

function verdictsOf({ policy, constraint, facts }: Sample): string[] {
  const wanted = ours[`${policy} / ${constraint}`] ?? ours[policy];
  assert.ok(wanted !== undefined, `no check is named for ${policy} / ${constraint}`);
  return wanted.flatMap((one) => {
    const [id, saw] = typeof one === 'string' ? [one, /(?:)/] : one;
    const check = checks.get(id);
    assert.ok(check !== undefined, `there is no ${id}`);
    return evaluate(check, facts).map((said) =>
      said.verdict === 'fail' && !saw.test(said.saw) ? 'other' : said.verdict,
    );
  });
}

describe('the samples of Gatekeeper', () => {
  it('are all there', () => {
    assert.equal(all.length, 140);
    assert.equal(new Set(all.map(({ policy }) => policy)).size, 19);
  });
  it('differ only where it is told', () => {
    for (const [sample] of differing)
      assert.ok(
        all.some(({ name }) => sample.test(name)),
        `${sample} is no sample`,
      );
    for (const policy of Object.keys(without))
      assert.ok(
        all.some((one) => one.policy === policy),
        policy,
      );
  });
  for (const sample of all) {
    const { name, policy, violates } = sample;
    if (policy in without) continue;
    const difference = differing.find(([pattern]) => pattern.test(name));
    it(`${name}: ${violates ? 'disallowed' : 'allowed'}${difference === undefined ? '' : `, but ${difference[1]}`}`, () => {
      const verdicts = verdictsOf(sample);
      assert.notDeepEqual(verdicts, [], 'something is said');
      assert.equal(verdicts.includes('fail'), difference === undefined ? violates : !violates, verdicts.join());
    });
  }
});
