import { isIPv4 } from 'node:net';
import { HttpError } from './http-error.ts';

/** @throws HttpError `address` for anything but a whole http or https URL */
export function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new HttpError('address', `${JSON.stringify(withoutSecrets(text))} is no http or https address`);
  }
  url.hash = '';
  return url;
}

/** The URL as messages show it: without credentials, and without the query, which often is one. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`.slice(0, 300);
}

/** The same of a text that is asked for as it stands; a file URL holds no secret. */
export function shownAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null) return withoutSecrets(text);
  return url.protocol === 'file:' ? text : shownUrl(url);
}

/** Before the last `@` anything may be a password, for in one that is written without care stand `/`, `?` and `#` too. */
export function withoutSecrets(text: string): string {
  const at = text.lastIndexOf('@');
  return (at === -1 ? text : `…${text.slice(at)}`).replace(/[?#].*$/s, '').slice(0, 200);
}

/** This machine's own addresses: localhost (RFC 6761 §6.3), 127.0.0.0/8 and ::1. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIPv4(name) && name.startsWith('127.'))
  );
}

/** `Basic …` of a URL's own credentials, which are taken out of it. */
export function takeCredentials(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const text = `${decoded(url.username)}:${decoded(url.password)}`;
  url.username = '';
  url.password = '';
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
