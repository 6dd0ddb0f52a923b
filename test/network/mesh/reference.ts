/**
 * A plain evaluator of Istio, one connection at a time, written from its documentation: "PeerAuthentication",
 * "AuthorizationPolicy", "Authorization policy conditions", "Destination Rule", "Protocol Selection" and, for ambient
 * mode, "Use Layer 4 security policy". It knows nothing of Plimsoll.
 */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly app: string;
  readonly plane: 'sidecar' | 'ambient' | 'none';
  readonly ip: string;
}
export type Mode = 'UNSET' | 'DISABLE' | 'PERMISSIVE' | 'STRICT';
export interface PeerAuthn {
  readonly name: string;
  readonly namespace: string;
  readonly app?: string;
  readonly mode: Mode;
  readonly ports: Readonly<Record<number, Mode>>;
  readonly age: number;
}
export interface Source {
  readonly principals?: readonly string[];
  readonly notPrincipals?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly notNamespaces?: readonly string[];
  readonly ipBlocks?: readonly string[];
  readonly notIpBlocks?: readonly string[];
}
export interface Operation {
  readonly ports?: readonly string[];
  readonly notPorts?: readonly string[];
  readonly methods?: readonly string[];
  readonly notMethods?: readonly string[];
}
export interface Condition {
  readonly key: 'source.namespace' | 'destination.port' | 'source.principal' | 'request.headers[x]';
  readonly values?: readonly string[];
  readonly notValues?: readonly string[];
}
export interface Rule {
  readonly from?: readonly Source[];
  readonly to?: readonly Operation[];
  readonly when?: readonly Condition[];
}
export interface Authz {
  readonly name: string;
  readonly namespace: string;
  readonly app?: string;
  readonly action: 'ALLOW' | 'DENY' | 'AUDIT';
  readonly dryRun: boolean;
  readonly rules: readonly Rule[];
}
export interface Destination {
  readonly name: string;
  readonly namespace: string;
  readonly host: string;
  readonly exportTo?: readonly string[];
  readonly tls?: 'DISABLE' | 'SIMPLE' | 'ISTIO_MUTUAL';
  readonly port?: { readonly number: number; readonly tls?: 'DISABLE' | 'SIMPLE' | 'ISTIO_MUTUAL' };
}
export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly app: string;
  readonly port: number;
  readonly target: number;
  readonly protocol: 'http' | 'tcp' | 'none';
}
export interface Cluster {
  readonly pods: readonly Pod[];
  readonly peers: readonly PeerAuthn[];
  readonly policies: readonly Authz[];
  readonly destinations: readonly Destination[];
  readonly services: readonly Service[];
}

const root = 'istio-system';
/** One exchange after the connection stands: bytes, or a request. */
type Exchange = 'bytes' | { readonly method: string; readonly header: string };
const requests: readonly Exchange[] = ['GET', 'POST', 'PATCH'].flatMap((method) =>
  ['a', 'z'].map((header) => ({ method, header })),
);

export interface Verdict {
  readonly verdict: 'allowed' | 'denied' | 'depends';
  readonly wire: 'encrypted' | 'plaintext' | 'either' | 'broken' | 'depends';
}

export function modeOf({ peers }: Cluster, pod: Pod, port: number): Mode {
  const eldest = (found: readonly PeerAuthn[]): PeerAuthn | undefined => found.toSorted((a, b) => a.age - b.age)[0];
  const whole = peers.filter(({ app }) => app === undefined);
  const mesh = eldest(whole.filter(({ namespace }) => namespace === root));
  const space = eldest(whole.filter(({ namespace }) => namespace === pod.namespace && namespace !== root));
  const own = eldest(
    peers.filter(({ app, namespace }) => app === pod.app && namespace === pod.namespace && namespace !== root),
  );
  const order = [own?.ports[port], own?.mode, space?.mode, mesh?.mode];
  return order.find((mode) => mode !== undefined && mode !== 'UNSET') ?? 'PERMISSIVE';
}

interface Attempt {
  readonly passes: boolean;
  readonly wire: 'encrypted' | 'plaintext';
  readonly shows: boolean;
}

function attempts(cluster: Cluster, from: Pod | null, to: Pod, port: number, hbone: boolean): Attempt[] {
  const mode = modeOf(cluster, to, port);
  const strict = to.plane !== 'none' && mode === 'STRICT';
  const inPlain: Attempt = { passes: !strict, wire: 'plaintext', shows: false };
  const mutual: Attempt = { passes: true, wire: 'encrypted', shows: true };
  if (from === null || from.plane === 'none') return [inPlain];
  if (from.plane === 'ambient') {
    if (to.plane === 'ambient' || (to.plane === 'sidecar' && hbone)) return [mutual];
    return [inPlain];
  }
  const found: Attempt[] = [inPlain];
  const doors = cluster.services.filter(
    ({ app, namespace, target }) => app === to.app && namespace === to.namespace && target === port,
  );
  const asked = doors.length === 0 ? [undefined] : doors.map((door) => settingOf(cluster, from, door));
  for (const tls of asked) {
    const takesMutual = (to.plane === 'sidecar' && mode !== 'DISABLE') || (to.plane === 'ambient' && hbone);
    if (tls === 'ISTIO_MUTUAL') found.push({ ...mutual, passes: takesMutual });
    else if (tls === 'SIMPLE') found.push({ passes: !strict, wire: 'encrypted', shows: false });
    else if (tls === undefined && takesMutual) found.push(mutual);
    else found.push(inPlain);
  }
  return found;
}

/** The client's namespace, that of the Service, the root namespace: the first that has a rule for the host. */
function settingOf({ destinations }: Cluster, from: Pod, door: Service): Destination['tls'] {
  const host = `${door.name}.${door.namespace}.svc.cluster.local`;
  const whole = (one: Destination): string =>
    one.host.includes('.') || one.host === '*' ? one.host : `${one.host}.${one.namespace}.svc.cluster.local`;
  const fits = (pattern: string): boolean =>
    pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : pattern === host;
  const visible = ({ exportTo = ['*'], namespace }: Destination): boolean =>
    exportTo.includes('*') ||
    exportTo.includes(from.namespace) ||
    (exportTo.includes('.') && namespace === from.namespace);
  for (const space of [from.namespace, door.namespace, root]) {
    const here = destinations.filter(
      (one) =>
        one.namespace === space &&
        fits(whole(one)) &&
        (space === from.namespace ? from.namespace !== root || visible(one) : visible(one)),
    );
    const best = here.toSorted((a, b) => rank(whole(b)) - rank(whole(a)))[0];
    if (best === undefined) continue;
    return best.port?.number === door.port ? best.port.tls : best.tls;
  }
  return undefined;
}
const rank = (host: string): number => (host.startsWith('*') ? host.length : 1000);

export function evaluate(cluster: Cluster, from: Pod | string, to: Pod, port: number): Verdict {
  const client = typeof from === 'string' ? null : from;
  const address = typeof from === 'string' ? from : from.ip;
  const results = [true, false].map((hbone) => {
    const passing = attempts(cluster, client, to, port, hbone).filter(({ passes }) => passes);
    const tries = passing.map(({ shows }) => {
      const said = exchangesOf(cluster, to, port).map((exchange) =>
        authorized(cluster, shows ? client : null, address, to, port, exchange),
      );
      return said.every((one) => one) ? 'allowed' : said.some((one) => one) ? 'depends' : 'denied';
    });
    // What nobody is let through by is not on the wire.
    const used = passing.filter((_, index) => tries[index] !== 'denied');
    const wires = new Set((used.length === 0 ? passing : used).map(({ wire }) => wire));
    const wire = wires.size === 2 ? ('either' as const) : ([...wires][0] ?? ('broken' as const));
    const verdict = (['allowed', 'depends'] as const).find((one) => tries.includes(one)) ?? ('denied' as const);
    return { verdict, wire };
  });
  const [first, second] = results as [Verdict, Verdict];
  return {
    verdict: first.verdict === second.verdict ? first.verdict : 'depends',
    wire: first.wire === second.wire ? first.wire : 'depends',
  };
}

function exchangesOf({ services }: Cluster, to: Pod, port: number): readonly Exchange[] {
  if (to.plane !== 'sidecar') return ['bytes'];
  const kinds = new Set(
    services
      .filter(({ app, namespace, target }) => app === to.app && namespace === to.namespace && target === port)
      .map(({ protocol }) => protocol),
  );
  const [only] = kinds;
  if (kinds.size === 1 && only === 'tcp') return ['bytes'];
  if (kinds.size === 1 && only === 'http') return requests;
  return ['bytes', ...requests];
}

function authorized(
  { policies }: Cluster,
  shown: Pod | null,
  address: string,
  to: Pod,
  port: number,
  exchange: Exchange,
): boolean {
  if (to.plane === 'none') return true;
  const mine = policies.filter(
    ({ namespace, app, dryRun }) =>
      !dryRun && (namespace === to.namespace || namespace === root) && (app === undefined || app === to.app),
  );
  const hits = (action: Authz['action']): boolean =>
    mine.some(
      (policy) =>
        policy.action === action && policy.rules.some((rule) => hit(rule, action, shown, address, to, port, exchange)),
    );
  if (hits('DENY')) return false;
  if (!mine.some(({ action }) => action === 'ALLOW')) return true;
  return hits('ALLOW');
}

function hit(
  rule: Rule,
  action: Authz['action'],
  shown: Pod | null,
  address: string,
  to: Pod,
  port: number,
  exchange: Exchange,
): boolean {
  const http = (one: Operation): boolean => one.methods !== undefined || one.notMethods !== undefined;
  const header = ({ key }: Condition): boolean => key === 'request.headers[x]';
  const speaks = (rule.to ?? []).some(http) || (rule.when ?? []).some(header);
  // Without requests an ALLOW rule about them is not there at all.
  if (exchange === 'bytes' && action === 'ALLOW' && speaks) return false;
  const id = shown === null ? '' : `cluster.local/ns/${shown.namespace}/sa/${shown.name}`;
  const like = (pattern: string, text: string): boolean => {
    if (text === '') return false;
    if (pattern === '*') return true;
    if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
    return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
  };
  const field = (
    yes: readonly string[] | undefined,
    no: readonly string[] | undefined,
    holds: (value: string) => boolean,
  ): boolean => (yes === undefined || yes.some(holds)) && (no === undefined || !no.some(holds));
  const fromFits = (one: Source): boolean =>
    field(one.principals, one.notPrincipals, (value) => like(value, id)) &&
    field(one.namespaces, one.notNamespaces, (value) => like(value, shown?.namespace ?? '')) &&
    field(one.ipBlocks, one.notIpBlocks, (value) => within(address, value));
  const ztunnel = to.plane === 'ambient';
  const toFits = (one: Operation): boolean => {
    // ztunnel passes over an operation of which it is told nothing.
    if (ztunnel && one.ports === undefined && one.notPorts === undefined) return false;
    return (
      field(one.ports, one.notPorts, (value) => value === String(port)) &&
      (exchange === 'bytes' ||
        field(one.methods, one.notMethods, (value) => value === '*' || value === exchange.method))
    );
  };
  const whenFits = (one: Condition): boolean => {
    if (header(one))
      return exchange === 'bytes' ? !ztunnel : field(one.values, one.notValues, (value) => value === exchange.header);
    if (one.key === 'destination.port') return field(one.values, one.notValues, (value) => value === String(port));
    const text = one.key === 'source.namespace' ? (shown?.namespace ?? '') : id;
    return field(one.values, one.notValues, (value) => like(value, text));
  };
  return (
    (rule.from === undefined || rule.from.some(fromFits)) &&
    (rule.to === undefined || rule.to.some(toFits)) &&
    (rule.when ?? []).every(whenFits)
  );
}

function within(address: string, block: string): boolean {
  const [base = '', bits = '32'] = block.split('/');
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(address) / size) === Math.floor(number(base) / size);
}
