import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFor } from './host-name.ts';

const rows: readonly (readonly [host: string, names: readonly string[], fits: boolean])[] = [
  ['web.example', ['dns:web.example'], true],
  ['WEB.example.', ['dns:Web.Example'], true],
  ['a.web.example', ['dns:*.web.example'], true],
  ['web.example', ['dns:*.web.example'], false],
  ['a.b.web.example', ['dns:*.web.example'], false],
  ['.web.example', ['dns:*.web.example'], false],
  ['awx.web.example', ['dns:a*x.web.example'], false],
  ['a.b.example', ['dns:*.*.example'], false],
  ['a.b.example', ['dns:a.*.example'], false],
  ['*.web.example', ['dns:*.web.example'], false],
  ['anything', ['dns:*'], false],
  ['', ['dns:'], false],
  ['web.example', [], false],
  ['web.example', ['email:web.example', 'uri:web.example'], false],
  ['10.0.0.1', ['ip:10.0.0.1'], true],
  ['10.0.0.1', ['dns:10.0.0.1'], false],
  ['10.0.0.1', ['dns:*.0.0.1'], false],
  ['::1', ['ip:0:0:0:0:0:0:0:1'], true],
  ['FE80::ABCD', ['ip:fe80:0:0:0:0:0:0:abcd'], true],
  ['fe80::1%eth0', ['ip:fe80:0:0:0:0:0:0:1'], true],
  ['::ffff:1.2.3.4', ['ip:0:0:0:0:0:ffff:102:304'], true],
  ['1::', ['ip:1:0:0:0:0:0:0:0'], true],
  ['2001:db8::2', ['ip:2001:db8:0:0:0:0:0:1'], false],
];

describe('a certificate is for a host (RFC 9525)', () => {
  for (const [host, names, fits] of rows)
    it(`${JSON.stringify(host)} ${fits ? 'by' : 'not by'} ${names.join(' ') || 'no name'}`, () =>
      assert.equal(isFor({ names }, host), fits));
});
