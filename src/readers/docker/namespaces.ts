import type { Engine } from '../../facts/engine.ts';
import type { Workload } from '../../facts/workload.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';

/** Finds another container by id or name, for `container:ID` modes. */
export type Peers = (reference: string) => Located | undefined;

/** Modes of a container may lead to another one and from there to the next. */
const maxHops = 8;

type Shared = Pick<Workload, 'hostPid' | 'hostIpc' | 'hostNetwork' | 'hostUts' | 'userNamespace'>;

/** Which namespaces a container shares with its host by its configuration. */
export function sharedNamespaces(inspect: Located, engine: Engine | undefined, peers: Peers): Shared {
  return {
    hostPid: shares(inspect, 'PidMode', peers),
    hostIpc: shares(inspect, 'IpcMode', peers),
    hostNetwork: shares(inspect, 'NetworkMode', peers),
    hostUts: shares(inspect, 'UTSMode', peers),
    userNamespace: userNamespace(inspect.down('HostConfig', 'UsernsMode'), engine),
  };
}

function shares(inspect: Located, key: string, peers: Peers): Seen<boolean> {
  const mode = inspect.down('HostConfig', key);
  let here = mode;
  for (let hop = 0; hop < maxHops; hop++) {
    const text = here.string();
    if (text.value === undefined) return seen<boolean>(undefined, mode.at, text.why);
    if (text.value === 'host')
      return seen(true, hop === 0 ? mode.at : mode.noted(`${String(mode.value)} shares its host's`));
    const other = /^container:(.+)$/.exec(text.value)?.[1];
    if (other === undefined) return seen(false, mode.at);
    const peer = peers(other);
    if (peer === undefined) return seen<boolean>(undefined, mode.at, `is that of ${other}, which was not seen`);
    here = peer.down('HostConfig', key);
  }
  return seen<boolean>(undefined, mode.at, `leads through more than ${maxHops} containers`);
}

function userNamespace(mode: Located, engine: Engine | undefined): Seen<boolean> {
  if (engine?.rootless.value === true) return seen(true, { ...engine.rootless.at, note: 'the engine is rootless' });
  const text = mode.string();
  if (text.value === undefined) return seen<boolean>(undefined, mode.at, text.why);
  if (text.value === 'host') return seen(false, mode.at);
  if (engine === undefined) return seen(false, mode.noted('Docker remaps no users unless userns-remap is set'));
  const { value, at, why } = engine.userNamespaces;
  return value === undefined
    ? seen<boolean>(undefined, mode.at, `the engine's default is not known${why === undefined ? '' : `: ${why}`}`)
    : seen(value, { ...at, note: 'the default of the engine' });
}
