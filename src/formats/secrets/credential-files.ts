import { isPlaceholder } from './randomness.ts';
import type { Match, SecretSeverity } from './rule.ts';

/** A file that exists to hold credentials: what stands in it by its format is one, without further proof. */
export interface CredentialFile {
  readonly id: string;
  readonly title: string;
  readonly severity: SecretSeverity;
  readonly path: RegExp;
  find(text: string): Iterable<Match>;
}

const proof = 'it stands where the format of this file has a password';

function* secrets(
  text: string,
  pattern: RegExp,
  isOne: (groups: RegExpExecArray) => boolean = () => true,
): Iterable<Match> {
  for (const match of text.matchAll(pattern)) {
    const value = match[1]!;
    if (value === '' || isReference(value) || isPlaceholder(value) || !isOne(match)) continue;
    const start = match.index + match[0].indexOf(value, match[0].length - value.length - (match[2]?.length ?? 0));
    yield { start, length: value.length, proof };
  }
}

/** `${NPM_TOKEN}`, `%TOKEN%`, `<token>`: filled in by whoever uses the file. */
function isReference(value: string): boolean {
  return /^(?:\$|%\w+%$|<.*>$|\{\{)/.test(value) || /^(?:password|passwd|secret|token|none|null|test)$/i.test(value);
}

export const credentialFiles: readonly CredentialFile[] = [
  {
    id: 'docker-config-auth',
    title: 'Registry password of Docker',
    severity: 'critical',
    path: /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg|\.dockerconfigjson|containers\/auth\.json)$/,
    find: (text) =>
      secrets(text, /"auth"\s*:\s*"([A-Za-z0-9+/]{4,4000}={0,2})(")/g, ([, value]) => {
        const [user, ...password] = Buffer.from(value!, 'base64').toString('latin1').split(':');
        const joined = password.join(':').replaceAll('\0', '');
        return (
          user !== '' &&
          joined !== '' &&
          !isPlaceholder(joined) &&
          !isReference(joined) &&
          /^[\x20-\x7e]+$/.test(joined)
        );
      }),
  },
  {
    id: 'netrc-password',
    title: 'Password in a .netrc',
    severity: 'high',
    path: /(?:^|\/)[._]netrc$/,
    find: (text) => secrets(text, /(?:^|\s)password\s+(\S+)/g),
  },
  {
    id: 'pgpass-password',
    title: 'PostgreSQL password in a .pgpass',
    severity: 'high',
    path: /(?:^|\/)\.pgpass$/,
    find: (text) => secrets(text, /^(?!#)(?:(?:[^:\\\n]|\\.)*:){4}([^\n\r]+)/gm),
  },
  {
    id: 'git-credentials',
    title: 'Password of git',
    severity: 'critical',
    path: /(?:^|\/)(?:\.git-credentials|git\/credentials)$/,
    find: (text) => secrets(text, /^https?:\/\/[^:@/\s]+:([^@/\s]+)(@)/gm),
  },
  {
    id: 'npmrc-password',
    title: 'Token or password in a .npmrc',
    severity: 'critical',
    path: /(?:^|\/)\.npmrc$/,
    find: (text) => secrets(text, /^(?![;#])[^\n=]*:?_(?:authToken|auth|password)\s*=\s*"?([^\s"]{8,})/gm),
  },
  {
    id: 'pypirc-password',
    title: 'Password in a .pypirc',
    severity: 'critical',
    path: /(?:^|\/)\.pypirc$/,
    find: (text) => secrets(text, /^password\s*[=:]\s*(\S+)/gm),
  },
];
