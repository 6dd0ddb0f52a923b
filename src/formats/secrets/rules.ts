import { privateKeyAt } from './private-keys.ts';
import { endsWithChecksum, looksRandom } from './randomness.ts';
import type { Match, SecretRule, SecretSeverity } from './rule.ts';
import { isPypiMacaroon } from './macaroon.ts';

interface TokenRule {
  readonly id: string;
  readonly title: string;
  readonly severity?: SecretSeverity;
  readonly words: readonly string[];
  /** Sticky; its first group is the part that must be random. */
  readonly pattern: RegExp;
  /** Least bits for each character of that part. */
  readonly bits: number;
  /** Says more than randomness does: what proves it, or null when it is none. */
  readonly prove?: (random: string) => string | null;
  /** Begins a key that documentation shows. */
  readonly shown?: string;
}

/** A token that begins with its own word. */
function token({ id, title, severity = 'high', words, pattern, bits, prove, shown }: TokenRule): SecretRule {
  return {
    id,
    title,
    severity,
    words,
    before: 1,
    after: 600,
    match(text, at) {
      // In the middle of a longer word it is something else.
      if (at > 0 && /[A-Za-z0-9_]/.test(text[at - 1]!)) return null;
      pattern.lastIndex = at;
      const [whole, random] = pattern.exec(text) ?? [];
      if (whole === undefined || !looksRandom(random!, bits)) return null;
      if (shown !== undefined && random!.startsWith(shown)) return null;
      const proof = prove?.(random!);
      if (proof === null) return null;
      return { start: at, length: whole.length, proof: proof ?? randomness };
    },
  };
}

const randomness = 'it has the form of such a token, and is random';
const checksum = 'its checksum is right';

export const secretRules: readonly SecretRule[] = [
  {
    id: 'aws-access-key',
    title: 'AWS access key',
    severity: 'critical',
    words: ['AKIA', 'ASIA'],
    before: 400,
    after: 400,
    match: awsKey,
  },
  token({
    id: 'github-token',
    title: 'GitHub token',
    severity: 'critical',
    words: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    pattern: /gh[pousr]_([0-9A-Za-z]{36})(?![0-9A-Za-z_])/y,
    bits: 3.5,
    prove: (random) => (endsWithChecksum(random) ? checksum : null),
  }),
  token({
    id: 'github-fine-grained-token',
    title: 'GitHub fine-grained token',
    severity: 'critical',
    words: ['github_pat_'],
    pattern: /github_pat_([0-9A-Za-z]{22}_[0-9A-Za-z]{59})(?![0-9A-Za-z_])/y,
    bits: 4.6,
  }),
  token({
    id: 'gitlab-token',
    title: 'GitLab token',
    severity: 'critical',
    words: ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glsoat-'],
    pattern:
      /gl(?:pat|dt|rt|ptt|soat)-([0-9A-Za-z_-]{20}(?![0-9A-Za-z_.-])|[0-9A-Za-z_-]{27,300}\.[0-9a-z]{2}(?:\.[0-9a-z]{2})?[0-9a-z]{7}(?![0-9A-Za-z_.-]))/y,
    bits: 3.5,
  }),
  token({
    id: 'slack-token',
    title: 'Slack token',
    words: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-'],
    pattern: /xox[baprs]-(?:\d{8,14}-){1,3}([0-9A-Za-z]{24,64})(?![0-9A-Za-z-])/y,
    bits: 3.5,
  }),
  token({
    id: 'slack-app-token',
    title: 'Slack app token',
    words: ['xapp-'],
    pattern: /xapp-\d-[A-Z0-9]{8,14}-\d{8,16}-([0-9a-f]{64})(?![0-9A-Za-z])/y,
    bits: 3.3,
  }),
  token({
    id: 'slack-webhook',
    title: 'Slack webhook',
    severity: 'medium',
    words: ['hooks.slack.com/services/'],
    pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/([0-9A-Za-z]{24})(?![0-9A-Za-z])/y,
    bits: 3.5,
  }),
  token({
    id: 'stripe-key',
    title: 'Stripe live key',
    severity: 'critical',
    words: ['sk_live_', 'rk_live_'],
    pattern: /[rs]k_live_([0-9A-Za-z]{24,200})(?![0-9A-Za-z])/y,
    bits: 3.5,
    shown: '4eC39HqLyjWDarjtT1zdp7dc',
  }),
  token({
    id: 'google-api-key',
    title: 'Google API key',
    severity: 'medium',
    words: ['AIza'],
    pattern: /AIza([0-9A-Za-z_-]{35})(?![0-9A-Za-z_-])/y,
    bits: 4,
  }),
  token({
    id: 'npm-token',
    title: 'npm token',
    severity: 'critical',
    words: ['npm_'],
    pattern: /npm_([0-9A-Za-z]{36})(?![0-9A-Za-z_])/y,
    bits: 4,
  }),
  token({
    id: 'pypi-token',
    title: 'PyPI token',
    severity: 'critical',
    words: ['pypi-AgE'],
    pattern: /pypi-([0-9A-Za-z_-]{85,500})={0,2}(?![0-9A-Za-z_-])/y,
    bits: 3.5,
    prove: (random) => (isPypiMacaroon(random) ? 'it is parsed as a token of PyPI' : null),
  }),
  token({
    id: 'vault-token',
    title: 'HashiCorp Vault token',
    severity: 'critical',
    words: ['hvs.', 'hvb.'],
    pattern: /hv[sb]\.([0-9A-Za-z_-]{90,400})(?![0-9A-Za-z_-])/y,
    bits: 4.5,
  }),
  {
    id: 'openai-key',
    title: 'OpenAI key',
    severity: 'high',
    words: ['T3BlbkFJ'],
    before: 200,
    after: 200,
    match: openAiKey,
  },
  token({
    id: 'anthropic-key',
    title: 'Anthropic key',
    words: ['sk-ant-'],
    pattern: /sk-ant-(?:api|admin|sid|oat)\d\d-([0-9A-Za-z_-]{86,120}AA)(?![0-9A-Za-z_-])/y,
    bits: 4.5,
  }),
  token({
    id: 'sendgrid-key',
    title: 'SendGrid key',
    words: ['SG.'],
    pattern: /SG\.([0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43})(?![0-9A-Za-z_-])/y,
    bits: 4.5,
  }),
  token({
    id: 'digitalocean-token',
    title: 'DigitalOcean token',
    severity: 'critical',
    words: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
    pattern: /do[opr]_v1_([0-9a-f]{64})(?![0-9A-Za-z])/y,
    bits: 3.3,
  }),
  token({
    id: 'docker-hub-token',
    title: 'Docker Hub token',
    severity: 'critical',
    words: ['dckr_pat_', 'dckr_oat_'],
    pattern: /dckr_[po]at_([0-9A-Za-z_-]{27,40})(?![0-9A-Za-z_-])/y,
    bits: 3.7,
  }),
  {
    id: 'azure-storage-key',
    title: 'Azure storage key',
    severity: 'critical',
    words: ['AccountKey='],
    before: 300,
    after: 100,
    match: azureKey,
  },
  {
    id: 'private-key',
    title: 'Private key',
    severity: 'high',
    words: ['PRIVATE KEY-----'],
    before: 40,
    after: 15_000,
    match: privateKey,
  },
];

const secretNear = /(?<![A-Za-z0-9/+=_-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])/g;
const keyId = /(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/y;

/** An id alone opens nothing; the secret that stands beside it does. */
function awsKey(text: string, at: number): Match | null {
  if (at > 0 && /[A-Za-z0-9_]/.test(text[at - 1]!)) return null;
  keyId.lastIndex = at;
  const id = keyId.exec(text)?.[0];
  if (id === undefined || !looksRandom(id.slice(4), 2.5)) return null;
  const secret = [...text.matchAll(secretNear)].find(
    ([found]) => /[A-Z]/.test(found) && /[a-z]/.test(found) && /\d/.test(found) && looksRandom(found, 4.2),
  );
  if (secret === undefined) return null;
  return {
    start: at,
    length: id.length,
    proof: 'its secret of 40 random characters stands beside it',
  };
}

/** `T3BlbkFJ` in the middle is "OpenAI" in base64. */
function openAiKey(text: string, at: number): Match | null {
  const [head] = /sk-[0-9A-Za-z_-]{16,100}$/.exec(text.slice(0, at)) ?? [];
  const [tail] = /^T3BlbkFJ[0-9A-Za-z_-]{16,100}/.exec(text.slice(at)) ?? [];
  if (head === undefined || tail === undefined) return null;
  if (!looksRandom(head.slice(3) + tail.slice(8), 4)) return null;
  return { start: at - head.length, length: head.length + tail.length, proof: randomness };
}

/** Of the emulator, the same everywhere (https://learn.microsoft.com/azure/storage/common/storage-use-azurite). */
const emulator = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq';

function azureKey(text: string, at: number): Match | null {
  const [whole, key] = /^AccountKey=([A-Za-z0-9+/]{86}==)/.exec(text.slice(at, at + 100)) ?? [];
  if (whole === undefined || key!.startsWith(emulator) || !looksRandom(key!, 4.8)) return null;
  const near = text.slice(0, at) + text.slice(at + whole.length);
  if (!/AccountName=[a-z0-9]{3,24}\b/i.test(near)) return null;
  return {
    start: at + 11,
    length: key!.length,
    proof: 'it is 64 random bytes beside the name of an account',
  };
}

function privateKey(text: string, at: number): Match | null {
  const start = text.lastIndexOf('-----BEGIN ', at);
  if (start === -1 || at - start > 32) return null;
  const key = privateKeyAt(text, start);
  if (key === null) return null;
  const { length, proof, isEncrypted } = key;
  return { start, length, proof, ...(isEncrypted ? { severity: 'medium' } : {}) };
}
