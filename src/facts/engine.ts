import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Seen } from '../model/seen.ts';

/** A Docker engine and the host it runs on, as far as it can be seen. */
export interface Engine {
  /** The address it was asked at: `unix:///var/run/docker.sock`, `tcp://…:2376`. */
  readonly address: string;
  readonly version: Seen<string>;
  readonly apiVersion: Seen<string>;
  readonly containerdVersion: Seen<string>;
  readonly runcVersion: Seen<string>;
  readonly kernelVersion: Seen<string>;
  readonly operatingSystem: Seen<string>;
  /** Entries of SecurityOptions: `name=seccomp,profile=builtin`, `name=userns`, `name=rootless`. */
  readonly securityOptions: Seen<readonly string[]>;
  readonly rootless: Seen<boolean>;
  readonly userNamespaces: Seen<boolean>;
  readonly liveRestore: Seen<boolean>;
  readonly loggingDriver: Seen<string>;
  readonly loggingOptions: Seen<Readonly<Record<string, string>>>;
  readonly insecureRegistries: Seen<readonly string[]>;
  readonly authorizationPlugins: Seen<readonly string[]>;
  readonly experimental: Seen<boolean>;
  readonly swarmActive: Seen<boolean>;
  readonly userlandProxy: Seen<boolean>;
  readonly noNewPrivileges: Seen<boolean>;
  readonly interContainer: Seen<boolean>;
  readonly iptables: Seen<boolean>;
  /** Addresses it listens on: `unix:///var/run/docker.sock`, `tcp://0.0.0.0:2375`. */
  readonly listens: Seen<readonly string[]>;
  /** True when every TCP address demands a client certificate. */
  readonly tlsVerify: Seen<boolean>;
  /** File mode of the socket (0o660), its owner and group ids. */
  readonly socketMode: Seen<number>;
  readonly socketOwner: Seen<{ readonly uid: number; readonly gid: number }>;
  readonly at: Evidence;
}

export const engine = defineFact<Engine>('engine');
