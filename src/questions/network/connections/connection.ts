/** How a connection string says the connection is made. `says` never repeats the string: it may hold a password. */
export interface Connection {
  readonly tls: 'on' | 'off' | 'open';
  /** A password travels with it. */
  readonly secret: boolean;
  readonly says: string;
}

const secure = /^(https|wss|rediss|valkeys|amqps|ldaps|mqtts|ftps|sftp|ssh|grpcs|smtps|imaps|pop3s|tls|mongodb\+srv)$/;
const plain = /^(http|ws|redis|valkey|amqp|ldap|mqtt|ftp|telnet)$/;
/** Clients of these decide by an option; without one it depends on the client and the server. */
const optional = /^(jdbc:)?(postgres|postgresql|mysql|mariadb|mongodb|sqlserver|mssql|cockroachdb)(\+\w+)?$/;

const url = /^((?:jdbc:)?[a-z][a-z0-9+.-]*):\/\/(?:([^/?#\s]*)@)?(\[[^\]\s]*\]|[^/:?#@\s,;]*)/i;
/** Options of libpq, JDBC drivers, Go drivers and MongoDB that decide about TLS. */
const option = /(?:^|[?&;\s])(sslmode|ssl-mode|usessl|ssl|tls|encrypt)=([\w-]+)/i;

/** Names of variables whose address is no connection of this container: what browsers see, what it listens on. */
const elsewhere =
  /ORIGIN|CORS|PUBLIC|REDIRECT|CALLBACK|LISTEN|BIND|ADVERTISE|EXTERNAL|ISSUER|SCHEMA|NAMESPACE|NO_PROXY/i;

/**
 * Reads the value of an environment variable as a connection string: a URL, a libpq text
 * (`host=db sslmode=disable`), or PGSSLMODE. Null when it is none, or stays on the host itself.
 */
export function connectionOf(name: string, value: string): Connection | null {
  if (name === 'PGSSLMODE') return byMode(value, false, '');
  const match = url.exec(value.trim());
  const chosen = option.exec(value);
  if (match === null)
    return chosen !== null && /(^|\s)host=/.test(value) ? byMode(chosen[2]!, /password=/i.test(value), '') : null;
  const [, scheme = '', user = '', host = ''] = match;
  if (elsewhere.test(name) || isLocal(host)) return null;
  const secret = user.includes(':') && !user.endsWith(':');
  const kind = scheme.toLowerCase();
  if (optional.test(kind) && (chosen !== null || !secure.test(kind))) {
    return chosen === null
      ? { tls: 'open', secret, says: `${kind} to ${host} names no TLS mode: client and server decide` }
      : byMode(chosen[2]!, secret, ` to ${host}`);
  }
  if (secure.test(kind)) return { tls: 'on', secret, says: `${kind} to ${host}` };
  return plain.test(kind) ? { tls: 'off', secret, says: `${kind} to ${host}` } : null;
}

function byMode(mode: string, secret: boolean, to: string): Connection | null {
  const text = mode.toLowerCase();
  const says = `TLS mode ${text}${to}`;
  if (/^(disable|disabled|false|off|0|no|none)$/.test(text)) return { tls: 'off', secret, says };
  if (/^(require|required|verify[-_](ca|full|identity)|true|on|1|yes|strict|mandatory)$/.test(text))
    return { tls: 'on', secret, says };
  return { tls: 'open', secret, says: `${says} may fall back to plain` };
}

function isLocal(host: string): boolean {
  return /^(|localhost|\+|\*)$/.test(host) || host === '[::1]' || /^(127\.|0\.0\.0\.0$)/.test(host) || host === '[::]';
}

/** Variables that by their name hold a connection string, wherever their value comes from. */
export function isConnectionName(name: string): boolean {
  return /^(DATABASE|DB|POSTGRES|PG|MYSQL|MARIADB|MONGO|REDIS|AMQP|RABBITMQ|SQL)[A-Z0-9_]*(URL|URI|DSN)$/.test(name);
}
