import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../model/failure.ts';
import { readSettings } from './read-settings.ts';

const aspects = ['network/mesh', 'images/signatures'];

describe('plimsoll.yaml', () => {
  it('reads everything it may hold', () => {
    const settings = readSettings(
      `failOn: medium
trust:
  sources: [ghcr.io/acme/, docker.io/library/nginx]
  engineUsers: [kim]
notApplicable: { network/mesh: "no mesh here" }
ignore: [vendor/]
waivers: waivers.yaml
retention: { leastDays: 30, mostDays: 90 }
`,
      'plimsoll.yaml',
      aspects,
    );
    assert.equal(settings.failOn, 'medium');
    assert.deepEqual(settings.policy.trustedSources.value, ['ghcr.io/acme/', 'docker.io/library/nginx']);
    assert.equal(settings.policy.trustedSources.at.line, 3);
    assert.deepEqual(settings.policy.engineUsers?.value, ['kim']);
    assert.deepEqual(settings.policy.retentionDays.value, { least: 30, most: 90 });
    assert.equal(settings.notApplicable.get('network/mesh'), 'no mesh here');
    assert.deepEqual(settings.ignore, ['vendor/']);
    assert.equal(settings.waiversFile?.value, 'waivers.yaml');
  });

  it('an empty file decides nothing', () => {
    const settings = readSettings('# nothing\n', 'plimsoll.yaml', aspects);
    assert.equal(settings.policy.trustedSources.value, undefined);
    assert.equal(settings.policy.engineUsers?.value, undefined);
    assert.equal(settings.failOn, undefined);
  });

  const wrong: readonly [name: string, text: string, message: RegExp][] = [
    ['an unknown key', 'trsut: { sources: [a] }\n', /plimsoll\.yaml:1:1: `trsut` is not a setting/],
    ['users that are no list', 'trust: { engineUsers: kim }\n', /engineUsers/],
    ['an unknown key below', 'trust:\n  registries: [a]\n', /plimsoll\.yaml:2:3: `trust\.registries` is not a setting/],
    ['a severity that is none', 'failOn: severe\n', /:1:1: `failOn` must be one of low, medium, high, critical/],
    ['a list with a number', 'ignore: [1]\n', /`ignore` must be a list of strings/],
    [
      'an aspect that is none',
      'notApplicable: { network/mash: x }\n',
      /`notApplicable\.network\/mash` is not a setting/,
    ],
    ['n/a without a reason', 'notApplicable: { network/mesh: "" }\n', /must give the reason/],
    ['days that are none', 'retention: { leastDays: 0 }\n', /must be a whole number of days/],
    ['days turned round', 'retention: { leastDays: 9, mostDays: 3 }\n', /leastDays above mostDays/],
    ['a list', '- a\n', /must be a mapping/],
    ['two documents', 'failOn: low\n---\nfailOn: high\n', /2 documents/],
    ['a key twice', 'failOn: low\nfailOn: high\n', /:2:1: .*stands twice/],
    ['broken YAML', 'failOn: [\n', /plimsoll\.yaml:2:1/],
  ];
  for (const [name, text, message] of wrong) {
    it(`refuses ${name}, with its position`, () => {
      assert.throws(
        () => readSettings(text, 'plimsoll.yaml', aspects),
        (error: unknown) => error instanceof Failure && error.code === 'CONFIG_INVALID' && message.test(error.message),
      );
    });
  }

  it('throws nothing but failures, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          readSettings(text, 'plimsoll.yaml', aspects);
        } catch (error) {
          assert.ok(error instanceof Failure);
        }
      }),
    );
  });
});

describe('waivers', () => {
  const good = '{ check: HRD-101, subject: web, reason: r, approver: a, expires: 2026-12-31 }';
  const read = (...items: string[]): ReturnType<typeof readSettings> =>
    readSettings(`waivers:\n${items.map((item) => `  - ${item}\n`).join('')}`, 'plimsoll.yaml', aspects);

  it('reads a whole one', () => {
    const { waivers, gaps } = read(good);
    assert.deepEqual(gaps, []);
    assert.deepEqual(
      waivers.map(({ scope, expires }) => [scope, expires]),
      [[{ check: 'HRD-101', subject: 'web' }, '2026-12-31']],
    );
  });

  const malformed: readonly [name: string, item: string, because: RegExp][] = [
    ['no reason', '{ check: HRD-101, approver: a, expires: 2026-12-31 }', /`reason` is missing/],
    [
      'an empty approver',
      '{ check: HRD-101, reason: r, approver: "", expires: 2026-12-31 }',
      /`approver` must be text/,
    ],
    ['no end', '{ check: HRD-101, reason: r, approver: a }', /`expires` is missing/],
    ['a day that does not exist', '{ check: HRD-101, reason: r, approver: a, expires: 2026-02-30 }', /must be a day/],
    ['no check', '{ subject: web, reason: r, approver: a, expires: 2026-12-31 }', /would waive everything/],
    [
      'an unknown part',
      '{ check: HRD-101, pod: web, reason: r, approver: a, expires: 2026-12-31 }',
      /`pod` is not a part/,
    ],
    ['text', 'HRD-101', /is a mapping/],
  ];
  for (const [name, item, because] of malformed) {
    it(`${name}: waives nothing and is reported, the others hold`, () => {
      const { waivers, gaps } = read(item, good);
      assert.equal(waivers.length, 1);
      assert.deepEqual(
        gaps.map(({ code }) => code),
        ['WAIVER_INVALID'],
      );
      assert.match(gaps[0]!.because, because);
      assert.equal(gaps[0]!.at?.line, 2);
    });
  }
});
