/** Servers of Debian bookworm in a root of their own, run by `chroot`: nothing is installed on this machine. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { unless } from '../packages/packages.ts';
import { freePort, serve, type Identity, type RunningServer } from './lab.ts';

const packages = [
  'nginx-light',
  'redis-server',
  'slapd',
  'dovecot-imapd',
  'dovecot-pop3d',
  'mariadb-server-core',
  'vsftpd',
  'prosody',
];

/** Why these servers cannot be run here; false when they can. */
export const withoutPrograms: string | false =
  process.getuid?.() === 0 ? unless('mmdebstrap', 'chroot') : 'needs root, for chroot';

let made: string | undefined;

/** The root, made once from Debian's archive and kept outside of the project. */
function root(): string {
  if (made !== undefined) return made;
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plimsoll-roots');
  const path = join(folder, 'tls-servers');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const half = `${path}.${process.pid}`;
    const what = ['--quiet', '--variant=minbase', `--include=${packages.join(',')}`, 'bookworm'];
    try {
      execFileSync('mmdebstrap', [...what, half, 'http://deb.debian.org/debian'], {
        stdio: ['ignore', 'ignore', 'inherit'],
        timeout: 900_000,
      });
      renameSync(half, path);
    } finally {
      rmSync(half, { recursive: true, force: true });
    }
  }
  return (made = path);
}

/** A folder in the root, with files of a test in it. */
export class RootFolder {
  /** As programs in the root name it. */
  readonly inside: string;
  readonly #outside: string;

  constructor() {
    this.#outside = mkdtempSync(join(root(), 'tmp/plimsoll-'));
    chmodSync(this.#outside, 0o755);
    this.inside = `/tmp/${basename(this.#outside)}`;
  }

  end(): void {
    rmSync(this.#outside, { recursive: true, force: true });
  }
  /** @returns its path in the root */
  write(name: string, text: string): string {
    writeFileSync(join(this.#outside, name), text);
    return `${this.inside}/${name}`;
  }
  folder(name: string, mode = 0o777): string {
    mkdirSync(join(this.#outside, name), { mode });
    chmodSync(join(this.#outside, name), mode);
    return `${this.inside}/${name}`;
  }
  /** @returns paths in the root, readable by every user there */
  put(identity: Identity): { readonly chain: string; readonly key: string } {
    const copy = (path: string, mode: number): string => {
      const name = basename(path);
      copyFileSync(path, join(this.#outside, name));
      chmodSync(join(this.#outside, name), mode);
      return `${this.inside}/${name}`;
    };
    return { chain: copy(identity.chain, 0o644), key: copy(identity.key, 0o644) };
  }
  async serve(configure: (port: number) => readonly [program: string, ...args: string[]]): Promise<RunningServer> {
    const port = await freePort();
    return serve(port, 'chroot', [root(), ...configure(port)]);
  }
}
