import type { PathRule } from './path-rules.ts';
import { unitFolders } from './units.ts';
import { flagsGiven, flagValue } from '../../formats/command-line/flags.ts';
import type { Located } from '../../model/located.ts';

/** Where dockerd itself says that its files are: its command line, or what systemd would start. */
export interface DockerOptions {
  /** Words of its command line; empty when it was not seen. */
  readonly command: readonly string[];
  /** daemon.json; absent when there is none. */
  readonly file: Located;
  /** Addresses it was asked at: `unix:///run/docker.sock`. */
  readonly addresses: readonly string[];
  /** Where docker.socket listens for it (`-H fd://`); empty when that is not known. */
  readonly listens: readonly string[];
  /** True when it was seen to run: its sockets are there now. */
  readonly running: boolean;
  /** Files of programs that root runs. */
  readonly executables: readonly string[];
}

/** The configuration file that a command line names; dockerd's own default when it names none. */
export function daemonFileOf(command: readonly string[]): string {
  return flagValue(command, ['--config-file'], 'value')?.value ?? '/etc/docker/daemon.json';
}

/** Units whose files say how the engine is started. */
export const dockerUnits = ['docker.service', 'docker.socket', 'containerd.service'] as const;

const usualSockets = ['/run/docker.sock', '/var/run/docker.sock'];
const programFolders = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/bin', '/sbin'];

/**
 * Files of CIS Docker, sections 1.1 and 3. Programs and units lie in different folders from system to
 * system; what dockerd's own options name takes the place of the default.
 */
export function dockerPaths(options: DockerOptions): PathRule[] {
  const { command, file, addresses, listens, running, executables } = options;
  const option = (flag: string, fallback: readonly string[]): Omit<PathRule, 'role'> => {
    const value = flagValue(command, [`--${flag}`], 'value')?.value ?? file.get(flag).string().value;
    if (value === undefined || value === '') return { paths: fallback };
    if (value.startsWith('/')) return { paths: [value] };
    return { paths: fallback, unclear: `${flag} is ${value}, which begins in the folder that dockerd is started in` };
  };
  const runFrom = executables.map((path) => path.slice(0, path.lastIndexOf('/')));
  // A shim lies beside the containerd that starts it, which need not be a usual folder.
  const programs = (name: string): string[] =>
    unique([
      ...executables.filter((path) => path.endsWith(`/${name}`)),
      ...[...runFrom, ...programFolders].map((folder) => `${folder}/${name}`),
    ]);
  const encrypts = ['tls', 'tlsverify'].some(
    (flag) => flagValue(command, [`--${flag}`], 'boolean')?.value === 'true' || file.get(flag).value === true,
  );
  // What dockerd takes when TLS is on and no file is named: those of root's own client.
  const certificate = (flag: string, name: string, usual: readonly string[]): Omit<PathRule, 'role'> =>
    option(flag, encrypts ? [`/root/.docker/${name}`] : usual);
  const hosts = [
    ...flagsGiven(command, ['-H', '--host'], 'value').map(({ value }) => value),
    ...(file.get('hosts').strings().value ?? []),
    ...addresses,
  ];
  const sockets = hosts.flatMap((address) => {
    if (address.startsWith('fd:')) return listens.length > 0 ? listens : usualSockets;
    return /^unix:\/\/(\/.+)$/.exec(address)?.[1] ?? (address === 'unix://' ? usualSockets : []);
  });
  const onlyElsewhere = hosts.length > 0 && sockets.length === 0;
  const whileRunning = 'it is there only while the engine runs';
  const containerd = flagsGiven(command, ['--containerd'], 'value').map(({ value }) => value);
  // A dockerd that was told of no containerd starts one of its own below its exec-root.
  const execRoot = option('exec-root', ['/var/run/docker']).paths[0]!;
  const ownSocket = `${execRoot}/containerd/containerd.sock`;
  return [
    { role: 'docker.service', paths: unitFolders.map((folder) => `${folder}/docker.service`), take: 'first' },
    { role: 'docker.socket', paths: unitFolders.map((folder) => `${folder}/docker.socket`), take: 'first' },
    { role: 'Docker folder', paths: ['/etc/docker'] },
    { role: 'registry certificate', paths: ['/etc/docker/certs.d/*/*'] },
    { role: 'TLS authority certificate', ...certificate('tlscacert', 'ca.pem', ['/etc/docker/ca.pem']) },
    {
      role: 'TLS server certificate',
      ...certificate('tlscert', 'cert.pem', ['/etc/docker/server-cert.pem', '/etc/docker/cert.pem']),
    },
    {
      role: 'TLS server key',
      ...certificate('tlskey', 'key.pem', ['/etc/docker/server-key.pem', '/etc/docker/key.pem']),
    },
    {
      role: 'Docker socket',
      paths: unique(sockets.length > 0 ? sockets : usualSockets),
      ...(running && onlyElsewhere ? {} : { absence: running ? 'the engine runs, but not there' : whileRunning }),
    },
    { role: 'daemon.json', paths: [daemonFileOf(command)] },
    { role: 'Docker defaults', paths: ['/etc/default/docker'] },
    { role: 'Docker sysconfig', paths: ['/etc/sysconfig/docker'] },
    {
      role: 'containerd socket',
      paths: unique([
        ...containerd.map((address) => address.replace(/^unix:\/\//, '')).filter((path) => path.startsWith('/')),
        ...(containerd.length === 0 && command.length > 0 ? [ownSocket] : []),
        '/run/containerd/containerd.sock',
      ]),
      absence: running ? 'the engine runs with a containerd that listens elsewhere' : whileRunning,
    },
    { role: 'containerd folder', paths: ['/run/containerd'], ...(running ? {} : { absence: whileRunning }) },
    { role: 'containerd configuration', paths: ['/etc/containerd/config.toml'] },
    { role: 'Docker data', ...option('data-root', ['/var/lib/docker']), absence: 'the engine makes it when it starts' },
    { role: 'dockerd', paths: programs('dockerd'), take: 'first' },
    { role: 'containerd', paths: programs('containerd'), take: 'first' },
    { role: 'containerd-shim', paths: programs('containerd-shim'), take: 'first' },
    { role: 'containerd-shim-runc-v1', paths: programs('containerd-shim-runc-v1'), take: 'first' },
    { role: 'containerd-shim-runc-v2', paths: programs('containerd-shim-runc-v2'), take: 'first' },
    { role: 'runc', paths: programs('runc'), take: 'first' },
  ];
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
