import type { Because, ConnectionVerdict } from '../../../../model/connections.ts';
import type { Block } from '../../../../formats/connections/blocks.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import { decide, type Decision } from './decide.ts';
import { clientTls, type ClientTls } from './destination-rule.ts';
import { decideLinkerd } from './linkerd.ts';
import { bypasses, type MemberKind } from './membership.ts';
import { modeAt } from './member.ts';
import { aroundOf, type Mesh, type Member } from './mesh.ts';
import type { EffectiveMode } from './peer-authentication.ts';
import type { Enforcer, Identity, Request } from './rule-match.ts';
import type { Lead } from './services.ts';
import { bindsTo, waypointOf, type Waypoint } from './waypoints.ts';
import { waysOf, type Way, type World } from './ways.ts';

/** Who opens a connection: a workload, or an address that no workload is known to have. */
export interface Source {
  readonly member: Member | undefined;
  readonly addresses: readonly Block[] | undefined;
  readonly at: Evidence;
  readonly name: string;
}

export type WireState = 'encrypted' | 'plaintext' | 'either' | 'broken' | 'unknown';

/** What the mesh makes of one port of one pair. */
export interface PairAnswer {
  readonly verdict: ConnectionVerdict;
  readonly because: readonly Because[];
  readonly missing: readonly string[];
  /** It is the client's part that decides: what it is in the mesh belongs to the reasons. */
  readonly refused: boolean;
  readonly wire: WireState;
  /** Of `unknown`. */
  readonly wireMissing: readonly string[];
}

interface Told {
  readonly decision: Decision;
  readonly refused: boolean;
  readonly wire: WireState;
}

/** A world with what leads to it. */
interface Possible {
  readonly world: World;
  readonly mode: EffectiveMode | undefined;
  readonly leads: readonly Lead[];
}

/** What the mesh lets through from one to a TCP port of the other, and what is on the wire. */
export function answerAt(mesh: Mesh, source: Source, server: Member, port: number): PairAnswer {
  const { possible, missing } = worldsOf(mesh, source, server, port);
  const told = possible.map((one) => tellWorld(mesh, source, server, port, one));
  const [first] = told;
  const verdicts = new Set(told.map(({ decision }) => decision.verdict));
  const wires = new Set(told.map(({ wire }) => wire));
  const wire: WireState = wires.size === 1 ? first!.wire : 'unknown';
  const wireMissing = wire === 'unknown' ? missing : [];
  const refused = told.some((one) => one.refused);
  if (verdicts.size === 1) {
    const { verdict, because } = first!.decision;
    return {
      verdict,
      because,
      missing: [...new Set(told.flatMap(({ decision }) => decision.missing))],
      refused,
      wire,
      wireMissing,
    };
  }
  const because = [...new Set(told.flatMap(({ decision }) => decision.because))];
  const own = told.flatMap(({ decision }) => decision.missing);
  return { verdict: 'unknown', because, missing: [...new Set([...missing, ...own])], refused, wire, wireMissing };
}

function worldsOf(
  mesh: Mesh,
  { member: client }: Source,
  server: Member,
  port: number,
): { readonly possible: readonly Possible[]; readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const note = (text: string | undefined): void => {
    if (text !== undefined) missing.add(text);
  };
  note(client?.membership.missing);
  note(server.membership.missing);
  if (server.membership.gateway) note('what Gateways say of the ports of this gateway');
  const leads = server.leads.filter(({ target }) => target === port);
  const possible: Possible[] = [];
  for (const clientKind of client?.membership.may ?? (['none'] as const)) {
    for (const stated of server.membership.may) {
      // What is led past the proxy meets nothing of the mesh.
      const serverKind: MemberKind = bypasses(server.fact.value, stated, 'in', port) === null ? stated : 'none';
      const istio = serverKind === 'sidecar' || serverKind === 'ambient';
      const mode =
        istio && !server.membership.gateway ? modeAt(mesh, server, serverKind === 'ambient', port) : undefined;
      const services = servicesOf(mesh, client, clientKind, server, leads);
      if (services.some((list) => list.some(({ tls }) => tls.mode === 'unread')))
        note('what a DestinationRule says, whose TLS mode cannot be read');
      else if (services.length > 1) note('which of several settings of DestinationRules holds');
      note(mode?.missing);
      const meets =
        (clientKind === 'ambient' && serverKind === 'sidecar') ||
        (clientKind === 'sidecar' && serverKind === 'ambient');
      if (meets) note('whether the sidecars of this mesh speak HBONE, the tunnel of ztunnel');
      for (const taken of mode === undefined
        ? (['permissive'] as const)
        : mode.mode === 'unknown'
          ? (['strict', 'permissive', 'off'] as const)
          : [mode.mode])
        for (const tunnels of meets ? [true, false] : [true])
          for (const list of services) {
            const world = {
              client: clientKind,
              server: serverKind,
              mode: taken,
              autoMtls: mesh.plane.autoMtls,
              tunnels,
              services: list,
            };
            possible.push({ world, mode, leads });
          }
    }
  }
  return { possible, missing: [...missing] };
}

/** What a client's proxy sends by each Service: several lists when it is not known which of several settings holds. */
function servicesOf(
  mesh: Mesh,
  client: Member | undefined,
  kind: MemberKind,
  server: Member,
  leads: readonly Lead[],
): readonly World['services'][] {
  if (client === undefined || kind !== 'sidecar') return [[]];
  let lists: World['services'][] = [[]];
  for (const lead of leads) {
    const skipped = bypasses(client.fact.value, kind, 'out', lead.port) !== null;
    const { namespace, fact } = client;
    const found: readonly ClientTls[] = skipped
      ? [{ mode: 'DISABLE' }]
      : clientTls(
          mesh.rules,
          mesh.plane,
          { stage: mesh.stage, namespace, labels: fact.value.labels },
          lead,
          server.fact.value.labels,
        );
    const settings = found.flatMap((tls): ClientTls[] =>
      tls.mode === 'unread' ? (['auto', 'DISABLE', 'SIMPLE'] as const).map((mode) => ({ ...tls, mode })) : [tls],
    );
    lists = lists.flatMap((list) => settings.map((tls) => [...list, { tls, headless: lead.headless }])).slice(0, 64);
  }
  return lists;
}

function tellWorld(mesh: Mesh, source: Source, server: Member, port: number, { world, mode, leads }: Possible): Told {
  const ways = waysOf(world);
  const passing = ways.filter(({ wire }) => wire !== 'broken');
  const gateway = server.membership.gateway && world.server === 'sidecar';
  const place = contextOf(server, world, mode);
  if (passing.length === 0) {
    const steps = [...place, ...new Set(ways.flatMap(({ because }) => because))];
    const wire = gateway ? 'unknown' : 'broken';
    return { decision: { verdict: 'denied', because: steps, missing: [] }, refused: true, wire };
  }
  const tried = passing.flatMap((way) =>
    decisionsOf(mesh, source, server, port, world, way, leads, gateway).map((decision) => ({ way, decision })),
  );
  const open = tried.filter(({ decision }) => decision.verdict !== 'denied');
  // Only what somebody is let through by is on the wire.
  const wires = new Set((open.length === 0 ? tried : open).map(({ way }) => way.wire));
  // What a port of a gateway speaks is said by Gateways, which are judged as such.
  const wire: WireState = gateway ? 'unknown' : wires.size === 2 ? 'either' : [...wires][0]!;
  const best = open.find(({ decision }) => decision.verdict === 'allowed') ?? open[0];
  if (best === undefined) {
    const because = [...place, ...new Set(tried.flatMap(({ decision }) => decision.because))];
    return { decision: { verdict: 'denied', because, missing: [] }, refused: false, wire };
  }
  const { verdict, because } = best.decision;
  const missing = verdict === 'unknown' ? tried.flatMap(({ decision }) => decision.missing) : [];
  const bare = !best.way.identity && open.length < tried.length ? [withoutIdentity(server)] : [];
  return { decision: { verdict, because: [...place, ...bare, ...because], missing }, refused: false, wire };
}

/** Why one is let through who is turned away by another way. */
function withoutIdentity({ fact }: Member): Because {
  return {
    layer: 'mesh',
    rule: 'a client that sends to the address of the Pod, past the mutual TLS of its proxy',
    effect: 'shows no identity',
    at: fact.value.at,
  };
}

function contextOf(server: Member, world: World, mode: EffectiveMode | undefined): readonly Because[] {
  const { because } = server.membership;
  const assumed: Because = {
    layer: 'mesh',
    rule: `no PeerAuthentication that was read holds for ${because.rule.split(':')[0]!}`,
    effect: 'leaves plain text in (PERMISSIVE)',
    at: server.fact.at,
  };
  const stated =
    server.membership.may.some((kind) => kind !== 'none') &&
    world.server === 'none' &&
    server.membership.may.length === 1 &&
    server.membership.may[0] !== 'none';
  const past: Because = {
    layer: 'mesh',
    rule: `annotations of ${because.rule.split(':')[0]!}`,
    effect: 'lead this port past the proxy',
    at: server.fact.value.at,
  };
  return [because, ...(stated ? [past] : []), ...(mode === undefined ? [] : mode.assumed ? [assumed] : mode.because)];
}

/** What the client is in the mesh, as a step of a proof. */
export function clientStep({ member, name, at }: Source): Because {
  return member?.membership.because ?? { layer: 'mesh', rule: name, effect: 'is not in the mesh', at };
}

function decisionsOf(
  mesh: Mesh,
  source: Source,
  server: Member,
  port: number,
  world: World,
  way: Way,
  leads: readonly Lead[],
  gateway: boolean,
): readonly Decision[] {
  const { fact, holdings } = server;
  const own: Identity | string | null = source.member?.identity ?? null;
  const shown =
    gateway && source.member !== undefined && world.client !== 'none'
      ? 'whether the client shows a certificate to the gateway'
      : null;
  const pod = source.member !== undefined;
  const request: Request = { identity: way.identity ? own : shown, addresses: source.addresses, pod, port };
  switch (world.server) {
    case 'none':
      return [{ verdict: 'allowed', because: [], missing: [] }];
    case 'linkerd':
      return [
        decideLinkerd(
          fact,
          mesh.enrolled.namespaces.get(server.namespace),
          mesh.linkerd,
          aroundOf(mesh, server.namespace).servers,
          request,
        ),
      ];
    case 'sidecar':
      return [byChain(leads, (enforcer) => decide(holdings, request, enforcer, fact.at), port)];
    case 'ambient':
      return ambientDecisions(mesh, server, request, world, leads);
  }
}

/** Where it is not known whether a port carries HTTP both are asked. */
function byChain(leads: readonly Lead[], ask: (enforcer: Enforcer) => Decision, port: number): Decision {
  const chains = new Set(leads.map(({ chain }) => chain));
  const [only] = chains;
  if (chains.size === 1 && (only === 'http' || only === 'tcp')) return ask(only);
  const [http, tcp] = [ask('http'), ask('tcp')];
  if (http.verdict === tcp.verdict) return http;
  const because = [...new Set([...http.because, ...tcp.because])];
  return { verdict: 'unknown', because, missing: [`whether port ${port} carries HTTP`, ...http.missing] };
}

/**
 * ztunnel asks the policies of the workload. By a waypoint it sees the waypoint as client, and the waypoint asks the
 * policies that are bound to it, to the Service or to its class (Istio: "Use Layer 4 security policy").
 */
function ambientDecisions(
  mesh: Mesh,
  server: Member,
  request: Request,
  world: World,
  leads: readonly Lead[],
): readonly Decision[] {
  const { fact, holdings, namespace } = server;
  const at = fact.at;
  const home = mesh.enrolled.namespaces.get(namespace);
  const straight = decide(holdings, request, 'ztunnel', at);
  const find = (labels: Readonly<Record<string, string>>, kind: 'service' | 'workload'): Waypoint | undefined =>
    world.client === 'none' ? undefined : waypointOf(labels, home, namespace, kind, mesh.objects, mesh.stage);
  const through = (waypoint: Waypoint | undefined, lead: Lead | undefined): Decision => {
    if (waypoint === undefined) return straight;
    const identity = waypointIdentity(mesh, waypoint);
    const atPod = decide(holdings, { ...request, identity }, 'ztunnel', at);
    const bound = mesh.policies
      .filter((policy) => bindsTo(policy, waypoint, lead?.service, mesh.plane.rootNamespace))
      .map((policy) => ({ policy, holds: true as const }));
    const asked = { ...request, port: lead?.port ?? request.port };
    const atWaypoint = byChain(
      lead === undefined ? [] : [lead],
      (enforcer) => decide(bound, asked, enforcer, at),
      request.port,
    );
    const both = [atWaypoint, atPod];
    const decided =
      both.find(({ verdict }) => verdict === 'denied') ??
      both.find(({ verdict }) => verdict === 'unknown') ??
      atWaypoint;
    if (waypoint.gateway !== undefined || decided.verdict === straight.verdict) return decided;
    const missing = `whether the waypoint ${waypoint.namespace}/${waypoint.name} is there: its Gateway is not among what was read`;
    return { verdict: 'unknown', because: decided.because, missing: [missing, ...decided.missing] };
  };
  return [
    ...leads.map((lead) => through(find(lead.service.value.labels, 'service'), lead)),
    through(find(fact.value.labels, 'workload'), undefined),
  ];
}

/** Istio gives a waypoint a service account of its own name. */
function waypointIdentity({ plane }: Mesh, { namespace, name }: Waypoint): Identity {
  const principals = [...new Set([...plane.trustDomains, 'cluster.local'])].map(
    (domain) => `${domain}/ns/${namespace}/sa/${name}`,
  );
  return { principals, namespace, serviceAccount: name, anyDomain: plane.at === undefined };
}
