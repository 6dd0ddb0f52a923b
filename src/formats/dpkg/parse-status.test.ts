import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseStatus } from './parse-status.ts';

const stanza = (...lines: string[]): string => `${lines.join('\n')}\n\n`;
const installed = 'Status: install ok installed';

describe('dpkg status', () => {
  it('reads what is installed, with its source', () => {
    const text =
      stanza('Package: fdisk', installed, 'Architecture: amd64', 'Source: util-linux', 'Version: 2.31.1-0.4ubuntu3.1') +
      stanza('Package: libgcc1', installed, 'Version: 1:8.3.0-6', 'Source: gcc-8 (8.3.0-6)', 'Maintainer: D <d@x>') +
      stanza('Package: dpkg', installed, 'Version: 1.19', 'Architecture: all');
    const { packages, problems } = parseStatus(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      packages.map(({ name, version, architecture, source, line }) => [name, version, architecture, source, line]),
      [
        ['fdisk', '2.31.1-0.4ubuntu3.1', 'amd64', { name: 'util-linux', version: '2.31.1-0.4ubuntu3.1' }, 1],
        ['libgcc1', '1:8.3.0-6', '', { name: 'gcc-8', version: '8.3.0-6' }, 7],
        ['dpkg', '1.19', 'all', { name: 'dpkg', version: '1.19' }, 13],
      ],
    );
    assert.equal(packages[1]!.maintainer, 'D <d@x>');
  });

  /** Status of a package, and whether it is listed, absent or a problem. */
  const states: [string, 'listed' | 'absent' | RegExp][] = [
    ['install ok installed', 'listed'],
    ['hold ok installed', 'listed'],
    ['deinstall ok installed', 'listed'],
    ['deinstall ok config-files', 'absent'],
    ['unknown ok not-installed', 'absent'],
    ['install ok unpacked', /x is unpacked: files of it may be there/],
    ['install ok half-configured', /half-configured/],
    ['install ok half-installed', /half-installed/],
    ['install ok triggers-pending', /triggers-pending/],
    ['install reinstreq installed', /x is reinstreq installed/],
    ['installed', /the status of x/],
    ['', /the status of x/],
  ];
  for (const [status, wanted] of states) {
    it(`"${status}"`, () => {
      const found = parseStatus(stanza('Package: x', `Status: ${status}`, 'Version: 1', 'Architecture: all'));
      assert.equal(found.packages.length, wanted === 'listed' ? 1 : 0);
      assert.equal(found.absent.length, wanted === 'absent' ? 1 : 0);
      if (wanted instanceof RegExp) assert.match(found.problems.join(), wanted);
      else assert.deepEqual(found.problems, []);
    });
  }

  it('reads stanzas without a status as installed, as status.d has them', () => {
    assert.equal(parseStatus('Package: base\nVersion: 1').packages[0]?.name, 'base');
  });

  it('does not care how fields are written', () => {
    const text = 'PACKAGE:x\r\nversion :  1\r\nstatus: install\r\n ok\r\n installed\r\n\r\n';
    assert.deepEqual(
      parseStatus(text).packages.map(({ name, version }) => [name, version]),
      [['x', '1']],
    );
  });

  it('is not led astray by long or folded fields', () => {
    const folded = Array.from({ length: 9000 }, () => ' Package: evil  Version: 9').join('\n');
    const text = `${stanza('Package: a', 'Depends:', folded, installed, 'Version: 1', `X: ${'y'.repeat(300_000)}`)}${stanza('Package: b', installed, 'Version: 2', 'Description: d', ' .', ' Version: 3')}`;
    const { packages, problems } = parseStatus(text);
    assert.deepEqual([packages.map(({ name, version }) => `${name} ${version}`), problems], [['a 1', 'b 2'], []]);
  });

  it('is not held up by a value of many lines', () => {
    const text = stanza('Package: a', installed, 'Version: 1', 'Maintainer: x', ` more${'\n more'.repeat(400_000)}`);
    const { packages, problems } = parseStatus(text + stanza('Package: b', 'Version: 2'));
    assert.deepEqual(
      packages.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.deepEqual(problems, ['line 1: the field maintainer is longer than 65536 characters']);
  });

  const broken: [string, RegExp][] = [
    [stanza('Version: 1', installed), /line 1: a stanza names no package/],
    [stanza('Package: x', installed), /x has no version/],
    [stanza('Package: ../x', 'Version: 1'), /is no package name/],
    [stanza('Package: x', 'Version: 1', 'rubbish'), /a line is no field/],
    [stanza('Package: x', 'Package: y', 'Version: 1'), /stands twice/],
    [stanza('Package: x', 'Version: 1', 'Source: a b'), /the source of x/],
    ['\0\0\0\0', /names no package/],
  ];
  for (const [text, wanted] of broken) {
    it(`says what is wrong with ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.match(parseStatus(text + stanza('Package: last', 'Version: 1')).problems.join(), wanted);
      assert.equal(parseStatus(text + stanza('', 'Package: last', 'Version: 1')).packages.at(-1)?.name, 'last');
    });
  }

  it('lists every stanza or says why not, whatever the text', () => {
    const word = fc.constantFrom(
      'Package: ',
      'Version: ',
      'Status: install ok installed',
      '\n',
      '\n\n',
      ' ',
      'x',
      ':',
      '\r',
    );
    const text = fc.array(fc.oneof(word, fc.string({ maxLength: 5 }))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (status) => {
        const { packages, absent, problems } = parseStatus(status);
        const stanzas = status.split(/\n[ \t\r]*\n/).filter((part) => /[^\s]/.test(part.replaceAll(/^#.*$/gm, '')));
        if (stanzas.length > 0) assert.ok(packages.length + absent.length + problems.length > 0);
      }),
    );
  });
});
