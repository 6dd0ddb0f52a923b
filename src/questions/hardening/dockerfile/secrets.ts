/** Names that end like a secret's: `DB_PASSWORD`, `githubToken`; not `TOKEN_TTL` or `PASSWORD_FILE`. */
export function namesSecret(name: string): boolean {
  const words = name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase();
  return /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|SECRETS?|TOKEN|API_?KEY|ACCESS_?KEY|SECRET_?KEY|SECRET_?KEY_?BASE|PRIVATE_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|CREDENTIALS?)$|(?:PASSWORD|SECRET|TOKEN|APIKEY)$/.test(
    words === 'PWD' || words === 'OLDPWD' ? '' : words,
  );
}

/** Forms that only secrets have, with what they are called. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, 'a private key'],
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, 'an AWS access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36}/, 'a GitHub token'],
  [/\bgithub_pat_[A-Za-z0-9_]{40}/, 'a GitHub token'],
  [/\bglpat-[A-Za-z0-9_-]{20}/, 'a GitLab token'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'an npm token'],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10}/, 'a Slack token'],
  [/\b[rs]k_live_[A-Za-z0-9]{16}/, 'a Stripe key'],
  [/\bAIza[A-Za-z0-9_-]{35}/, 'a Google API key'],
  [/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10}/, 'a JSON web token'],
  [/^[a-z][a-z0-9+.-]*:\/\/[^\s:@/$]*:[^\s@/$]+@/i, 'an address with a password'],
];

/** What secret a value is by its form alone, or null. */
export function secretShape(value: string): string | null {
  return shapes.find(([form]) => form.test(value))?.[1] ?? null;
}
