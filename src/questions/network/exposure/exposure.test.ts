import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { container } from '../../../../test/checks/table.ts';
import { reachOf } from './address.ts';
import { isDataStore } from './data-stores.ts';

describe('addresses of published ports', () => {
  const vectors: [string | null, string][] = [
    ['0.0.0.0', 'all'],
    ['::', 'all'],
    ['[::]', 'all'],
    ['', 'all'],
    ['0:0:0:0:0:0:0:0', 'all'],
    ['127.0.0.1', 'host'],
    ['127.1.2.3', 'host'],
    ['::1', 'host'],
    ['[::1]', 'host'],
    ['localhost', 'host'],
    ['192.168.1.5', 'one'],
    ['2001:db8::1', 'one'],
    ['127.example.com', 'unread'],
    ['eth0', 'unread'],
    [null, 'unread'],
  ];
  for (const [address, reach] of vectors) it(`${address}`, () => assert.equal(reachOf(address), reach));
});

describe('images of data stores', () => {
  const vectors: [string | undefined, boolean | undefined][] = [
    ['postgres', true],
    ['postgres:16@sha256:' + 'a'.repeat(64), true],
    ['registry.acme:5000/mirror/library/redis:7', true],
    ['bitnami/postgresql:16', true],
    ['mcr.microsoft.com/azure-sql-edge', false],
    ['acme/postgres-backup', false],
    ['acme/web', false],
    ['', false],
    [undefined, undefined],
  ];
  for (const [image, is] of vectors)
    it(`${image}`, () => assert.equal(isDataStore(container(image === undefined ? {} : { image })), is));
});
