/** A host that a text names, with what it says about the port. */
export interface NamedHost {
  /** `db`, `db.shop.svc.cluster.local`, `api.example.org`, `10.1.2.3`; lower case. */
  readonly host: string;
  readonly port?: number;
  /** `postgres` of `postgres://…`. */
  readonly scheme?: string;
  /** How sure it is that it is a host: part of a URL or with a port, or a word by itself. */
  readonly form: 'url' | 'port' | 'word';
}

/** Ports that clients take where a URL has none (IANA service names; makers' documentation). */
const usual: Readonly<Record<string, number>> = {
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  grpc: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
  redis: 6379,
  rediss: 6379,
  amqp: 5672,
  amqps: 5671,
  mongodb: 27_017,
  nats: 4222,
  kafka: 9092,
  ldap: 389,
  ldaps: 636,
  memcached: 11_211,
  mqtt: 1883,
  sqlserver: 1433,
};

/** Characters of one text that are looked at: a configuration of megabytes names no more hosts than its first part. */
const longest = 1 << 18;

const name = String.raw`[a-z0-9](?:[-a-z0-9]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]{0,62}[a-z0-9])?)*\.?`;
const pattern = new RegExp(
  String.raw`(?:\b([a-z][a-z0-9+.-]{1,20}):\/\/(?:[^\s@/?#"']*@)?|(?<![\w./@-]))(${name})(?::(\d{1,5})(?!\d))?(?![\w-])`,
  'gi',
);

/** Hosts of a URL, of `host:port`, of lists of these, and words that may be names of Services. */
export function hostsIn(text: string): NamedHost[] {
  const found: NamedHost[] = [];
  const whole = text.trim();
  const isList = /[,;\s]/.test(whole);
  for (const [all, scheme, host = '', digits] of text.slice(0, longest).matchAll(pattern)) {
    const kind = scheme?.toLowerCase().replace(/^jdbc:/, '');
    const port = digits === undefined ? (kind === undefined ? undefined : usual[kind]) : Number(digits);
    if (port !== undefined && (port < 1 || port > 65535)) continue;
    const form = kind !== undefined ? 'url' : digits !== undefined ? 'port' : 'word';
    // A word in the middle of a text is a word; by itself it may be the name of a host.
    if (form === 'word' && all !== whole && !isList) continue;
    found.push({
      host: host.toLowerCase().replace(/\.$/, ''),
      ...(port === undefined ? {} : { port }),
      ...(kind === undefined ? {} : { scheme: kind }),
      form,
    });
  }
  return found;
}

/** Names of variables and keys whose value is a host, when it is a word by itself. */
const hostly =
  /(?:HOST|ADDR|ADDRESS|URL|URI|SERVER|SERVERS|ENDPOINT|SERVICE|SVC|UPSTREAM|BACKEND|BROKER|BROKERS|NODES|PEERS|MASTER|PRIMARY|REPLICA|DB|DATABASE|CACHE|QUEUE)S?$/i;

export function namesHost(key: string): boolean {
  return hostly.test(key.replaceAll(/[-.]/g, '_'));
}
