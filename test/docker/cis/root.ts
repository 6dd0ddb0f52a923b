import { chmodSync, chownSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** One file of a host: content, mode and owner as numbers. */
export interface Planted {
  readonly text?: string;
  /** `socket` and `folder` have no text; that of a `link` is where it leads. */
  readonly kind?: 'socket' | 'folder' | 'link';
  readonly mode: number;
  readonly owner?: number;
  readonly group?: number;
}

export interface PlantedRoot {
  readonly folder: string;
  close(): Promise<void>;
}

/** A root file system with these files, as a host would have them. Only root may give files away. */
export async function plantRoot(files: Readonly<Record<string, Planted>>): Promise<PlantedRoot> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-host-'));
  const servers: Server[] = [];
  for (const [path, { text = '', kind, mode, owner = 0, group = 0 }] of Object.entries(files)) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    if (kind === 'link') {
      symlinkSync(text, full);
      continue;
    }
    if (kind === 'folder') mkdirSync(full, { recursive: true });
    else if (kind === 'socket') {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(full, resolve));
      servers.push(server);
    } else writeFileSync(full, text);
    chownSync(full, owner, group);
    chmodSync(full, mode);
  }
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  };
  return { folder, close };
}

const passwd = 'root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000::/home/ann:/bin/bash\n';
const release = 'ID=debian\nVERSION_ID=12\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';
const unit = '[Service]\nEnvironmentFile=-/etc/default/docker\nExecStart=/usr/bin/dockerd -H fd:// $DOCKER_OPTS\n';
const daemon =
  '{ "tlscacert": "/etc/docker/tls/ca.pem", "tlscert": "/etc/docker/tls/cert.pem", "tlskey": "/etc/docker/tls/key.pem" }';
const programs = [
  'dockerd',
  'containerd',
  'containerd-shim',
  'containerd-shim-runc-v1',
  'containerd-shim-runc-v2',
  'runc',
];

/** Everything that CIS Docker, sections 1.1 and 3, speaks of, as it should be. */
export function hardenedFiles(): Record<string, Planted> {
  const watched = [
    '/usr/bin/dockerd',
    '/usr/bin/containerd',
    '/usr/bin/runc',
    '/usr/bin/containerd-shim',
    '/usr/bin/containerd-shim-runc-v1',
    '/usr/bin/containerd-shim-runc-v2',
    '/run/containerd',
    '/var/lib/docker',
    '/etc/docker',
    '/lib/systemd/system/docker.service',
    '/run/containerd/containerd.sock',
    '/var/run/docker.sock',
    '/etc/default/docker',
    '/etc/docker/daemon.json',
    '/etc/containerd/config.toml',
    '/etc/sysconfig/docker',
  ];
  return {
    'etc/passwd': { text: passwd, mode: 0o644 },
    'etc/group': { text: 'root:x:0:\ndocker:x:999:\nann:x:1000:\n', mode: 0o644 },
    'etc/os-release': { text: release, mode: 0o644 },
    'etc/fstab': { text: '/dev/sda1 / ext4 defaults 0 1\n/dev/sdb1 /var/lib/docker ext4 nodev 0 2\n', mode: 0o644 },
    // Without it nothing would load the rules.
    'usr/sbin/auditctl': { mode: 0o755 },
    'etc/audit/rules.d/docker.rules': {
      text: `-D\n${watched.map((path) => `-w ${path} -k docker`).join('\n')}\n-e 2\n`,
      mode: 0o640,
    },
    'lib/systemd/system/docker.service': { text: unit, mode: 0o644 },
    'lib/systemd/system/docker.socket': { text: '[Socket]\nListenStream=/run/docker.sock\n', mode: 0o644 },
    'etc/docker': { kind: 'folder', mode: 0o755 },
    'etc/docker/daemon.json': { text: daemon, mode: 0o644 },
    'etc/docker/certs.d/registry.example:5000/ca.crt': { text: 'ca', mode: 0o444 },
    'etc/docker/tls/ca.pem': { text: 'ca', mode: 0o444 },
    'etc/docker/tls/cert.pem': { text: 'cert', mode: 0o444 },
    'etc/docker/tls/key.pem': { text: 'key', mode: 0o400 },
    'etc/default/docker': { text: 'DOCKER_OPTS=\n', mode: 0o644 },
    'etc/sysconfig/docker': { text: 'OPTIONS=\n', mode: 0o644 },
    'etc/containerd/config.toml': { text: 'version = 2\n', mode: 0o644 },
    'var/lib/docker': { kind: 'folder', mode: 0o710 },
    'run/containerd': { kind: 'folder', mode: 0o711 },
    'var/run': { kind: 'link', text: '../run', mode: 0o777 },
    'run/docker.sock': { kind: 'socket', mode: 0o660, group: 999 },
    'run/containerd/containerd.sock': { kind: 'socket', mode: 0o660 },
    ...Object.fromEntries(programs.map((name) => [`usr/bin/${name}`, { text: '#!', mode: 0o755 }])),
  };
}

/** The same host with every one of them wrong. */
export function badFiles(): Record<string, Planted> {
  const wrong = (given: Planted, mode: number): Planted => ({ ...given, mode, owner: 1000, group: 1000 });
  const good = hardenedFiles();
  const modes: Readonly<Record<string, number>> = {
    'lib/systemd/system/docker.service': 0o666,
    'lib/systemd/system/docker.socket': 0o664,
    'etc/docker': 0o777,
    'etc/docker/daemon.json': 0o646,
    'etc/docker/certs.d/registry.example:5000/ca.crt': 0o644,
    'etc/docker/tls/ca.pem': 0o644,
    'etc/docker/tls/cert.pem': 0o644,
    'etc/docker/tls/key.pem': 0o440,
    'etc/default/docker': 0o666,
    'etc/sysconfig/docker': 0o755,
    'run/docker.sock': 0o666,
    'run/containerd/containerd.sock': 0o661,
  };
  return {
    ...Object.fromEntries(
      Object.entries(good).map(([path, given]) => [
        path,
        modes[path] === undefined ? given : wrong(given, modes[path]),
      ]),
    ),
    'etc/group': { text: 'root:x:0:\ndocker:x:999:ann\nann:x:1000:\n', mode: 0o644 },
    // As augenrules joins them, -D stands first and takes nothing away.
    // Each of them looks like a rule for Docker, and records nothing of what counts.
    'etc/audit/rules.d/docker.rules': {
      text: '-w /usr/bin/dockerd.old -k docker\n-D\n-w /etc/docker.old -p wa\n-w /usr/bin/runc -p wa\n',
      mode: 0o640,
    },
    'etc/audit/rules.d/30-more.rules': { text: '-a always,exit -S openat -F dir=/var/lib/docker -k d\n', mode: 0o640 },
  };
}
