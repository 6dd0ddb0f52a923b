import { isMap } from '../../formats/json/json-map.ts';

/** How a user is known to a registry. */
export type Credentials =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  /** Buys tokens of the registry's token server (OAuth 2 refresh token). */
  | { readonly kind: 'identity'; readonly token: string }
  /** Is such a token. */
  | { readonly kind: 'bearer'; readonly token: string };

export interface FoundCredentials {
  readonly credentials: Credentials | null;
  /** Where they come from, or why there are none; never a secret. */
  readonly origin: string;
}

/** What one file says about one repository. */
export interface AuthEntry {
  /** Name of the program that keeps the credentials: `docker-credential-NAME`. */
  readonly helper?: string;
  readonly credentials?: Credentials;
}

/** Docker Hub goes by these names. */
const hubNames = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

/** What Docker calls a registry in its files and to its helpers. */
export function serverName(domain: string): string {
  return hubNames.has(domain) ? 'https://index.docker.io/v1/' : domain;
}

/**
 * Reads a `config.json` of Docker or an `auth.json` of podman (containers-auth.json(5)) for one
 * repository: its most specific entry, `registry/team/app` before `registry`.
 *
 * @returns null when the file says nothing of it; a string says why the file cannot be read
 */
export function readAuthFile(text: string, domain: string, path: string): AuthEntry | string | null {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which holds secrets.
    return 'is not JSON';
  }
  if (!isMap(root)) return 'is not a mapping';
  const helpers = isMap(root['credHelpers']) ? root['credHelpers'] : {};
  const helper = best(helpers, domain, path);
  if (typeof helper === 'string' && helper !== '') return { helper };
  const entry = best(isMap(root['auths']) ? root['auths'] : {}, domain, path);
  const credentials = isMap(entry) ? credentialsOf(entry) : null;
  const store = root['credsStore'];
  if (typeof store === 'string' && store !== '')
    return { helper: store, ...(credentials === null ? {} : { credentials }) };
  return credentials === null ? null : { credentials };
}

/** The entry whose key is the longest that this repository lies under. */
function best(entries: Readonly<Record<string, unknown>>, domain: string, path: string): unknown {
  const name = `${hubNames.has(domain) ? 'docker.io' : domain}/${path}/`;
  let found: { readonly length: number; readonly value: unknown } | undefined;
  for (const [key, value] of Object.entries(entries)) {
    const prefix = `${normal(key)}/`;
    if (name.startsWith(prefix) && prefix.length > (found?.length ?? 0)) found = { length: prefix.length, value };
  }
  return found?.value;
}

/** `https://index.docker.io/v1/` and `host` become what a repository's name begins with. */
function normal(key: string): string {
  const bare = key.replace(/^https?:\/\//, '').replace(/\/(?:v[12]\/?)?$/, '');
  const slash = bare.indexOf('/');
  const host = slash === -1 ? bare : bare.slice(0, slash);
  return (hubNames.has(host) ? 'docker.io' : host) + (slash === -1 ? '' : bare.slice(slash));
}

function credentialsOf(entry: Readonly<Record<string, unknown>>): Credentials | null {
  const text = (name: string): string => {
    const value = entry[name];
    return typeof value === 'string' ? value : '';
  };
  if (text('registrytoken') !== '') return { kind: 'bearer', token: text('registrytoken') };
  if (text('identitytoken') !== '') return { kind: 'identity', token: text('identitytoken') };
  if (text('auth') !== '') {
    const pair = Buffer.from(text('auth'), 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    if (colon <= 0) return null;
    // Docker pads with zeros.
    return { kind: 'password', user: pair.slice(0, colon), password: pair.slice(colon + 1).replace(/\0+$/, '') };
  }
  const user = text('username');
  return user === '' ? null : { kind: 'password', user, password: text('password') };
}
