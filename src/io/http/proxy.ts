import { BlockList, isIP, isIPv4 } from 'node:net';
import { isLoopback } from './url.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy by which a URL is asked; null for none. HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY,
 * lower case first, read as Go and curl read them: a name in NO_PROXY stands for its subdomains too,
 * and this machine itself is never asked through a proxy.
 */
export function proxyFor(url: URL, environment: Environment): string | null {
  if (isLoopback(url.hostname)) return null;
  const of = (name: string): string | undefined =>
    nonEmpty(environment[name.toLowerCase()]) ?? nonEmpty(environment[name]);
  const own = url.protocol === 'https:' ? of('HTTPS_PROXY') : of('HTTP_PROXY');
  const proxy = own ?? of('ALL_PROXY');
  if (proxy === undefined || isExcepted(url, of('NO_PROXY') ?? '')) return null;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isExcepted(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && excepts(entry, host, port));
}

function excepts(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inRange(entry, host);
  const [, name = '', only] = /^(\[[^\]]*\]|[^:]*|[^[]*:[^[]*:[^[]*)(?::(\d+))?$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
  if (bare === '') return false;
  const below = host.endsWith(`.${bare}`) && isIP(host) === 0;
  return below || (host === bare && bare === name.replace(/^\[|\]$/g, ''));
}

function inRange(range: string, host: string): boolean {
  const [address = '', bits = ''] = range.split('/');
  const family = isIP(address);
  if (family === 0 || isIP(host) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, isIPv4(host) ? 'ipv4' : 'ipv6');
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
