import type { Container } from '../../facts/workload.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import type { PodContext } from './container.ts';
import { readPorts } from './environment.ts';

/**
 * A container with its name, image and ports alone: what the network question asks of hundreds of thousands.
 * All other settings are undefined, so that nothing can take them for good ones.
 */
export function readContainerPorts(
  at: Located,
  role: Container['role'],
  { hostNetwork, report }: PodContext,
): Container {
  const here = at.at;
  const name = at.get('name').string().value;
  if (name === undefined) report(here, 'a container has no name', []);
  const image = at.get('image').string();
  const unread: Seen<never> = seen<never>(undefined, here, 'was not read: the network alone was asked about');
  return {
    name: name ?? at.path.slice(at.path.lastIndexOf('.') + 1),
    role,
    image: image.value === '' ? seen<string>(undefined, image.at, 'is empty') : image,
    privileged: unread,
    allowPrivilegeEscalation: unread,
    capabilitiesAdded: unread,
    capabilitiesDropped: unread,
    capabilitiesHeld: unread,
    user: unread,
    group: unread,
    runAsNonRoot: unread,
    readOnlyRoot: unread,
    seccomp: unread,
    appArmor: unread,
    seLinux: unread,
    procMount: unread,
    sysctls: unread,
    devices: unread,
    memoryLimit: unread,
    cpuLimit: unread,
    pidsLimit: unread,
    memoryRequest: unread,
    cpuRequest: unread,
    mounts: [],
    ports: readPorts(at, hostNetwork, report),
    environment: [],
    command: unread,
    arguments: unread,
    health: unread,
    restart: unread,
    logging: unread,
    pullPolicy: unread,
    pid: unread,
    spec: at,
    at: here,
  };
}
