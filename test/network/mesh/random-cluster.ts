import type {
  Authz,
  Cluster,
  Condition,
  Destination,
  Mode,
  Operation,
  PeerAuthn,
  Pod,
  Rule,
  Service,
  Source,
} from './reference.ts';

/** Numbers that look random and are the same in every run (mulberry32). */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

const spaces = ['shop', 'bank', 'istio-system'];
const apps = ['a', 'b'];
export const portsUsed = [80, 8080, 9090];
const planes = ['sidecar', 'ambient', 'none'] as const;

export function randomCluster(roll: (sides: number) => number, http: boolean): Cluster {
  const one = <T>(of: readonly T[]): T => of[roll(of.length)]!;
  const maybe = <T>(sides: number, make: () => T): T | undefined => (roll(sides) === 0 ? make() : undefined);
  const times = <T>(most: number, make: (index: number) => T): T[] =>
    Array.from({ length: roll(most + 1) }, (_, index) => make(index));
  const put = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
    (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
  const plane = Object.fromEntries(spaces.map((space) => [space, one(planes)]));
  const pods: Pod[] = spaces.slice(0, 2).flatMap((namespace, at) =>
    apps.map((app, index) => ({
      name: app,
      namespace,
      app,
      plane: plane[namespace]!,
      ip: `10.0.${at}.${index + 1}`,
    })),
  );
  const modes: readonly Mode[] = [
    'UNSET',
    'PERMISSIVE',
    'STRICT',
    ...(pods.some((pod) => pod.plane === 'ambient') ? [] : (['DISABLE'] as const)),
  ];
  const peers = times(4, (index): PeerAuthn => ({
    name: `p${index}`,
    namespace: one(spaces),
    ...put(
      'app',
      maybe(2, () => one(apps)),
    ),
    mode: one(modes),
    ports: roll(2) === 0 ? { [one(portsUsed)]: one(modes) } : {},
    age: index,
  }));
  const names = (): string[] => [one(['shop', 'bank', '*', 'sh*', '*nk'])];
  const ids = (): string[] => [
    one(['cluster.local/ns/shop/sa/a', '*', '*/sa/b', 'cluster.local/ns/bank/*', 'other/ns/shop/sa/a']),
  ];
  const blocks = (): string[] => [one(['10.0.0.0/24', '10.0.1.0/24', '10.0.0.1', '0.0.0.0/0', '203.0.113.0/24'])];
  const some = <T extends object>(made: T, other: () => T): T => (Object.keys(made).length === 0 ? other() : made);
  const source = (): Source =>
    some<Source>(
      {
        ...put('principals', maybe(3, ids)),
        ...put('notPrincipals', maybe(6, ids)),
        ...put('namespaces', maybe(4, names)),
        ...put('notNamespaces', maybe(6, names)),
        ...put('ipBlocks', maybe(6, blocks)),
        ...put('notIpBlocks', maybe(8, blocks)),
      },
      () => ({ namespaces: names() }),
    );
  const port = (): string[] => [String(one(portsUsed))];
  const operation = (): Operation =>
    some<Operation>(
      {
        ...put('ports', maybe(2, port)),
        ...put('notPorts', maybe(5, port)),
        ...(http
          ? put(
              'methods',
              maybe(3, () => [one(['GET', 'POST', '*'])]),
            )
          : {}),
        ...(http
          ? put(
              'notMethods',
              maybe(6, () => ['GET']),
            )
          : {}),
      },
      () => ({ ports: port() }),
    );
  const condition = (): Condition => {
    const key = one([
      'source.namespace',
      'destination.port',
      'source.principal',
      ...(http ? ['request.headers[x]' as const] : []),
    ] as const);
    const values =
      key === 'source.namespace'
        ? names()
        : key === 'source.principal'
          ? ids()
          : key === 'destination.port'
            ? port()
            : ['a'];
    return roll(3) === 0 ? { key, notValues: values } : { key, values };
  };
  const rule = (): Rule => ({
    ...put(
      'from',
      maybe(2, () => [source(), ...times(1, source)]),
    ),
    ...put(
      'to',
      maybe(2, () => [operation(), ...times(1, operation)]),
    ),
    ...put(
      'when',
      maybe(4, () => [condition()]),
    ),
  });
  const policies = times(3, (index): Authz => ({
    name: `z${index}`,
    namespace: one(spaces),
    ...put(
      'app',
      maybe(2, () => one(apps)),
    ),
    action: one(['ALLOW', 'ALLOW', 'DENY', 'DENY', 'AUDIT'] as const),
    dryRun: roll(8) === 0,
    rules: times(2, rule),
  }));
  const services = times(3, (index): Service => ({
    name: `s${index}`,
    namespace: one(['shop', 'bank']),
    app: one(apps),
    port: one([80, 81]),
    target: one(portsUsed),
    protocol: one(['http', 'tcp', 'none'] as const),
  }));
  const tls = (): 'DISABLE' | 'SIMPLE' | 'ISTIO_MUTUAL' => one(['DISABLE', 'SIMPLE', 'ISTIO_MUTUAL'] as const);
  const destinations = times(4, (index): Destination => ({
    name: `d${index}`,
    namespace: one(spaces),
    host: one(['s0', 's1', '*', '*.shop.svc.cluster.local', 's0.bank.svc.cluster.local', 's1.shop']),
    ...put(
      'exportTo',
      maybe(3, () => [one(['.', '*', 'shop'])]),
    ),
    ...put('tls', maybe(2, tls)),
    ...put(
      'port',
      maybe(3, () => ({ number: 80, ...put('tls', maybe(2, tls)) })),
    ),
  }));
  // Two rules for one host in one namespace are merged; what comes of that is a test of its own.
  const whole = ({ host, namespace }: Destination): string =>
    host.includes('.') || host === '*' ? host : `${host}.${namespace}.svc.cluster.local`;
  const distinct = destinations.filter(
    (found, index) =>
      !destinations
        .slice(0, index)
        .some((other) => other.namespace === found.namespace && whole(other) === whole(found)),
  );
  return { pods, peers, policies, services, destinations: distinct };
}

/** As manifests. */
export function textOf({ pods, peers, policies, services, destinations }: Cluster): string {
  const labelsOf = {
    sidecar: { 'istio-injection': 'enabled' },
    ambient: { 'istio.io/dataplane-mode': 'ambient' },
    none: {},
  };
  const selector = (app: string | undefined): object =>
    app === undefined ? {} : { selector: { matchLabels: { app } } };
  const when = (age: number): string => `2026-01-01T00:00:${String(10 + age)}Z`;
  const object = (apiVersion: string, kind: string, metadata: object, spec: object): object => ({
    apiVersion,
    kind,
    metadata,
    spec,
  });
  const items = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio', namespace: 'istio-system' },
      data: { mesh: 'trustDomain: cluster.local\n' },
    },
    ...[...new Set(pods.map(({ namespace }) => namespace))].map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: labelsOf[pods.find(({ namespace }) => namespace === name)!.plane] },
    })),
    ...pods.map(({ name, namespace, app, ip }) => ({
      ...object(
        'v1',
        'Pod',
        { name, namespace, labels: { app } },
        { serviceAccountName: name, containers: [{ name: 'x', image: 'x' }] },
      ),
      status: { podIP: ip },
    })),
    ...peers.map(({ name, namespace, app, mode, ports, age }) =>
      object(
        'security.istio.io/v1',
        'PeerAuthentication',
        { name, namespace, creationTimestamp: when(age) },
        {
          ...selector(app),
          ...(mode === 'UNSET' ? {} : { mtls: { mode } }),
          portLevelMtls: Object.fromEntries(Object.entries(ports).map(([port, own]) => [port, { mode: own }])),
        },
      ),
    ),
    ...policies.map(({ name, namespace, app, action, dryRun, rules }) =>
      object(
        'security.istio.io/v1',
        'AuthorizationPolicy',
        { name, namespace, annotations: dryRun ? { 'istio.io/dry-run': 'true' } : {} },
        {
          ...selector(app),
          action,
          rules: rules.map(({ from, to, when: conditions }) => ({
            ...(from === undefined ? {} : { from: from.map((source) => ({ source })) }),
            ...(to === undefined ? {} : { to: to.map((operation) => ({ operation })) }),
            ...(conditions === undefined ? {} : { when: conditions }),
          })),
        },
      ),
    ),
    ...services.map(({ name, namespace, app, port, target, protocol }) =>
      object(
        'v1',
        'Service',
        { name, namespace },
        { selector: { app }, ports: [{ name: protocol === 'none' ? 'x' : protocol, port, targetPort: target }] },
      ),
    ),
    ...destinations.map(({ name, namespace, host, exportTo, tls, port }) =>
      object(
        'networking.istio.io/v1',
        'DestinationRule',
        { name, namespace },
        {
          host,
          ...(exportTo === undefined ? {} : { exportTo }),
          trafficPolicy: {
            ...(tls === undefined ? {} : { tls: { mode: tls } }),
            ...(port === undefined
              ? {}
              : {
                  portLevelSettings: [
                    { port: { number: port.number }, ...(port.tls === undefined ? {} : { tls: { mode: port.tls } }) },
                  ],
                }),
          },
        },
      ),
    ),
  ];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
