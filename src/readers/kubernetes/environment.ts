import type { EnvironmentVariable, Port } from '../../facts/workload.ts';
import type { Located } from '../../model/located.ts';
import { seen } from '../../model/seen.ts';
import type { Report } from './problem.ts';

const protocols: Readonly<Record<string, Port['protocol']>> = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' };

export function readPorts(container: Located, hostNetwork: boolean | undefined, report: Report): Port[] {
  const list = container.get('ports');
  const touched = ['network', 'runtime', 'hardening'];
  if (!list.isList && !list.empty) report(list.at, 'ports is no list', touched);
  const ports: Port[] = [];
  for (const item of list.items()) {
    const containerPort = item.get('containerPort').number().value;
    const named = item.get('protocol');
    const protocol = named.empty ? 'tcp' : protocols[named.string().value ?? ''];
    const stated = item.get('hostPort');
    const wrongHost = !stated.empty && stated.number().value === undefined;
    if (containerPort === undefined || protocol === undefined || wrongHost) {
      const what = containerPort === undefined ? 'containerPort' : protocol === undefined ? 'protocol' : 'hostPort';
      report(item.at, `an entry of ports has no readable ${what}`, touched);
      continue;
    }
    // Zero is how the API writes "none". On the host's network every port is one of the host.
    const hostPort = stated.number().value || (hostNetwork === true ? containerPort : null);
    const hostAddress = hostPort === null ? null : item.get('hostIP').string().value || '0.0.0.0';
    ports.push({ containerPort, protocol, hostPort, hostAddress, at: item.at });
  }
  return ports;
}

/** Where `valueFrom` and `envFrom` lead (core/v1 EnvVarSource, EnvFromSource). */
const origins: Readonly<Record<string, string>> = {
  secretKeyRef: 'secret',
  secretRef: 'secret',
  configMapKeyRef: 'configMap',
  configMapRef: 'configMap',
  fieldRef: 'field',
  resourceFieldRef: 'field',
  fileKeyRef: 'file',
};

/** Variables in order; one named `PREFIX*` stands for each source that is taken in whole. */
export function readEnvironment(container: Located, report: Report): EnvironmentVariable[] {
  const variables: EnvironmentVariable[] = [];
  for (const item of entriesOf(container, 'envFrom', report)) {
    const name = `${item.get('prefix').string().value ?? ''}*`;
    variables.push({
      name,
      value: seen<string>(undefined, item.at, 'comes from another object'),
      from: originOf(item),
    });
  }
  for (const item of entriesOf(container, 'env', report)) {
    const name = item.get('name').text().value;
    if (name === undefined) {
      report(item.at, 'an entry of env has no name', ['hardening']);
      continue;
    }
    const value = item.get('value');
    const from = item.get('valueFrom');
    variables.push(
      from.empty
        ? { name, value: value.orDefault(value.string(), '', 'absent: Kubernetes takes an empty text'), from: null }
        : { name, value: seen<string>(undefined, from.at, 'comes from another object'), from: originOf(from) },
    );
  }
  return variables;
}

function entriesOf(container: Located, key: string, report: Report): Located[] {
  const list = container.get(key);
  if (!list.isList && !list.empty) report(list.at, `${key} is no list`, ['hardening']);
  return list.items();
}

function originOf(from: Located): string {
  const key = from.entries().find(([name, value]) => Object.hasOwn(origins, name) && !value.empty)?.[0];
  return key === undefined ? 'other' : origins[key]!;
}
