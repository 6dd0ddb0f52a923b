import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { findSecrets } from './find-secrets.ts';
import { KeywordSearch } from './keyword-search.ts';
import { endsWithChecksum } from './randomness.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** So many characters that look random and are the same in every run. No true secret stands in this file. */
function random(length: number, seed: string, from = alphabet): string {
  let text = '';
  for (let round = 0; text.length < length; round++) {
    const digest = createHash('sha256').update(`${seed}/${round}`).digest();
    for (const byte of digest) text += from[byte % from.length];
  }
  return text.slice(0, length);
}

function summed(seed: string): string {
  const body = random(30, seed);
  let rest = crc32(body);
  let sum = '';
  for (let at = 0; at < 6; at++, rest = Math.floor(rest / 62)) sum = alphabet[rest % 62]! + sum;
  return body + sum;
}

/** `rule line:column redacted` of each, `- rule` of what was passed over. */
function told(text: string, path = 'app/settings.ini'): string[] {
  const { secrets, passedOver } = findSecrets(path, Buffer.from(text));
  return [
    ...secrets.map(({ rule, line, column, redacted }) => `${rule} ${line}:${column} ${redacted}`),
    ...passedOver.map(({ rule }) => `- ${rule}`),
  ];
}

const base64 = `${alphabet}+/`;
const hex = '0123456789abcdef';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const awsId = `AKIA${random(16, 'aws', upper)}`;
const awsSecret = random(40, 'aws secret', base64);
const github = `ghp_${summed('github')}`;
const macaroon = (location: string): string => {
  const field = (type: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([type, body.length]), body]);
  const parts = [
    Buffer.from([2]),
    field(1, Buffer.from(location)),
    field(2, Buffer.from('0b0c3a4e-5f5b-4a0f-9d3d-5c2b6f1f7e11')),
    Buffer.from([0]),
    field(2, Buffer.from('[3, "d41d8cd9-8f00"]')),
    Buffer.from([0, 0]),
    field(6, createHash('sha256').update('signature').digest()),
  ];
  return `pypi-${Buffer.concat(parts).toString('base64url')}`;
};
const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const pkcs8 = rsa.export({ type: 'pkcs8', format: 'pem' }) as string;
const encrypted = rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string;
const oldEncrypted = rsa.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string;

function openSsh(cipher: string, checks: readonly [number, number]): string {
  const string = (body: string | Buffer): Buffer => {
    const bytes = Buffer.from(body);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(checks[0], 0);
  numbers.writeUInt32BE(checks[1], 4);
  const key = Buffer.concat([string('ssh-ed25519'), string(Buffer.alloc(32, 7))]);
  const secret = Buffer.concat([numbers, key, string(Buffer.alloc(64, 9)), string('me@here')]);
  const all = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    string(cipher),
    string('none'),
    string(''),
    Buffer.from([0, 0, 0, 1]),
    string(key),
    string(secret),
  ]);
  const lines = all.toString('base64').replaceAll(/.{70}/g, '$&\n');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

const account = 'DefaultEndpointsProtocol=https;AccountName=shop1;AccountKey=';
const azure = `${random(86, 'azure', base64)}==`;
const emulator = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const auth = Buffer.from(`me:${random(12, 'auth')}`).toString('base64');

const table: [string, string, string[], string?][] = [
  [
    'an access key of AWS',
    `[a]\naws_access_key_id = ${awsId}\naws_secret_access_key = ${awsSecret}\n`,
    [`aws-access-key 2:21 ${awsId.slice(0, 8)}…`],
  ],
  ['an id of AWS alone', `key = ${awsId}`, []],
  ['an id of AWS beside a digest', `${awsId} ${random(40, 'sha1', hex)}`, []],
  ['the key of the documentation of AWS', 'AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', []],
  ['a token of GitHub', `x\n  token: ${github}\n`, [`github-token 2:10 ${github.slice(0, 8)}…`]],
  ['a token of GitHub without its checksum', `ghp_${random(36, 'github')}`, []],
  ['a token of GitHub in a longer word', `x${github}`, []],
  [
    'a fine-grained token of GitHub',
    `github_pat_${random(22, 'a')}_${random(59, 'b')}`,
    [`github-fine-grained-token 1:1 github_pat_${random(4, 'a')}…`],
  ],
  ['a token of GitLab', `glpat-${random(20, 'gitlab')}`, [`gitlab-token 1:1 glpat-${random(4, 'gitlab')}…`]],
  ['a placeholder for one of GitLab', 'glpat-xxxxxxxxxxxxxxxxxxxx', []],
  ['a token of Slack', `xoxb-123456789012-234567890123-${random(24, 'slack')}`, ['slack-token 1:1 xoxb-1234…']],
  [
    'a webhook of Slack',
    `https://hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D/${random(24, 'hook')}`,
    ['slack-webhook 1:9 hooks.slac…'],
  ],
  ['a live key of Stripe', `sk_live_${random(24, 'stripe')}`, [`stripe-key 1:1 sk_live_${random(4, 'stripe')}…`]],
  ['a test key of Stripe', `sk_test_${random(24, 'stripe')}`, []],
  ['the key of the documentation of Stripe', ['sk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_'), []],
  ['a key of Google in settings', `AIza${random(35, 'google')}`, [`google-api-key 1:1 AIza${random(4, 'google')}…`]],
  ['a key of Google in a program', `AIza${random(35, 'google')}`, ['- google-api-key'], 'app/main.js'],
  ['a token of npm', `npm_${random(36, 'npm')}`, [`npm-token 1:1 npm_${random(4, 'npm')}…`]],
  ['a token of PyPI', macaroon('pypi.org'), [`pypi-token 1:1 ${macaroon('pypi.org').slice(0, 9)}…`]],
  ['a token that is cut', macaroon('pypi.org').slice(0, -20), []],
  ['a token of Vault', `hvs.${random(95, 'vault')}`, [`vault-token 1:1 hvs.${random(4, 'vault')}…`]],
  ['a key of OpenAI', `sk-proj-${random(20, 'o')}T3BlbkFJ${random(20, 'p')}`, [`openai-key 1:1 sk-proj…`]],
  ['a key of Anthropic', `sk-ant-api03-${random(93, 'n')}AA`, ['anthropic-key 1:1 sk-ant-…']],
  ['a key of SendGrid', `SG.${random(22, 's')}.${random(43, 't')}`, [`sendgrid-key 1:1 SG.${random(4, 's')}…`]],
  ['a storage key of Azure', account + azure, [`azure-storage-key 1:61 ${azure.slice(0, 2)}…`]],
  ['the storage key of the emulator', account + emulator, []],
  ['a private key', `x\n${pkcs8}`, ['private-key 2:1 -----BEGIN PRIVATE KEY-----…']],
  [
    'a private key in JSON',
    JSON.stringify({ type: 'service_account', private_key: pkcs8 }),
    ['private-key 1:42 -----BEGIN PRIVATE KEY-----…'],
    'a.json',
  ],
  [
    'a private key in YAML',
    `key: |\n${pkcs8.replaceAll(/^/gm, '    ')}`,
    ['private-key 2:5 -----BEGIN PRIVATE KEY-----…'],
  ],
  [
    'a private key of Ed25519',
    ed25519.export({ type: 'pkcs8', format: 'pem' }) as string,
    ['private-key 1:1 -----BEGIN PRIVATE KEY-----…'],
  ],
  ['a private key of OpenSSH', openSsh('none', [5, 5]), ['private-key 1:1 -----BEGIN OPENSSH PRIVATE KEY-----…']],
  ['a private key of OpenSSH that is none', openSsh('none', [5, 6]), []],
  ['a private key that is cut', pkcs8.slice(0, -200), []],
  ['a private key that is made up', pkcs8.replaceAll(/[A-Za-z]{20}/g, 'A'.repeat(20)), []],
  ['a public key', '-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----', []],
  ['a private key of a test', pkcs8, ['- private-key'], 'usr/lib/x/test/key.pem'],
  ['a private key that anyone has', pkcs8, ['- private-key'], 'app/node_modules/x/key.pem'],
  ['a token in what is published', github, [`github-token 1:1 ${github.slice(0, 8)}…`], 'app/node_modules/x/a.js'],
  [
    'a login of Docker',
    `{"auths":{"ghcr.io":{"auth":"${auth}"}}}`,
    [`docker-config-auth 1:30 ${auth.slice(0, 2)}…`],
    'root/.docker/config.json',
  ],
  ['no login of Docker', `{"auths":{"ghcr.io":{"auth":""}},"credsStore":"x"}`, [], 'root/.docker/config.json'],
  ['the same in another file', `{"auths":{"ghcr.io":{"auth":"${auth}"}}}`, [], 'app/settings.json'],
  ['a .netrc', 'machine a login b password s3cr3t-value-1\n', ['netrc-password 1:28 s3…'], 'root/.netrc'],
  ['a .netrc without password', 'machine a login b password $TOKEN\n', [], 'root/.netrc'],
  ['a .pgpass', '# host\ndb:5432:*:me:hunter22pass\n', ['pgpass-password 2:14 hu…'], 'root/.pgpass'],
  [
    'a .git-credentials',
    `https://me:${random(30, 'git')}@example.org\n`,
    [`git-credentials 1:12 ${random(2, 'git')}…`],
    'root/.git-credentials',
  ],
  [
    'an .npmrc',
    `//registry.npmjs.org/:_authToken=${random(8, 'n')}-4a0f-9d3d-5c2b6f1f7e11\n`,
    [`npmrc-password 1:34 ${random(2, 'n')}…`],
    'app/.npmrc',
  ],
  ['an .npmrc that names a variable', '//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n', [], 'app/.npmrc'],
  ['lines of Windows', `a\r\nb ${github}\r\n`, [`github-token 2:3 ${github.slice(0, 8)}…`]],
  [
    'the same twice',
    `${github}\n${github}\n`,
    [`github-token 1:1 ${github.slice(0, 8)}…`, `github-token 2:1 ${github.slice(0, 8)}…`],
  ],
];

describe('secrets', () => {
  for (const [what, text, expected, path] of table) {
    it(what, () => {
      assert.deepEqual(told(text, path), expected);
      for (const { redacted } of findSecrets(path ?? 'a', Buffer.from(text)).secrets) {
        if (!redacted.startsWith('-----')) assert.ok(redacted.length <= 16, redacted);
      }
    });
  }
  it('tells keys apart that a passphrase protects', () => {
    for (const text of [encrypted, oldEncrypted, openSsh('aes256-ctr', [1, 2])]) {
      const [found] = findSecrets('a.pem', Buffer.from(text)).secrets;
      assert.equal(found?.severity, 'medium');
      assert.match(found.proof, /a passphrase protects/);
    }
  });
  it('stops after so many of one file', () => {
    const { secrets, isCut } = findSecrets('a', Buffer.from(`${github}\n`.repeat(500)));
    assert.deepEqual([secrets.length, isCut], [100, true]);
  });
  it('knows the checksum of the token that was published and withdrawn with it', () => {
    // https://github.com/therootcompany/base62-token.js
    assert.ok(endsWithChecksum('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17'));
    assert.ok(!endsWithChecksum('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18'));
  });
  it('of any text neither throws nor says more than there is', () => {
    const pieces = [
      awsId,
      awsSecret,
      github,
      pkcs8.slice(0, 100),
      '-----BEGIN ',
      'PRIVATE KEY-----',
      'AccountKey=',
      'pypi-AgE',
      '\n',
      '"auth":"',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string())),
        fc.constantFrom('a', '.netrc', '.pgpass', '.docker/config.json', '.npmrc'),
        (parts, path) => {
          const bytes = Buffer.from(parts.join(''));
          const lines = bytes.toString('latin1').split('\n').length;
          for (const { line, column } of findSecrets(path, bytes).secrets)
            assert.ok(line >= 1 && line <= lines && column >= 1);
        },
      ),
      { numRuns: 500 },
    );
  });
});

it('finds all words that a plain search finds', () => {
  const words = ['abc', 'bcd', 'abcab', 'cccc', 'ab_'];
  const search = new KeywordSearch(words);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', '_'), maxLength: 60 }), (text) => {
      const found: string[] = [];
      search.search(Buffer.from(text), (index, at) => found.push(`${at} ${index}`));
      const expected = words.flatMap((word, index) =>
        Array.from(text, (_, at) => (text.startsWith(word, at) ? `${at} ${index}` : null)).filter(
          (one) => one !== null,
        ),
      );
      assert.deepEqual(found.toSorted(), expected.toSorted());
    }),
    { numRuns: 1000 },
  );
});
