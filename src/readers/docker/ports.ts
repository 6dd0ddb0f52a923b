import type { Port } from '../../facts/workload.ts';
import type { Located } from '../../model/located.ts';

/**
 * Ports of a container. Those of a running one stand in `NetworkSettings.Ports` with the address and
 * port that the engine chose; what is asked for but not there (a stopped container) is read from
 * `HostConfig.PortBindings`, where port 0 stands for one that the engine will choose.
 */
export function portsOf(inspect: Located): Port[] {
  const ports: Port[] = [];
  const met = new Set<string>();
  const take = (key: string, at: Located, bindings: readonly Located[]): void => {
    const parsed = parsePort(key);
    if (parsed === undefined) return;
    met.add(key);
    for (const binding of bindings) {
      const address = binding.get('HostIp').text().value ?? '';
      const port = Number(/^\d+/.exec(binding.get('HostPort').text().value ?? '')?.[0] ?? 0);
      const note = address === '' ? { note: 'no address: Docker takes every one' } : {};
      ports.push({
        ...parsed,
        hostPort: port,
        hostAddress: address === '' ? '0.0.0.0' : address,
        ...(address === '' ? { addressByDefault: true } : {}),
        at: { ...binding.at, ...note },
      });
    }
    if (bindings.length === 0) ports.push({ ...parsed, hostPort: null, hostAddress: null, at: at.at });
  };
  for (const [key, at] of inspect.down('NetworkSettings', 'Ports').entries()) {
    if (at.items().length > 0) take(key, at, at.items());
  }
  for (const [key, at] of inspect.down('HostConfig', 'PortBindings').entries()) {
    if (!met.has(key) && at.items().length > 0) take(key, at, at.items());
  }
  const all = inspect.down('HostConfig', 'PublishAllPorts');
  const exposed = [
    ...inspect.down('NetworkSettings', 'Ports').entries(),
    ...inspect.down('Config', 'ExposedPorts').entries(),
  ];
  for (const [key, at] of exposed) {
    if (met.has(key)) continue;
    take(key, at, []);
    if (all.value === true) {
      const last = ports.pop();
      if (last !== undefined)
        ports.push({
          ...last,
          hostPort: 0,
          hostAddress: '0.0.0.0',
          addressByDefault: true,
          at: all.noted('every exposed port is published'),
        });
    }
  }
  return ports;
}

function parsePort(key: string): Pick<Port, 'containerPort' | 'protocol'> | undefined {
  const match = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(key);
  return match === null
    ? undefined
    : { containerPort: Number(match[1]), protocol: (match[2] ?? 'tcp') as Port['protocol'] };
}
