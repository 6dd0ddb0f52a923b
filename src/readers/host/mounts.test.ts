import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseFstab, parseListeners, parseMountInfo } from './mounts.ts';

const at = { source: 'host', file: 'table' };

describe('mounts', () => {
  it('reads mountinfo, optional fields and octal names included', () => {
    const text =
      '36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue\n1 2 3 broken\n';
    assert.deepEqual(parseMountInfo(text, at), [
      {
        point: '/mnt 2',
        type: 'ext3',
        from: '/dev/root',
        options: ['rw', 'noatime', 'errors=continue'],
        at: { ...at, line: 1 },
      },
    ]);
  });
  it('reads fstab without comments, swap and half lines', () => {
    const text =
      '# c\nUUID=1 / ext4 defaults 0 1\n/dev/sdb1\t/var/lib/docker xfs nodev,ro\nUUID=2 none swap sw 0 0\n/dev/x /y\n';
    assert.deepEqual(
      parseFstab(text, at).map(({ point, type, options }) => [point, type, options]),
      [
        ['/', 'ext4', ['defaults']],
        ['/var/lib/docker', 'xfs', ['nodev', 'ro']],
      ],
    );
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseMountInfo(text, at);
        parseFstab(text, at);
        parseListeners(text, 'tcp', at);
      }),
    );
  });
});

describe('listeners', () => {
  const head = '  sl  local_address rem_address   st tx_queue\n';
  const row = (address: string, port: string, state: string) =>
    `   0: ${address}:${port} 00000000:0000 ${state} 00000000:00000000 00:0\n`;
  const six = (address: string) => `   0: ${address}:0050 00000000000000000000000000000000:0000 0A 0\n`;
  it('reads those that wait, in each family', () => {
    const text = head + row('0100007F', '1F90', '0A') + row('00000000', '0949', '0A') + row('0100007F', '0016', '01');
    assert.deepEqual(
      parseListeners(text, 'tcp', at).map(({ address, port }) => [address, port]),
      [
        ['127.0.0.1', 8080],
        ['0.0.0.0', 2377],
      ],
    );
    const addresses = [
      '0'.repeat(32),
      '00000000000000000000000001000000',
      '0000000000000000FFFF00000100007F',
      'B80D0120000000000000000001000000',
    ];
    assert.deepEqual(
      parseListeners(addresses.map(six).join(''), 'tcp', at).map(({ address }) => address),
      ['::', '::1', '127.0.0.1', '2001:db8::1'],
    );
  });
});
