/** How bad it is when whoever has the image has the secret. */
export type SecretSeverity = 'medium' | 'high' | 'critical';

/** Where a rule found a secret in the text that it was given. */
export interface Match {
  readonly start: number;
  readonly length: number;
  /** What showed it to be one: a checksum, a structure that parses, randomness. */
  readonly proof: string;
  /** Where it is not the rule's. */
  readonly severity?: SecretSeverity;
}

export interface SecretRule {
  /** Stable for ever: waivers may name it. */
  readonly id: string;
  readonly title: string;
  readonly severity: SecretSeverity;
  /** Words of three bytes or more, one of which every such secret holds. */
  readonly words: readonly string[];
  /** Bytes around the word that are needed. */
  readonly before: number;
  readonly after: number;
  /** @param at where the word stands */
  match(text: string, at: number): Match | null;
}
