import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redactLine, redactLines } from './redact.ts';

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
    'command: [app, --password, hunter2-xyz]',
    'command: ["app", "--api-token", "hunter2-xyz"]',
    'RUN curl -H "Authorization: Bearer hunter2-xyz" https://a.example',
    'RUN curl -u shop:hunter2-xyz https://a.example',
    'authorization: { credentials: hunter2-xyz }',
    'RUN mysql -phunter2-xyz shop',
    'slack_api_url: https://hooks.slack.com/services/hunter2/xyz',
    "api_url: 'https://discord.com/api/webhooks/1/hunter2-xyz'",
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
    'ports: ["-p8080:80"]',
    'RUN docker run -p 8080:80 --pull always nginx',
    'command: [app, --port, "8080", -v]',
    'RUN mkdir -p /var/lib/app',
  ];
  it('masks a block of text by its name, though the name is not shown', () => {
    const lines = ['- name: A', '  value: |', '    first', '      hunter2', '', '    hunter2', '  other: x'];
    assert.deepEqual(redactLines(lines, 3, 7, 80), ['      ••••••', '', '    ••••••', '  other: x']);
    assert.deepEqual(redactLines(['run: |', '  make'], 1, 2, 80), ['  make']);
  });
  for (const line of plain) {
    it(`leaves ${line}`, () => assert.equal(redactLine(line), line));
  }
});
