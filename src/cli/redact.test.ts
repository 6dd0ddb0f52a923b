import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redactLine } from './redact.ts';

describe('redactLine', () => {
  const secrets: readonly string[] = [
    'DB_PASSWORD: hunter2-xyz',
    '  - POSTGRES_PASSWORD=hunter2-xyz',
    '      value: hunter2-xyz',
    '        - value: "hunter2-xyz"',
    'DATABASE_URL: postgres://shop:hunter2-xyz@db/shop',
    'ENV API_KEY hunter2-xyz'.replace(' hunter', '=hunter'),
    'ARG NPM_TOKEN=hunter2-xyz',
    'args: ["--password=hunter2-xyz"]',
    'command: mysql -u root --password hunter2-xyz',
    '{ "name": "A", "value": "hunter2-xyz" }',
    'apiKey: "hunter2-xyz"',
    'env: [{ name: DB_PASSWORD, value: hunter2-xyz }]',
    'environment: { POSTGRES_PASSWORD: hunter2-xyz }',
    'ENV DB_PASSWORD hunter2-xyz',
  ];
  for (const line of secrets) {
    it(`masks ${line}`, () => assert.doesNotMatch(redactLine(line), /hunter2/));
  }
  it('masks tokens by their shape', () => {
    assert.doesNotMatch(redactLine(`x: ghp_${'a1B2'.repeat(9)}`), /a1B2a1B2/);
    assert.doesNotMatch(redactLine('x: AKIAIOSFODNN7EXAMPLE'), /IOSFODNN/);
    assert.doesNotMatch(redactLine(`data: ${'aGVsbG8gd29ybGQh'.repeat(4)}`), /aGVsbG8g/);
  });
  const plain: readonly string[] = [
    'privileged: true',
    '  image: registry.example/web:1.2.3',
    `  image: web@sha256:${'0123456789abcdef'.repeat(4)}`,
    'hostPath: { path: / }',
    '  secretKeyRef:',
    '- name: DB_PASSWORD',
  ];
  for (const line of plain) {
    it(`leaves ${line}`, () => assert.equal(redactLine(line), line));
  }
});
