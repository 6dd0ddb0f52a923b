import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { row, scanReport } from '../../test/scan/sample.ts';
import type { ScannedVulnerability } from '../model/scan-report.ts';
import { baselineOf } from './baseline.ts';

const taken = (before: readonly ScannedVulnerability[], now: readonly ScannedVulnerability[]): [boolean[], number] => {
  const baseline = baselineOf(scanReport({ vulnerabilities: before }));
  const found = now.map((one) => baseline.take({ ...one, purl: one.package.purl }));
  return [found, baseline.left()];
};
const at = (version: string): ScannedVulnerability =>
  row({ package: { name: 'openssl', version, purl: `pkg:deb/debian/openssl@${version}?arch=amd64` } });

describe('a baseline', () => {
  it('knows what stood there, in another version of the package and under another name too', () => {
    assert.deepEqual(taken([at('1')], [at('2')]), [[true], 0]);
    assert.deepEqual(taken([at('1')], [{ ...at('1'), id: 'CVE-2024-0001', aliases: [] }]), [[true], 0]);
  });
  it('knows neither another vulnerability nor another package', () => {
    assert.deepEqual(taken([at('1')], [{ ...at('1'), id: 'CVE-2024-0009', aliases: [] }]), [[false], 1]);
    const zlib = { name: 'zlib', version: '1', purl: 'pkg:deb/debian/zlib@1' };
    assert.deepEqual(taken([at('1')], [row({ package: zlib })]), [[false], 1]);
  });
  it('knows each only as often as it stood there', () => {
    assert.deepEqual(taken([at('1')], [at('1'), at('1')]), [[true, false], 0]);
    assert.deepEqual(taken([at('1'), at('1')], [at('1')]), [[true], 1]);
  });
  it('takes what was cleared or undecided and is a hole now for new', () => {
    assert.deepEqual(taken([row({ state: 'not-affected' })], [row()])[0], [false]);
    assert.deepEqual(taken([row({ state: 'fixed' })], [row()])[0], [false]);
    assert.deepEqual(taken([row({ state: 'unknown' })], [row()])[0], [false]);
    assert.deepEqual(taken([row({ state: 'unknown' })], [row({ state: 'unknown' })])[0], [true]);
  });
  it('takes an erratum that mends more than what stood there for new', () => {
    const [first, second] = ['CVE-2024-0001', 'CVE-2024-0002'];
    const one = { ...at('1'), id: first, aliases: [] };
    const both = { ...at('1'), id: 'RHSA-2024:1', aliases: [first, second] };
    assert.deepEqual(taken([one], [both]), [[false], 1]);
    assert.deepEqual(taken([both], [both]), [[true], 0]);
    assert.deepEqual(taken([both], [{ ...both, id: 'RHSA-2024:2' }])[0], [true], 'the same two by another');
    assert.deepEqual(taken([both], [{ ...both, aliases: [first, second, 'CVE-2024-0003'] }])[0], [false]);
    assert.deepEqual(taken([both], [one])[0], [true], 'it stood there with the other');
  });
  it('knows what got its CVE since', () => {
    const before = { ...at('1'), id: 'GHSA-0000-0000-0001', aliases: [] };
    assert.deepEqual(taken([before], [{ ...before, aliases: ['CVE-2024-0001'] }]), [[true], 0]);
  });
  it('takes any data', () => {
    for (const data of [null, [], { vulnerabilities: 1 }, { vulnerabilities: [null, {}, { id: 1 }, { package: 'x' }] }])
      assert.equal(baselineOf(data).left(), 0);
  });
});
