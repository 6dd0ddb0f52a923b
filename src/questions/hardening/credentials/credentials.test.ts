import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { credentialShape, isPlaceholder, namesCredential } from './credentials.ts';

describe('namesCredential', () => {
  const yes =
    'POSTGRES_PASSWORD MYSQL_ROOT_PASSWORD MYSQL_PWD db.password API_KEY apiKey clientSecret GITHUB_TOKEN AWS_SECRET_ACCESS_KEY SECRET_KEY_BASE PGPASSWORD REDIS_PASS JWT_SECRET';
  const no =
    'POSTGRES_PASSWORD_FILE PWD OLDPWD TOKEN_TTL SECRET_NAME PUBLIC_KEY PASSWORD_MIN_LENGTH PATH HOME MYSQL_ALLOW_EMPTY_PASSWORD_ENABLED COMPASS KEYBOARD PASSENGER_APP_ENV BYPASS_CACHE';
  for (const name of yes.split(' ')) it(`${name}: yes`, () => assert.ok(namesCredential(name)));
  for (const name of no.split(' ')) it(`${name}: no`, () => assert.ok(!namesCredential(name)));
});

describe('credentialShape', () => {
  // Put together here, so that no scanner takes this file for a leak.
  const yes = [
    ['AKIA', 'ABCDEFGH12345678'].join(''),
    `ghp_${'a'.repeat(36)}`,
    'postgres://app:hunter2hunter@db/app',
    'redis://:hunter2@cache:6379',
    '-----BEGIN RSA PRIVATE KEY-----\nMII',
  ];
  const no = [
    '',
    'postgres://db/app',
    'postgres://app:${PASSWORD}@db/app',
    'https://example.org:8080/a@b',
    'AKIA',
    'nginx:1.27@sha256:abc',
  ];
  for (const text of yes) it(`known: ${text.slice(0, 12)}`, () => assert.notEqual(credentialShape(text), null));
  for (const text of no) it(`not known: ${text}`, () => assert.equal(credentialShape(text), null));
  it('never gives the text away', () => {
    fc.assert(
      fc.property(fc.string(), (text) => !(credentialShape(`postgres://a:${text}x9@b`) ?? '').includes(`${text}x9`)),
    );
  });
});

describe('isPlaceholder', () => {
  for (const text of [
    '',
    '${X}',
    '$X',
    '$(X)',
    '<password>',
    '{{ .Values.x }}',
    'true',
    '/run/secrets/db',
    './secret',
    '***',
  ])
    it(`${text}: yes`, () => assert.ok(isPlaceholder(text)));
  for (const text of ['hunter2', 'a$b', 'changeme', 'abc/def+g='])
    it(`${text}: no`, () => assert.ok(!isPlaceholder(text)));
});
