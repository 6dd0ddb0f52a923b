import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An authority of a test's own with one certificate of it: paths of PEM files. */
export interface Authority {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** @param hosts `localhost`, `127.0.0.1` */
export async function makeAuthority(folder: string, name: string, hosts: readonly string[]): Promise<Authority> {
  const at = (suffix: string): string => join(folder, `${name}${suffix}`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const openssl = (...words: string[]): Promise<unknown> => run('openssl', words);
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    at('-ca.key'),
    '-out',
    at('-ca.pem'),
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  );
  await openssl('req', ...key, '-keyout', at('.key'), '-out', at('.csr'), '-subj', `/CN=${hosts[0]}`);
  const names = hosts.map((host) => (/^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`)).join(',');
  writeFileSync(at('.ext'), `subjectAltName=${names}\n`);
  const by = ['-CA', at('-ca.pem'), '-CAkey', at('-ca.key'), '-CAcreateserial', '-extfile', at('.ext')];
  await openssl('x509', '-req', '-in', at('.csr'), ...by, '-out', at('.pem'), '-days', '2');
  return { ca: at('-ca.pem'), cert: at('.pem'), key: at('.key') };
}

/** The one certificate of a PEM file, as base64 of its DER. */
export function derOf(path: string): string {
  return readFileSync(path, 'utf8').replaceAll(/-----[^-]+-----|\s/g, '');
}
