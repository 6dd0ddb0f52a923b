import { credentialFiles } from './credential-files.ts';
import { KeywordSearch } from './keyword-search.ts';
import { isConfiguration, whyPublished } from './published.ts';
import type { Match, SecretSeverity } from './rule.ts';
import { secretRules } from './rules.ts';

/** A secret in a text. The secret itself is nowhere in it. */
export interface Secret {
  /** `github-token`. */
  readonly rule: string;
  readonly title: string;
  readonly severity: SecretSeverity;
  /** 1-based, in bytes. */
  readonly line: number;
  readonly column: number;
  /** Its first characters, enough to know it again and too few to use it. */
  readonly redacted: string;
  /** What showed it to be one. */
  readonly proof: string;
}

/** What has the form of a secret and is taken for none. */
export interface PassedOver {
  readonly rule: string;
  readonly line: number;
  readonly because: string;
}

export interface SecretsFound {
  readonly secrets: readonly Secret[];
  readonly passedOver: readonly PassedOver[];
  /** True when there are more than were told. */
  readonly isCut: boolean;
}

/** Of one file; who has so many has to look at all of it anyway. */
const most = 100;

const words = secretRules.flatMap((rule) => rule.words.map((word) => ({ word, rule })));
const search = new KeywordSearch(words.map(({ word }) => word));

/**
 * Finds secrets in a text file. Pure, and linear in its size.
 *
 * @param path inside the image; some files hold credentials by their name, some show made-up ones
 */
export function findSecrets(path: string, bytes: Buffer): SecretsFound {
  const found = new Findings(path, bytes);
  for (const file of credentialFiles) {
    if (!file.path.test(path)) continue;
    for (const match of file.find(bytes.toString('latin1'))) found.add(file, match, match.start);
  }
  search.search(bytes, (index, at) => {
    const { rule } = words[index]!;
    if (found.isFull) return;
    const from = Math.max(0, at - rule.before);
    const match = rule.match(bytes.toString('latin1', from, at + rule.after), at - from);
    if (match !== null) found.add(rule, match, from + match.start);
  });
  return found.all;
}

class Findings {
  readonly #path: string;
  readonly #bytes: Buffer;
  readonly #secrets: (Secret & { readonly at: number; readonly end: number })[] = [];
  readonly #passedOver: PassedOver[] = [];
  readonly #seen = new Set<string>();
  #line = 1;
  #lineStart = 0;
  isFull = false;

  constructor(path: string, bytes: Buffer) {
    this.#path = path;
    this.#bytes = bytes;
  }

  get all(): SecretsFound {
    return {
      secrets: this.#secrets.map(({ at: _at, end: _end, ...secret }) => secret),
      passedOver: this.#passedOver,
      isCut: this.isFull,
    };
  }

  add(rule: { id: string; title: string; severity: SecretSeverity }, match: Match, at: number): void {
    const { length, proof, severity } = match;
    const end = at + length;
    // What stands in a file of credentials is found by its format, and again by its own form.
    if (this.#seen.has(`${at}`) || this.#secrets.some((other) => at < other.end && end > other.at)) return;
    this.#seen.add(`${at}`);
    const { line, column } = this.#placeOf(at);
    const because = this.#whyNone(rule.id);
    if (this.#secrets.length >= most || this.#passedOver.length >= most) {
      this.isFull = true;
      return;
    }
    if (because !== null) this.#passedOver.push({ rule: rule.id, line, because });
    else {
      const { id, title } = rule;
      const redacted = redactedOf(this.#bytes.toString('latin1', at, end));
      this.#secrets.push({
        rule: id,
        title,
        severity: severity ?? rule.severity,
        line,
        column,
        redacted,
        proof,
        at,
        end,
      });
    }
  }

  /** Of these alone published software brings so many that are none; all others are told wherever they lie. */
  #whyNone(id: string): string | null {
    if (id === 'private-key') return whyPublished(this.#path);
    return id === 'google-api-key' && !isConfiguration(this.#path) ? 'programs carry such keys for all to see' : null;
  }

  #placeOf(at: number): { readonly line: number; readonly column: number } {
    if (at < this.#lineStart) {
      this.#line = 1;
      this.#lineStart = 0;
    }
    for (let end = this.#bytes.indexOf(10, this.#lineStart); end !== -1 && end < at;) {
      this.#line++;
      this.#lineStart = end + 1;
      end = this.#bytes.indexOf(10, this.#lineStart);
    }
    return { line: this.#line, column: at - this.#lineStart + 1 };
  }
}

/** `ghp_zQWB…`, `-----BEGIN RSA PRIVATE KEY-----…`; of what has no form of its own nothing but two characters. */
function redactedOf(secret: string): string {
  const [label] = /^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.exec(secret) ?? [];
  if (label !== undefined) return `${label}…`;
  const [prefix = ''] =
    /^(?:github_pat_|dckr_[po]at_|do[opr]_v1_|[rs]k_live_|AIza|AKIA|ASIA|[A-Za-z]{2,6}[_.-])/.exec(secret) ?? [];
  if (prefix !== '' && secret.length >= 20) return `${secret.slice(0, prefix.length + 4)}…`;
  return secret.length >= 12 ? `${secret.slice(0, 2)}…` : '…';
}
