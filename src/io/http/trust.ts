import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { readText } from '../files.ts';
import { HttpError } from './http-error.ts';
import type { Environment } from './proxy.ts';

/** Files of certificates and keys, in PEM. */
export interface TlsFiles {
  /** Authorities to trust besides the usual ones. */
  readonly ca?: readonly string[];
  /** The client's own certificate and key, for servers that ask for one. */
  readonly client?: { readonly cert: string; readonly key: string };
}

/** A bundle of all public authorities is a quarter of this. */
const maxBytes = 4 << 20;

/**
 * Whom to trust: the authorities of SSL_CERT_FILE when it is set, as for OpenSSL and Go; else those of
 * Node and of the system. Those of `files` come on top.
 *
 * @throws HttpError `address` when a file cannot be read or holds no certificate
 */
export function secureContext(environment: Environment, files: TlsFiles): SecureContext {
  const named = environment['SSL_CERT_FILE'];
  const usual =
    named === undefined || named === ''
      ? [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
      : [readPem(named, 'CERTIFICATE')];
  const ca = [...usual, ...(files.ca ?? []).map((path) => readPem(path, 'CERTIFICATE'))];
  const { client } = files;
  const own =
    client === undefined ? {} : { cert: readPem(client.cert, 'CERTIFICATE'), key: readPem(client.key, 'PRIVATE KEY') };
  try {
    return createSecureContext({ ca, ...own });
  } catch (error) {
    const paths = [named, ...(files.ca ?? []), client?.cert].filter((path) => path !== undefined && path !== '');
    throw new HttpError('address', `${paths.join(', ')}: ${(error as Error).message}`, { cause: error });
  }
}

function readPem(path: string, what: 'CERTIFICATE' | 'PRIVATE KEY'): string {
  const read = readText(path, maxBytes);
  if (!('text' in read)) throw new HttpError('address', `${path} ${read.because}`);
  if (!new RegExp(`-----BEGIN [A-Z ]*${what}-----`).test(read.text)) {
    throw new HttpError('address', `${path} holds no ${what.toLowerCase()} in PEM`);
  }
  return read.text;
}
