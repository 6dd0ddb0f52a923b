import { connect as connectTls, type SecureVersion, type TLSSocket } from 'node:tls';
import type { TlsVersion } from '../../model/tls.ts';
import type { Dial } from './dial.ts';
import { WireError } from './wire.ts';

/** What Node's own TLS (OpenSSL) says of an endpoint: it verifies, where Plimsoll only reads. */
export interface LibraryAnswer {
  /** Null when no handshake came about. */
  readonly trusted: boolean | null;
  /** `CERT_HAS_EXPIRED`, or why there was no handshake; empty when it is trusted. */
  readonly because: string;
  /** Null when the handshake ended before it was told. */
  readonly acceptsWithoutCertificate: boolean | null;
}

const nodeVersions: Partial<Record<TlsVersion, SecureVersion>> = {
  'TLSv1.0': 'TLSv1',
  'TLSv1.1': 'TLSv1.1',
  'TLSv1.2': 'TLSv1.2',
  'TLSv1.3': 'TLSv1.3',
};

/** After a handshake of TLS 1.3: how long a server is given to object to a client without a certificate. */
const objectionMilliseconds = 1500;

/**
 * One handshake at one version.
 *
 * @param authorities PEM of what is trusted; undefined for what Node and the system trust
 * @param waits true to hear whether a server of TLS 1.3 takes a client without a certificate, which it says afterwards
 */
export async function askLibrary(
  dial: Dial,
  version: TlsVersion,
  authorities: readonly string[] | undefined,
  waits: boolean,
): Promise<LibraryAnswer> {
  const spoken = nodeVersions[version];
  if (spoken === undefined)
    return { trusted: null, because: `Node does not speak ${version}`, acceptsWithoutCertificate: null };
  const { serverName } = dial.target;
  try {
    return await dial.with(async (wire) => {
      const socket = connectTls({
        socket: wire.release(),
        rejectUnauthorized: false,
        minVersion: spoken,
        maxVersion: spoken,
        // What is trusted is asked here, not how strong it is: old suites and short keys are judged elsewhere.
        ciphers: 'ALL:@SECLEVEL=0',
        ...(serverName === null ? {} : { servername: serverName }),
        // The name is looked for by Plimsoll itself.
        checkServerIdentity: () => undefined,
        ...(authorities === undefined ? {} : { ca: [...authorities] }),
      });
      try {
        return await Promise.race([handshakeOf(socket, version, waits), brokenOff(wire.ended())]);
      } finally {
        socket.destroy();
      }
    });
  } catch (error) {
    if (error instanceof WireError) return { trusted: null, because: error.message, acceptsWithoutCertificate: null };
    throw error;
  }
}

async function brokenOff(ended: Promise<WireError>): Promise<LibraryAnswer> {
  const end = await ended;
  // What the handshake itself says of the end comes first, where it says anything.
  await new Promise((resolve) => setImmediate(resolve));
  return { trusted: null, because: end.message, acceptsWithoutCertificate: null };
}

function handshakeOf(socket: TLSSocket, version: TlsVersion, waits: boolean): Promise<LibraryAnswer> {
  return new Promise((resolve) => {
    let done: LibraryAnswer | null = null;
    let timer: NodeJS.Timeout | undefined;
    const finish = (answer: LibraryAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    socket.once('secureConnect', () => {
      const because = socket.authorized ? '' : codeOf(socket.authorizationError);
      const accepts = version === 'TLSv1.3' ? null : true;
      done = { trusted: socket.authorized, because, acceptsWithoutCertificate: accepts };
      if (!waits || version !== 'TLSv1.3') return finish(done);
      const accepted = { ...done, acceptsWithoutCertificate: true };
      // A ticket or data is sent once the client's part of the handshake was taken.
      socket.once('session', () => finish(accepted));
      socket.once('data', () => finish(accepted));
      timer = setTimeout(() => finish(done!), objectionMilliseconds);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isObjection = /ALERT/.test(error.code ?? '');
      if (done !== null) return finish({ ...done, acceptsWithoutCertificate: isObjection ? false : null });
      finish({
        trusted: null,
        because: codeOf(error),
        acceptsWithoutCertificate: isObjection ? false : null,
      });
    });
    socket.once('close', () =>
      finish(done ?? { trusted: null, because: 'closed the connection', acceptsWithoutCertificate: null }),
    );
  });
}

function codeOf(error: Error | string | undefined): string {
  if (error === undefined) return 'not trusted';
  if (typeof error === 'string') return error;
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}
