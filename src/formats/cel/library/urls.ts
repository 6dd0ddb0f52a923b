import { quote } from '../describe.ts';
import { overload, type Overload } from '../functions.ts';
import { urlType } from '../types.ts';
import { CelError, List, Mapping, noSuchOverload, Opaque, type Value } from '../values.ts';
import { addressFault } from './addresses.ts';

class Url extends Opaque {
  readonly type = urlType;
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  /** What none of the functions gives, but equality sees. */
  readonly rest: string;
  constructor(parts: Omit<Url, 'type' | 'equals' | 'size'>) {
    super();
    this.scheme = parts.scheme;
    this.host = parts.host;
    this.path = parts.path;
    this.query = parts.query;
    this.rest = parts.rest;
  }
  equals(other: Value): boolean | CelError {
    if (!(other instanceof Url)) return noSuchOverload;
    const parts = (url: Url): string => JSON.stringify([url.scheme, url.host, url.path, url.query, url.rest]);
    return parts(this) === parts(other);
  }
}

class UrlFault extends Error {}

/** Characters that Go leaves as they are: in a path, in a host. */
const plainInPath = /^[A-Za-z0-9\-_.~$&+,/:;=@]$/;
const plainInHost = /^[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]$/;

/** Reads a URL as Go's `net/url` does: with `request`, as the target of a request, which needs a root or a scheme. */
function readUrl(text: string, request: boolean): Url {
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(text)) throw new UrlFault('net/url: invalid control character in URL');
  if (text === '' && request) throw new UrlFault('empty url');
  if (text === '*') return new Url({ scheme: '', host: '', path: '*', query: '', rest: '' });
  let [scheme, rest] = splitScheme(text);
  scheme = scheme.toLowerCase();
  let query = '';
  let forced = false;
  const question = rest.indexOf('?');
  if (question !== -1) {
    query = rest.slice(question + 1);
    forced = query === '' && question === rest.length - 1;
    rest = rest.slice(0, question);
  }
  if (!rest.startsWith('/')) {
    if (scheme !== '') return new Url({ scheme, host: '', path: '', query, rest: `opaque ${rest} ${forced}` });
    if (request) throw new UrlFault('invalid URI for request');
    if (rest.split('/')[0]!.includes(':')) throw new UrlFault('first path segment in URL cannot contain colon');
  }
  let host = '';
  let user = '';
  if ((scheme !== '' || (!request && !rest.startsWith('///'))) && rest.startsWith('//')) {
    const slash = rest.indexOf('/', 2);
    const authority = slash === -1 ? rest.slice(2) : rest.slice(2, slash);
    rest = slash === -1 ? '' : rest.slice(slash);
    [user, host] = readAuthority(scheme, authority);
  }
  const path = escapedPath(rest);
  return new Url({ scheme, host, path, query, rest: `${user} ${forced}` });
}

function splitScheme(text: string): [scheme: string, rest: string] {
  if (text.startsWith(':')) throw new UrlFault('missing protocol scheme');
  const scheme = /^([A-Za-z][A-Za-z0-9+\-.]*):/.exec(text)?.[1];
  return scheme === undefined ? ['', text] : [scheme, text.slice(scheme.length + 1)];
}

function readAuthority(scheme: string, authority: string): [user: string, host: string] {
  const at = authority.lastIndexOf('@');
  const host = readHost(scheme, authority.slice(at + 1));
  if (at === -1) return ['', host];
  const user = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) throw new UrlFault('net/url: invalid userinfo');
  for (const part of user.split(':')) unescapeBytes(part);
  return [user, host];
}

function readHost(scheme: string, host: string): string {
  const open = host.lastIndexOf('[');
  if (open > 0) throw new UrlFault('invalid IP-literal');
  if (open === 0) {
    const close = host.lastIndexOf(']');
    if (close === -1) throw new UrlFault("missing ']' in host");
    const port = host.slice(close + 1);
    checkPort(port);
    const inside = host.slice(1, close);
    const zone = inside.indexOf('%25');
    const name = unescapeHost(zone === -1 ? inside : inside.slice(0, zone));
    const whole = zone === -1 ? name : name + unescapeBytes(inside.slice(zone));
    const { message, four } = addressFault(whole);
    if (message !== null) throw new UrlFault(`invalid host: ${message}`);
    if (four) throw new UrlFault('invalid IP-literal');
    return `[${whole}]${port}`;
  }
  const colon = scheme === 'http' || scheme === 'https' ? host.indexOf(':') : host.lastIndexOf(':');
  if (colon !== -1) checkPort(host.slice(colon));
  return unescapeHost(host);
}

function checkPort(port: string): void {
  if (!/^(:[0-9]*)?$/.test(port)) throw new UrlFault(`invalid port ${quote(port)} after host`);
}

const badEscape = (text: string): UrlFault => new UrlFault(`invalid URL escape ${quote(text.slice(0, 3))}`);

function unescapeHost(host: string): string {
  for (let at = 0; at < host.length; at++) {
    const character = host[at]!;
    if (character === '%') {
      const escape = host.slice(at, at + 3);
      if (!/^%[0-9a-fA-F]{2}$/.test(escape)) throw badEscape(host.slice(at));
      // Only what is beyond ASCII may be escaped in a host, and the percent sign of a zone.
      if (parseInt(escape[1]!, 16) < 8 && escape !== '%25') throw badEscape(escape);
      at += 2;
    } else if (character < '\x80' && !plainInHost.test(character))
      throw new UrlFault(`invalid character ${quote(character)} in host name`);
  }
  return unescapeBytes(host);
}

function unescapeBytes(text: string, plus = false): string {
  if (!text.includes('%')) return plus ? text.replaceAll('+', ' ') : text;
  const bytes: Buffer[] = [];
  for (const part of text.split(/(%[\s\S]{0,2})/)) {
    if (!part.startsWith('%')) bytes.push(Buffer.from(plus ? part.replaceAll('+', ' ') : part));
    else if (/^%[0-9a-fA-F]{2}$/.test(part)) bytes.push(Buffer.from(part.slice(1), 'hex'));
    else throw badEscape(text.slice(text.indexOf(part)));
  }
  return Buffer.concat(bytes).toString('utf8');
}

/** The path as it was written where that is a valid encoding, else encoded anew. */
function escapedPath(path: string): string {
  const plain = unescapeBytes(path);
  const escaped = escapePath(plain);
  if (path === escaped || path === '*') return path;
  return Array.from(path).every((character) => /[!'()*[\]%]/.test(character) || plainInPath.test(character))
    ? path
    : escaped;
}

function escapePath(path: string): string {
  let escaped = '';
  for (const character of path) {
    if (plainInPath.test(character)) escaped += character;
    else for (const byte of Buffer.from(character)) escaped += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}

function attempt(text: string): Url | CelError {
  const fault = (target: string, error: unknown): CelError => {
    if (!(error instanceof UrlFault)) throw error;
    return new CelError(`parse ${quote(target)}: ${error.message}`);
  };
  try {
    readUrl(text, true);
  } catch (error) {
    return fault(text, error);
  }
  const hash = text.indexOf('#');
  const before = hash === -1 ? text : text.slice(0, hash);
  const fragment = hash === -1 ? '' : text.slice(hash + 1);
  let url: Url;
  try {
    url = readUrl(before, false);
  } catch (error) {
    return fault(before, error);
  }
  try {
    if (fragment === '') return url;
    const { scheme, host, path, query, rest } = url;
    return new Url({ scheme, host, path, query, rest: `${rest}#${unescapeBytes(fragment)}` });
  } catch (error) {
    return fault(text, error);
  }
}

function toUrl(text: string): Value {
  const url = attempt(text);
  if (url instanceof CelError) return new CelError(`URL parse error during conversion from string: ${url.message}`);
  return url;
}

/** Null for a URL that a request may have as its target; else what is wrong with it. */
export function requestUriFault(text: string): string | null {
  try {
    readUrl(text, true);
    return null;
  } catch (error) {
    if (!(error instanceof UrlFault)) throw error;
    return `parse ${quote(text)}: ${error.message}`;
  }
}

function splitPort(host: string): [name: string, port: string] {
  const port = /:([0-9]*)$/.exec(host);
  const name = port === null ? host : host.slice(0, port.index);
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return [bare, port?.[1] ?? ''];
}

/** Go sets aside keys beyond this number rather than to read them. */
const maxParameters = 10_000;

function queryOf({ query }: Url): Value {
  const found = new Map<string, Value[]>();
  const pairs = query.split('&');
  if (pairs.length > maxParameters) return Mapping.of([]);
  for (const pair of pairs) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const [name, value] = equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    try {
      const key = unescapeBytes(name, true);
      const text = unescapeBytes(value, true);
      found.set(key, [...(found.get(key) ?? []), text]);
    } catch (error) {
      if (!(error instanceof UrlFault)) throw error;
    }
  }
  return Mapping.of([...found].map(([key, values]) => [key, List.of(values)] as const));
}

/** `url` of Kubernetes (k8s.io/apiserver/pkg/cel/library/urls.go). */
export const urls: readonly Overload[] = [
  overload('string_to_url', 'url(string) URL', toUrl),
  overload('url_get_scheme', 'URL::getScheme() string', ({ scheme }: Url): Value => scheme),
  overload('url_get_host', 'URL::getHost() string', ({ host }: Url): Value => host),
  overload('url_get_hostname', 'URL::getHostname() string', ({ host }: Url): Value => splitPort(host)[0]),
  overload('url_get_port', 'URL::getPort() string', ({ host }: Url): Value => splitPort(host)[1]),
  overload('url_get_escaped_path', 'URL::getEscapedPath() string', ({ path }: Url): Value => path),
  overload('url_get_query', 'URL::getQuery() map(string, list(string))', queryOf),
  overload('is_url_string', 'isURL(string) bool', (text: string): Value => requestUriFault(text) === null),
];
