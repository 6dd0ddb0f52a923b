import { readPortRange, readProtocol, readShortPort, size, type ShortPort } from '../../formats/compose/short-port.ts';
import type { Port } from '../../facts/workload.ts';
import type { Evidence } from '../../model/evidence.ts';
import { noted, type Service } from './service.ts';
import type { Setting } from './setting.ts';

/** A range may name every port there is; a person reads one finding a port. */
const maxPorts = 1000;
/** A range is one value of a file and becomes many facts, which count as so many values each. */
const costOfPort = 20;

/** Ports that are published on the host and ports that are only exposed, which changes nothing. */
export function readPorts(service: Service): Port[] {
  const found = new Map<string, Port>();
  const add = (setting: Setting, at: Evidence, port: ShortPort, isPublished: boolean): void => {
    for (let index = 0; index < size(port.target); index++) {
      if (found.size >= maxPorts) {
        setting.findings.gap('COMPOSE_LIMIT', at, `more than ${maxPorts} ports`, setting.touches);
        return;
      }
      service.context.budget.take(costOfPort);
      const one = onePort(port, index, isPublished, at);
      found.set([one.hostAddress, one.hostPort, one.containerPort, one.protocol].join(' '), one);
    }
  };
  for (const item of service.setting('ports').items()) {
    const port = item.node.map === undefined ? readShort(item) : readLong(item);
    if (port !== undefined) add(item, item.at, port, true);
  }
  for (const item of service.setting('expose').items()) {
    const { value } = item.empty ? item.invalid<string>('is empty') : item.text();
    if (value === undefined) continue;
    const port = value.includes(':') ? 'publishes nothing, so it takes no colon' : readShortPort(value);
    if (typeof port === 'string') item.invalid(port);
    else add(item, item.at, port, false);
  }
  return [...found.values()];
}

function onePort(port: ShortPort, index: number, isPublished: boolean, at: Evidence): Port {
  const containerPort = port.target.first + index;
  if (!isPublished) return { containerPort, protocol: port.protocol, hostPort: null, hostAddress: null, at };
  const { published } = port;
  const picks = published !== null && size(published) !== size(port.target);
  const notes = [
    ...(port.address === null ? ['no address is given: all of the host'] : []),
    ...(published === null ? ['no port is given: the engine takes a free one of the host'] : []),
    ...(picks ? [`one of the ports ${published.first} to ${published.last}`] : []),
  ];
  return {
    containerPort,
    protocol: port.protocol,
    hostPort: published === null ? 0 : published.first + (picks ? 0 : index),
    hostAddress: port.address ?? '0.0.0.0',
    ...(port.address === null ? { addressByDefault: true } : {}),
    at: notes.length === 0 ? at : noted(at, notes.join('; ')),
  };
}

function readShort(item: Setting): ShortPort | undefined {
  const { value } = item.empty ? item.invalid<string>('is empty') : item.text();
  if (value === undefined) return undefined;
  const port = readShortPort(value);
  if (typeof port !== 'string') return port;
  item.invalid(port);
  return undefined;
}

function readLong(item: Setting): ShortPort | undefined {
  const read = (key: string): string | null | undefined => {
    const setting = item.get(key);
    return setting.empty ? null : setting.text().value;
  };
  const [target, published, address, protocol] = [read('target'), read('published'), read('host_ip'), read('protocol')];
  if (target === undefined || published === undefined || address === undefined || protocol === undefined)
    return undefined;
  const targetRange = readPortRange(target ?? '');
  const publishedRange = published === null || published === '' || published === '0' ? null : readPortRange(published);
  const kind = readProtocol(protocol ?? 'tcp');
  if (
    targetRange === null ||
    kind === null ||
    (publishedRange === null && published !== null && !/^0?$/.test(published))
  ) {
    item.invalid('has no target or published port from 1 to 65535, or an unknown protocol');
    return undefined;
  }
  return { target: targetRange, published: publishedRange, address: address === '' ? null : address, protocol: kind };
}
