import type { Configuration } from '../../facts/configuration.ts';
import { engine, type Engine } from '../../facts/engine.ts';
import type { Evidence } from '../../model/evidence.ts';
import { fact, type About, type Fact } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import { daemonBoolean, daemonList, daemonText, type DaemonSources } from './daemon-options.ts';
import { answer, engineFact } from './engine.ts';

/**
 * The engine that a host will run, from the command line of its unit and daemon.json alone: what only a
 * running one could tell is undefined. Where one answers, `engineFact` is the better witness.
 *
 * @param root true when its unit starts it as root; undefined when that is not known
 */
export function engineDeclaredBy(
  about: About,
  sources: DaemonSources,
  root: Seen<boolean>,
  at: Evidence,
): Fact<Engine> {
  const none = (path: string) => answer(path, undefined);
  const hosts = daemonList(sources, ['-H', '--host'], 'hosts', []);
  const address = hosts.value?.find((one) => one.startsWith('unix:')) ?? 'unix:///var/run/docker.sock';
  const told = engineFact({
    address,
    info: none('/info'),
    version: none('/version'),
    daemon: sources,
    socket: seen<never>(undefined, at, 'an engine that does not run has no socket'),
    plainTcp: false,
  });
  const driver = daemonText(sources, ['-s', '--storage-driver'], 'storage-driver', '');
  const value: Engine = {
    ...told.value,
    rootless: mapSeen(root, (isRoot) => (isRoot ? false : undefined)),
    userNamespaces: mapSeen(daemonText(sources, ['--userns-remap'], 'userns-remap', ''), (users) => users !== ''),
    liveRestore: daemonBoolean(sources, 'live-restore', false),
    loggingDriver: daemonText(sources, ['--log-driver'], 'log-driver', 'json-file'),
    insecureRegistries: daemonList(sources, ['--insecure-registry'], 'insecure-registries', []),
    authorizationPlugins: daemonList(sources, ['--authorization-plugin'], 'authorization-plugins', []),
    experimental: daemonBoolean(sources, 'experimental', false),
    securityOptions: seccomp(daemonText(sources, ['--seccomp-profile'], 'seccomp-profile', '')),
    storageDriver:
      driver.value === '' ? seen<string>(undefined, driver.at, 'the engine chooses one when it starts') : driver,
    dataRoot: daemonText(sources, ['-g', '--data-root'], 'data-root', '/var/lib/docker'),
    at,
  };
  return fact(engine, about, value, at);
}

/**
 * The engine that a daemon.json makes, where dockerd is started with no options beside it and no
 * engine was asked: for who weighs a change of that file before it is made.
 */
export function declaredEngine({ value: { root }, subject, at }: Fact<Configuration>): Fact<Engine> {
  const command = seen<readonly string[]>(['dockerd'], root.noted('taken as started without options'));
  return engineDeclaredBy(
    { subject: { ...subject, kind: 'Engine' }, stage: 'declared' },
    { command, file: seen<Located | null>(root, root.at) },
    seen<boolean>(undefined, root.at, 'only a running engine tells'),
    at,
  );
}

/** That no profile is named does not say that the kernel has seccomp; that it is switched off is said. */
function seccomp(profile: Seen<string>): Seen<readonly string[]> {
  if (profile.value === 'unconfined') return seen<readonly string[]>(['name=seccomp,profile=unconfined'], profile.at);
  const why = profile.why ?? 'which modules of security the kernel has only a running engine tells';
  return seen<readonly string[]>(undefined, profile.at, why);
}
