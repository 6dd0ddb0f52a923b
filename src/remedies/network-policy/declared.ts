import { objectsOfKind, type KubernetesObject } from '../../facts/kubernetes-object.ts';
import type { PortRange } from '../../formats/connections/connections.ts';
import { parseAddress } from '../../formats/connections/blocks.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Fact, Stage } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import type { Endpoint } from '../../questions/network/reachability/layer.ts';
import { hostsIn, namesHost, type NamedHost } from './names-in-text.ts';
import { anyone, apiServerPorts, workloadPeer, type LeftOut, type Need } from './need.ts';
import { portsMeant, targetOf, type ServiceOf } from './services.ts';

/** A text of a workload's configuration. */
interface Said {
  /** Of the variable or the key of a ConfigMap; empty for words of a command. */
  readonly key: string;
  readonly text: string;
  readonly at: Evidence;
  readonly where: string;
}

export interface DeclaredNeeds {
  readonly needs: readonly Need[];
  /** What they name and was not read: a Service, its Pods, a ConfigMap. The policies do not let it through. */
  readonly unread: readonly LeftOut[];
}

/** What workloads say of others: variables, commands, and the ConfigMaps they are given. */
export function declaredNeeds(
  endpoints: readonly Endpoint[],
  objects: readonly Fact<KubernetesObject>[],
  services: ReadonlyMap<string, ServiceOf>,
  stage: Stage,
): DeclaredNeeds {
  const unread = new Map<string, LeftOut>();
  const configMaps = new Map(
    objectsOfKind(objects, 'ConfigMap')
      .filter((one) => one.stage === stage)
      .map((one) => [`${one.value.namespace || 'default'}/${one.value.name}`, one]),
  );
  const all = endpoints.flatMap((from) => {
    if (from.pod === undefined || from.workload === undefined) return [];
    const needs = new Map<string, Need>();
    const miss = (because: string): void => {
      const { kind, namespace, name } = from.peer;
      unread.set(`${from.peer.id} ${because}`, { what: `${kind} ${namespace}/${name}`, because });
    };
    const texts = textsOf(from, configMaps, miss);
    for (const said of texts) {
      for (const named of hostsIn(said.text)) {
        for (const need of needsOf(from, named, said, texts, services, miss)) {
          const key = JSON.stringify([
            need.to.kind === 'workload' ? need.to.endpoint.peer.id : need.to,
            need.ports.map(({ protocol, first }) => [protocol, first]),
          ]);
          if (!needs.has(key)) needs.set(key, need);
        }
      }
    }
    return [...needs.values()];
  });
  return { needs: all, unread: [...unread.values()] };
}

function needsOf(
  from: Endpoint,
  named: NamedHost,
  said: Said,
  texts: readonly Said[],
  services: ReadonlyMap<string, ServiceOf>,
  miss: (because: string) => void,
): Need[] {
  const base = { from: workloadPeer(from), at: said.at, observed: false };
  const service = serviceNamed(named, from.pod!.namespace, services);
  if (service !== undefined) {
    if (named.form === 'word' && !(namesHost(said.key) || said.key === '')) return [];
    // Of a word of a command line only what looks like nothing else: `web` may be a role.
    if (named.form === 'word' && said.key === '' && !named.host.includes('.')) return [];
    const meant = named.port ?? portBeside(said, texts);
    const ports = portsMeant(service, meant);
    const why = `${said.where} names Service ${service.namespace}/${service.name}`;
    if (service.elsewhere) {
      const known =
        service.type === 'ExternalName'
          ? []
          : ports.flatMap(({ target, port, protocol }) => {
              const value = target.empty ? port : target.value;
              return typeof value === 'number' ? [{ protocol, first: value, last: value }] : [];
            });
      const own: PortRange[] =
        known.length > 0 || meant === undefined ? known : [{ protocol: 'TCP', first: meant, last: meant }];
      if (own.length > 0)
        return [{ ...base, to: anyone, ports: own, why: `${why}, whose addresses are not known here` }];
      miss(`${why}, and not on which port`);
      return [];
    }
    if (service.endpoints.length === 0) miss(`${why}, of which no Pod was read`);
    return service.endpoints.flatMap((to): Need[] => {
      const targets = ports.flatMap((port) => targetOf(port, to) ?? []);
      // A headless Service gives addresses of Pods: any of their ports can be asked for.
      const direct: PortRange[] =
        targets.length === 0 && meant !== undefined && service.headless
          ? [{ protocol: 'TCP', first: meant, last: meant }]
          : targets;
      return direct.length === 0 ? [] : [{ ...base, to: workloadPeer(to), ports: direct, why }];
    });
  }
  if (isOfCluster(named, said)) {
    if (/^kubernetes(?:\.default|$)/.test(named.host)) {
      const why = `${said.where} names the API server, whose address is not known here`;
      return [{ ...base, to: anyone, ports: apiServerPorts, why }];
    }
    miss(`${said.where} names ${named.host}, which is no Service that was read`);
    return [];
  }
  if (named.port === undefined || !named.host.includes('.')) return [];
  const ports: PortRange[] = [{ protocol: 'TCP', first: named.port, last: named.port }];
  const address = parseAddress(named.host);
  if (address !== null) {
    if (/^(?:127\.|0\.0\.0\.0$)/.test(named.host)) return [];
    const blocks = [`${named.host}/32`];
    return [{ ...base, to: { kind: 'blocks', blocks }, ports, why: `${said.where} names ${named.host}` }];
  }
  // A file or a version has a dot as well; hosts outside are told by URLs alone.
  if (named.form !== 'url' || !/\.[a-z]{2,}$/.test(named.host)) return [];
  return [{ ...base, to: anyone, ports, why: `${said.where} names ${named.host}, whose addresses are not known here` }];
}

/** `db`, `db.shop`, `db.shop.svc`, `db-0.db.shop.svc.cluster.local`. */
function serviceNamed(
  { host }: NamedHost,
  namespace: string,
  services: ReadonlyMap<string, ServiceOf>,
): ServiceOf | undefined {
  const parts = host.split('.');
  const svc = parts.indexOf('svc');
  const names = svc === -1 ? parts : parts.slice(0, svc);
  const [last, before] = [names.at(-1), names.at(-2)];
  if (names.length === 1) return services.get(`${namespace}/${last}`);
  if (names.length > 3) return undefined;
  const full = services.get(`${last}/${before}`);
  if (full !== undefined) return full;
  // A Pod of a StatefulSet, in the same namespace: `db-0.db`.
  return svc === -1 && names.length === 2 ? services.get(`${namespace}/${last}`) : undefined;
}

/** `DB_PORT` beside `DB_HOST`. */
function portBeside({ key }: Said, texts: readonly Said[]): number | undefined {
  const stem = /^(.*?)[-_.]?(?:HOST|ADDR|ADDRESS|SERVER|ENDPOINT|SERVICE|URL)(?:NAME)?$/i.exec(key)?.[1];
  if (stem === undefined || stem === '') return undefined;
  const wanted = new RegExp(`^${stem.replaceAll(/[^\w]/g, '.')}[-_.]?PORT$`, 'i');
  const text = texts.find((one) => wanted.test(one.key))?.text.trim();
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** A name that only the cluster can answer for: of its own domain, or one word where a host is meant. */
function isOfCluster({ host, form, port }: NamedHost, { key }: Said): boolean {
  if (/\.svc(?:\.|$)|\.cluster\.local$/.test(host)) return true;
  if (host.includes('.') || host === 'localhost' || port === undefined || !/[a-z]/.test(host)) return false;
  return form === 'url' || (form === 'port' && namesHost(key));
}

function textsOf(
  { workload, pod }: Endpoint,
  configMaps: ReadonlyMap<string, Fact<KubernetesObject>>,
  miss: (because: string) => void,
): readonly Said[] {
  const found: Said[] = [];
  const used = new Set<string>();
  for (const { name, environment, command, arguments: args, spec } of workload!.value.containers) {
    const of = `of container ${name}`;
    for (const { name: key, value } of environment)
      if (value.value !== undefined) found.push({ key, text: value.value, at: value.at, where: `${key} ${of}` });
    for (const words of [command, args])
      for (const word of words.value ?? []) {
        const [, flag, text] = /^--?([\w.-]+)=(.*)$/s.exec(word) ?? [];
        found.push({ key: flag ?? '', text: text ?? word, at: words.at, where: `an argument ${of}` });
      }
    for (const from of spec?.get('envFrom').items() ?? []) note(used, from.get('configMapRef'));
    for (const one of spec?.get('env').items() ?? []) note(used, one.down('valueFrom', 'configMapKeyRef'));
  }
  const volumes = workload!.value.pod?.get('volumes').items() ?? [];
  for (const volume of volumes) {
    note(used, volume.get('configMap'));
    for (const source of volume.down('projected', 'sources').items()) note(used, source.get('configMap'));
  }
  for (const name of used) {
    const configMap = configMaps.get(`${pod!.namespace}/${name}`);
    if (configMap === undefined) miss(`is given ConfigMap ${name}, which was not read`);
    const data = configMap?.value.root.get('data');
    for (const [key, value] of data?.entries() ?? []) {
      const text = value.text().value;
      if (text === undefined) continue;
      const where = `${key} of ConfigMap ${name}`;
      found.push(...linesOf(key, text).map((line) => ({ ...line, at: value.at, where })));
    }
  }
  return found;
}

const longestLine = 4096;

/** A value by itself, or the lines of a file: `db.host = db` names a host by its key. */
function linesOf(key: string, text: string): { readonly key: string; readonly text: string }[] {
  if (!text.includes('\n')) return [{ key, text }];
  return text
    .split('\n')
    .slice(0, 5000)
    .flatMap((line) => {
      if (/^\s*(?:#|\/\/|;)/.test(line)) return [];
      // Longer ones are data, and would be tried in too many ways.
      if (line.length > longestLine) return [{ key: '', text: line }];
      const [, name, value] = /^\s*["']?([\w.-]+)["']?\s*[:=]\s*["']?([^"']*)["']?,?\s*$/.exec(line) ?? [];
      return [name === undefined || value === undefined ? { key: '', text: line } : { key: name, text: value }];
    });
}

/** The certificate of the API server is in every namespace, and names nobody; what may be missing is no need. */
function note(used: Set<string>, reference: Located): void {
  const { value } = reference.get('name');
  if (typeof value === 'string' && value !== 'kube-root-ca.crt' && reference.get('optional').value !== true)
    used.add(value);
}
