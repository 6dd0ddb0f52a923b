/** Certificates made by the openssl program, and servers on loopback that a test starts and ends by their pid. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe, type ProbeTarget } from '../../src/io/tls/probe.ts';
import type { Certificate } from '../../src/model/certificate.ts';
import type { EndpointSeen, TlsVersion, VersionSeen } from '../../src/model/tls.ts';

export interface Identity {
  /** Paths of PEM files; `chain` has the certificate first and the intermediate behind it. */
  readonly certificate: string;
  readonly key: string;
  readonly chain: string;
}

export interface LeafWish {
  readonly name: string;
  /** `DNS:a.example,IP:127.0.0.1`. */
  readonly names?: string;
  /** Arguments of `openssl req` for the key. */
  readonly key?: readonly string[];
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
  readonly hash?: string;
  /** More lines of its extensions. */
  readonly extensions?: string;
  /** `root` or `intermediate`, which is usual. */
  readonly by?: 'root' | 'intermediate';
}

const day = 86_400_000;
const stamp = (days: number): string => new Date(Date.now() + days * day).toISOString().replaceAll(/[-:T]|\.\d+/g, '');

/** A root, an intermediate and whatever they issue, in a folder of their own. */
export class LabAuthority {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'plimsoll-tls-'));
  readonly root: string;
  readonly intermediate: string;

  constructor() {
    this.root = this.#authority('root', null);
    this.intermediate = this.#authority('intermediate', 'root');
  }

  at(name: string): string {
    return join(this.folder, name);
  }
  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  leaf(wish: LeafWish): Identity {
    const { name, key = ['-newkey', 'rsa:2048'], names = 'DNS:localhost,IP:127.0.0.1', by = 'intermediate' } = wish;
    this.#request(name, key, `/O=Lab/CN=${name}`);
    const extensions = [`basicConstraints=CA:FALSE`, `subjectAltName=${names}`, wish.extensions ?? ''].join('\n');
    this.#sign(name, by, extensions, wish.from ?? -1, wish.until ?? 60, wish.hash ?? 'sha256');
    const certificate = this.at(`${name}.pem`);
    writeFileSync(
      this.at(`${name}-chain.pem`),
      readFileSync(certificate, 'utf8') + readFileSync(this.intermediate, 'utf8'),
    );
    return { certificate, key: this.at(`${name}.key`), chain: this.at(`${name}-chain.pem`) };
  }

  #authority(name: string, by: 'root' | null): string {
    const dates = ['-1', '3650'];
    if (by === null) {
      openssl(
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        this.at(`${name}.key`),
        '-out',
        this.at(`${name}.pem`),
        '-days',
        dates[1]!,
        '-subj',
        `/O=Lab/CN=Lab ${name}`,
      );
    } else {
      this.#request(name, ['-newkey', 'rsa:2048'], `/O=Lab/CN=Lab ${name}`);
      this.#sign(name, by, 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign', -1, 3650, 'sha256');
    }
    return this.at(`${name}.pem`);
  }

  #request(name: string, key: readonly string[], subject: string): void {
    openssl(
      'req',
      '-new',
      ...key,
      '-nodes',
      '-keyout',
      this.at(`${name}.key`),
      '-out',
      this.at(`${name}.csr`),
      '-subj',
      subject,
    );
  }

  #sign(name: string, by: string, extensions: string, from: number, until: number, hash: string): void {
    const issuer = `${by}-issues`;
    mkdirSync(this.at(issuer), { recursive: true });
    writeFileSync(this.at(`${issuer}/index.txt`), '');
    writeFileSync(
      this.at(`${issuer}.cnf`),
      `[ca]\ndefault_ca=lab\n[lab]\ndatabase=${this.at(`${issuer}/index.txt`)}\nnew_certs_dir=${this.at(issuer)}\nrand_serial=yes\nunique_subject=no\npolicy=any\n[any]\norganizationName=optional\ncommonName=optional\n`,
    );
    writeFileSync(this.at(`${name}.ext`), extensions);
    openssl(
      'ca',
      '-batch',
      '-notext',
      '-config',
      this.at(`${issuer}.cnf`),
      '-cert',
      this.at(`${by}.pem`),
      '-keyfile',
      this.at(`${by}.key`),
      '-in',
      this.at(`${name}.csr`),
      '-out',
      this.at(`${name}.pem`),
      '-extfile',
      this.at(`${name}.ext`),
      '-md',
      hash,
      '-startdate',
      stamp(from),
      '-enddate',
      stamp(until),
    );
  }
}

export function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A port of loopback that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface RunningServer {
  readonly port: number;
  end(): Promise<void>;
}

/** Starts a program that listens on a port of loopback, and waits until it does. */
export async function serve(
  port: number,
  program: string,
  args: readonly string[],
  options: { readonly environment?: Record<string, string>; readonly uid?: number; readonly cwd?: string } = {},
): Promise<RunningServer> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.environment === undefined ? {} : { env: { ...process.env, ...options.environment } }),
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-4000)));
  const end = (): Promise<void> => endOf(child);
  const deadline = Date.now() + 60_000;
  while (!(await listens(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await end();
      throw new Error(`${program} does not listen on ${port}: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, end };
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const harder = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(harder);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** `openssl s_server` as it is told. */
export async function openSslServer(identity: Identity, args: readonly string[] = []): Promise<RunningServer> {
  const port = await freePort();
  const own = ['-accept', `127.0.0.1:${port}`, '-cert', identity.certificate, '-key', identity.key];
  return serve(port, 'openssl', ['s_server', '-quiet', ...own, ...args]);
}

export function look(port: number, wish: Partial<ProbeTarget> = {}): Promise<EndpointSeen> {
  return probe({
    host: '127.0.0.1',
    port,
    serverName: 'localhost',
    preamble: 'none',
    preambleGuessed: false,
    milliseconds: 10_000,
    signal: new AbortController().signal,
    ...wish,
  });
}

/** The versions that it takes. */
export function taken({ versions }: EndpointSeen): TlsVersion[] {
  return versions.filter(({ offered }) => offered === true).map(({ version }) => version);
}

export function versionIn({ versions }: EndpointSeen, wanted: TlsVersion): VersionSeen {
  return versions.find(({ version }) => version === wanted)!;
}

/** The certificates that it sends. */
export function sent({ chain }: EndpointSeen): Certificate[] {
  return (chain?.certificates ?? []).flatMap((one) => ('certificate' in one ? [one.certificate] : []));
}

/** What a certificate of a file states, by the openssl program. */
export function stated(path: string): { readonly serial: string; readonly fingerprint: string } {
  const text = openssl('x509', '-in', path, '-noout', '-serial', '-fingerprint', '-sha256');
  return {
    serial: /serial=(\w+)/.exec(text)![1]!,
    fingerprint: /Fingerprint=(\S+)/.exec(text)![1]!.replaceAll(':', '').toLowerCase(),
  };
}
