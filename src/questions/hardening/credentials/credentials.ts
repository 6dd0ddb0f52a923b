/**
 * Whether a name says that its value is a credential: `DB_PASSWORD`, `api-key`, `clientSecret`. Names
 * that lead to one (`…_FILE`, `…_NAME`) or say something about one (`…_TTL`) are not.
 */
export function namesCredential(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '');
  if (words.length === 0 || about.has(words.at(-1)!) || words.includes('PUBLIC')) return false;
  const joined = `_${words.join('_')}_`;
  // PWD alone is the working folder of a shell.
  if (joined === '_PWD_' || joined === '_OLD_PWD_' || joined === '_OLDPWD_') return false;
  return credential.test(joined);
}

const credential =
  /_(PASSWORDS?|PASSWD|PASSPHRASE|PASS|PWD|SECRETS?|TOKENS?|API_?KEY|ACCESS_KEY|SECRET_?KEY|PRIVATE_KEY|ENCRYPTION_KEY|SIGNING_KEY|CREDENTIALS?|REQUIREPASS)_|[A-Z](PASSWORD|PASSWD|SECRET|APIKEY)_/;
const about = new Set(
  'FILE FILES PATH DIR DIRECTORY NAME NAMES ID IDS URL URI HOST ENDPOINT HEADER FIELD KEYS TYPE ALGORITHM ALGO LENGTH SIZE TTL EXPIRY EXPIRES EXPIRATION LIFETIME DURATION TIMEOUT INTERVAL AGE COUNT LIMIT MIN MAX ENABLED DISABLED ENABLE DISABLE REQUIRED POLICY MODE METHOD PROVIDER ISSUER AUDIENCE SCOPE VERSION STORE BACKEND COLUMN PREFIX SUFFIX REF ALLOW EMPTY RANDOM'.split(
    ' ',
  ),
);

/** Shapes of credentials that are known by themselves, whatever they are called. */
const shapes: readonly { readonly what: string; readonly shape: RegExp }[] = [
  { what: 'a private key', shape: /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY-----/ },
  { what: 'an AWS access key', shape: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { what: 'a GitHub token', shape: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50})/ },
  { what: 'a GitLab token', shape: /\bglpat-[A-Za-z0-9_-]{20}/ },
  { what: 'a Slack token', shape: /\bxox[abprs]-[A-Za-z0-9-]{10}/ },
  { what: 'a Stripe key', shape: /\b[rs]k_live_[A-Za-z0-9]{16}/ },
  { what: 'a Google API key', shape: /\bAIza[A-Za-z0-9_-]{35}/ },
  { what: 'an npm token', shape: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { what: 'a signed token', shape: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/ },
  // The password part must hold no placeholder, and something besides dots.
  {
    what: 'an address with its password',
    shape: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/$<{]{0,64}:[^\s:@/$<{%]{1,128}@[A-Za-z0-9[]/,
  },
];

/** What a text shows by its shape to be a credential; null when none is recognized. Never returns the text. */
export function credentialShape(text: string): string | null {
  const head = text.slice(0, 100_000);
  return shapes.find(({ shape }) => shape.test(head))?.what ?? null;
}

/** True for a value that stands for another, or that is none: placeholders, switches, paths of files. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  return (
    text === '' ||
    /^(true|false|yes|no|on|off|none|null|nil|undefined|0|1|\*+|x+|\.\.\.)$/i.test(text) ||
    /^(\$\{.*\}|\$\(.*\)|\$[A-Za-z_]\w*|\{\{.*\}\}|<.*>|%\{?.*\}?%|__.*__|@.*@)$/s.test(text) ||
    /^(file|vault|ref|env|secret|secretsmanager|ssm|op):/i.test(text) ||
    /^(~|\.{1,2})?\/[\w./-]+$/.test(text)
  );
}

/** Passwords that images come with, or that are the first anybody tries. */
const wellKnown = new Set(
  'admin administrator root toor password passw0rd pass passwd changeme change_me change-me changeit change_it example secret secrets supersecret mysecret postgres postgresql mysql mariadb mongo mongodb redis rabbitmq guest user username test testing demo default minioadmin minio123 wordpress drupal joomla elastic grafana neo4j nextcloud keycloak oracle sa django flask letmein welcome qwerty abc123 123 1234 12345 123456 1234567 12345678 123456789 1234567890 111111 000000 password1 password123 admin123 root123 test123 secret123 mysecretpassword my-secret-pw rootpassword postgrespassword airflow superset public manager tomcat s3cret artemis activemq emqx jenkins portainer kibana elasticsearch opensearch couchdb cassandra influxdb influx clickhouse p@ssw0rd p@ssword yourstrong(!)password yourstrong@passw0rd'.split(
    ' ',
  ),
);

export function isWellKnownPassword(value: string): boolean {
  return wellKnown.has(value.trim().toLowerCase());
}
