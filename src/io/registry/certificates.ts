import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../http/proxy.ts';
import type { TlsFiles } from '../http/trust.ts';

/**
 * Certificates that are kept for one registry (containers-certs.d(5), Docker's "Verify repository
 * client with certificates"): `HOST[:PORT]/*.crt` to trust, `NAME.cert` with `NAME.key` to show.
 */
export function certificatesOf(host: string, environment: Environment): TlsFiles | null {
  if (!/^[\w.:[\]-]+$/.test(host) || host.startsWith('.')) return null;
  const config = environment['XDG_CONFIG_HOME'] || join(environment['HOME'] ?? homedir(), '.config');
  const ca: string[] = [];
  let client: TlsFiles['client'];
  for (const place of [join(config, 'containers'), join(config, 'docker'), '/etc/containers', '/etc/docker']) {
    const folder = join(place, 'certs.d', host);
    const names = namesIn(folder);
    ca.push(...names.filter((name) => name.endsWith('.crt')).map((name) => join(folder, name)));
    const own = names.find((name) => name.endsWith('.cert') && names.includes(name.replace(/cert$/, 'key')));
    if (own !== undefined) client ??= { cert: join(folder, own), key: join(folder, own.replace(/cert$/, 'key')) };
  }
  return ca.length === 0 && client === undefined ? null : { ca, ...(client === undefined ? {} : { client }) };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
