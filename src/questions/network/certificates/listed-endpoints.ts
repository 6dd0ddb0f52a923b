import type { StoredCertificates } from '../../../facts/certificate.ts';
import { groupOf, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Certificate } from '../../../model/certificate.ts';
import type { Fact } from '../../../model/fact.ts';
import { describeSubject } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';

/** An address that a target lists as one of its own. */
export interface ListedEndpoint {
  readonly host: string;
  readonly port: number;
  /** The name that it is reached by; null when the source names none. */
  readonly serverName: string | null;
  /** Where it is listed: `Ingress shop/web`. */
  readonly from: string;
  /** True when the source says, or its port means, that it speaks TLS. */
  readonly encrypted: boolean;
  /** The Secret whose certificate it should serve: `Secret shop/web-tls`. */
  readonly secret?: string;
}

/** Ports at which TLS is expected, at once or after a preamble. */
const encryptedPorts = new Set([
  443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 2376, 2379, 2380, 3269, 5061, 5223, 5671, 6443, 6514, 6697,
  8443, 8883, 9443, 10250, 10257, 10259, 15017, 21, 25, 110, 143, 389, 587, 3306, 5432,
]);

/** The addresses of a cluster that are listed as reachable: those of Ingresses, Gateways and Services. */
export function listedByCluster(
  objects: readonly Fact<KubernetesObject>[],
  inside: boolean,
): readonly ListedEndpoint[] {
  return objects.flatMap((one) => {
    const group = groupOf(one.value);
    const { kind } = one.value;
    if (kind === 'Ingress' && (group === 'networking.k8s.io' || group === 'extensions')) return ofIngress(one);
    if (kind === 'Gateway' && group === 'gateway.networking.k8s.io') return ofGateway(one);
    if (kind === 'Service' && group === '') return ofService(one, inside);
    return [];
  });
}

function addressesOf(status: Located): string[] {
  return status
    .down('loadBalancer', 'ingress')
    .items()
    .flatMap((one) => one.get('ip').string().value ?? one.get('hostname').string().value ?? []);
}

function ofIngress(one: Fact<KubernetesObject>): ListedEndpoint[] {
  const { root, namespace } = one.value;
  const from = describeSubject(one.subject);
  const addresses = addressesOf(root.get('status'));
  return root
    .down('spec', 'tls')
    .items()
    .flatMap((entry) => {
      const secret = entry.get('secretName').string().value;
      const hosts = entry.get('hosts').strings().value ?? [];
      return hosts.flatMap((host) =>
        addresses.map((address) => ({
          host: address,
          port: 443,
          serverName: aNameOf(host),
          from,
          encrypted: true,
          ...(secret === undefined ? {} : { secret: `Secret ${namespace}/${secret}` }),
        })),
      );
    });
}

function ofGateway(one: Fact<KubernetesObject>): ListedEndpoint[] {
  const { root, namespace } = one.value;
  const from = describeSubject(one.subject);
  const addresses = root
    .down('status', 'addresses')
    .items()
    .flatMap((address) => address.get('value').string().value ?? []);
  return root
    .down('spec', 'listeners')
    .items()
    .flatMap((listener) => {
      const protocol = listener.get('protocol').string().value;
      const port = listener.get('port').number().value;
      if ((protocol !== 'HTTPS' && protocol !== 'TLS') || port === undefined) return [];
      const hostname = listener.get('hostname').string().value;
      const [reference] = listener.down('tls', 'certificateRefs').items();
      const name = reference?.get('name').string().value;
      const home = reference?.get('namespace').string().value ?? namespace;
      return addresses.map((address) => ({
        host: address,
        port,
        serverName: hostname === undefined ? null : aNameOf(hostname),
        from,
        encrypted: true,
        ...(name === undefined ? {} : { secret: `Secret ${home}/${name}` }),
      }));
    });
}

function ofService(one: Fact<KubernetesObject>, inside: boolean): ListedEndpoint[] {
  const { root, name, namespace } = one.value;
  const from = describeSubject(one.subject);
  const spec = root.get('spec');
  const type = spec.get('type').string().value;
  const external = type === 'LoadBalancer' ? addressesOf(root.get('status')) : [];
  const own = spec.get('clusterIP').string().value;
  // Addresses of the cluster's own network lead nowhere from outside.
  const internal = inside && own !== undefined && own !== '' && own !== 'None' ? [own] : [];
  return spec
    .get('ports')
    .items()
    .flatMap((entry) => {
      const port = entry.get('port').number().value;
      const protocol = entry.get('protocol').string().value ?? 'TCP';
      if (port === undefined || protocol !== 'TCP') return [];
      const words = `${entry.get('name').text().value ?? ''} ${entry.get('appProtocol').string().value ?? ''}`;
      const encrypted = /https|tls|ssl|wss|grpcs/i.test(words) || encryptedPorts.has(port);
      return [
        ...external.map((host) => ({ host, port, serverName: null, from, encrypted })),
        ...internal.map((host) => ({ host, port, serverName: `${name}.${namespace}.svc`, from, encrypted })),
      ];
    });
}

/** A name that a wildcard stands for: a server is asked by a name, not by a pattern. */
function aNameOf(host: string): string {
  return host.startsWith('*.') ? `plimsoll${host.slice(1)}` : host;
}

/** The ports that an engine publishes. @param engineHost where the engine is, for ports on all addresses */
export function listedByEngine(workloads: readonly Fact<Workload>[], engineHost: string): readonly ListedEndpoint[] {
  const found = new Map<string, ListedEndpoint>();
  for (const { value, subject, stage } of workloads) {
    if (value.orchestrator !== 'docker' || stage !== 'running') continue;
    for (const { hostPort, hostAddress, containerPort, protocol } of value.containers.flatMap(({ ports }) => ports)) {
      if (hostPort === null || protocol !== 'tcp') continue;
      const isEvery = hostAddress === null || ['0.0.0.0', '::', ''].includes(hostAddress);
      const host = isEvery ? engineHost : hostAddress;
      const encrypted = encryptedPorts.has(hostPort) || encryptedPorts.has(containerPort);
      const from = describeSubject(subject);
      found.set(`${host} ${hostPort}`, { host, port: hostPort, serverName: null, from, encrypted });
    }
  }
  return [...found.values()];
}

/** The certificate that a Secret holds, by `Secret namespace/name`. */
export function identitiesOf(stored: readonly Fact<StoredCertificates>[]): ReadonlyMap<string, Certificate> {
  const found = new Map<string, Certificate>();
  for (const { subject, value } of stored) {
    const [first] = value.certificates;
    if (subject.kind === 'Secret' && value.purpose === 'identity' && first !== undefined && 'certificate' in first)
      found.set(describeSubject(subject), first.certificate);
  }
  return found;
}
