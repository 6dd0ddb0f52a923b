import type { EngineHolds, Swarm } from '../../facts/engine.ts';
import type { Located } from '../../model/located.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';

/** How many images and containers there are, from the engine's lists of them. */
export function holdsOf(containers: Located | undefined, images: Located | undefined, at: Located): Seen<EngineHolds> {
  const none = (why: string) => seen<EngineHolds>(undefined, at.at, why);
  if (containers === undefined || images === undefined) return none('its containers and images were not listed');
  if (!containers.isList || !images.isList) return none('its containers or images were not listed');
  const ids = images.items().map((one) => one.get('Id').string().value);
  const used = new Set(containers.items().map((one) => one.get('ImageID').string().value));
  if (ids.includes(undefined) || used.has(undefined)) return none('a listed container or image has no id');
  const running = containers.items().filter((one) => one.get('State').value === 'running').length;
  const value = {
    images: ids.length,
    imagesUsed: ids.filter((id) => used.has(id)).length,
    containers: containers.items().length,
    running,
  };
  return seen(value, containers.at);
}

const nanosecondsInDay = 24 * 60 * 60 * 1e9;

/**
 * The swarm from GET /info and GET /swarm, which only managers answer.
 *
 * @param swarm absent when it was not asked, or refused
 */
export function swarmOf(info: Located, swarm: Located | undefined): Seen<Swarm> {
  const state = info.down('Swarm', 'LocalNodeState');
  const manager = info.down('Swarm', 'ControlAvailable').boolean();
  if (state.string().value === undefined) return seen<Swarm>(undefined, state.at, state.string().why);
  if (state.value === '' || state.value === 'inactive') return seen<Swarm>(undefined, state.at, 'swarm mode is off');
  if (manager.value !== true || swarm === undefined || !swarm.isMap)
    return seen<Swarm>(undefined, manager.at, 'only a manager of the swarm tells how it is set up');
  const expiry = swarm.down('Spec', 'CAConfig', 'NodeCertExpiry').number();
  const lock = swarm.down('Spec', 'EncryptionConfig', 'AutoLockManagers');
  const value: Swarm = {
    managers: info.down('Swarm', 'Managers').number(),
    nodes: info.down('Swarm', 'Nodes').number(),
    autoLock: swarm.get('Spec').isMap ? lock.orDefault(lock.boolean(), false, 'absent: not locked') : lock.boolean(),
    nodeCertificateDays: mapSeen(expiry, (nanoseconds) => nanoseconds / nanosecondsInDay),
  };
  return seen(value, swarm.at);
}
