import { engine, type Engine, type Swarm } from '../../src/facts/engine.ts';
import { hostProcess, type HostProcess } from '../../src/facts/host-process.ts';
import { fact, type Fact } from '../../src/model/fact.ts';
import { here, settings, type Plain } from './table.ts';

const engineSettings = [
  'version',
  'apiVersion',
  'containerdVersion',
  'runcVersion',
  'kernelVersion',
  'operatingSystem',
  'securityOptions',
  'rootless',
  'userNamespaces',
  'liveRestore',
  'loggingDriver',
  'loggingOptions',
  'insecureRegistries',
  'authorizationPlugins',
  'experimental',
  'swarmActive',
  'userlandProxy',
  'noNewPrivileges',
  'interContainer',
  'iptables',
  'listens',
  'tlsVerify',
  'logLevel',
  'storageDriver',
  'storageOptions',
  'defaultUlimits',
  'cgroupParent',
  'dataRoot',
  'holds',
  'swarm',
  'socketMode',
  'socketOwner',
] as const satisfies readonly (keyof Engine)[];

/** A running engine, every setting undefined unless given. */
export function engineFact(given: Plain<Engine> = {}): Fact<Engine> {
  const address = given.address ?? 'unix:///var/run/docker.sock';
  const value: Engine = { address, at: here, ...settings(engineSettings, given) };
  return fact(engine, { subject: { source: 'test', kind: 'Engine', name: address }, stage: 'running' }, value, here);
}

/** Programs on the host by name, pids counted from 1. */
export function processes(...names: string[]): Fact<HostProcess>[] {
  return names.map((name, index) =>
    fact(
      hostProcess,
      { subject: { source: 'test', kind: 'Process', name }, stage: 'running' },
      { pid: index + 1, name, command: [`/usr/bin/${name}`], container: null, at: here },
      here,
    ),
  );
}

/** A swarm as a manager tells of it, every setting undefined unless given. */
export function swarmOf(given: Plain<Swarm>): Swarm {
  return settings(['managers', 'nodes', 'autoLock', 'nodeCertificateDays'], given);
}
