import { objectsOfKind } from '../../../../facts/kubernetes-object.ts';
import { everyPort, normalise } from '../../../../formats/connections/connections.ts';
import { parseAddress, parseBlock, type Block } from '../../../../formats/connections/blocks.ts';
import type { Because, Connections, Part } from '../../../../model/connections.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import type { Endpoint, Layer } from '../layer.ts';
import { bypassPorts } from './membership.ts';
import { memberOf } from './member.ts';
import { aroundOf, meshesOf, step, type Mesh, type Member } from './mesh.ts';
import { valueHolds } from './rule-match.ts';
import { selectsLabels } from './workload-selector.ts';
import { answerAt, clientStep, type PairAnswer, type Source } from './pair.ts';

/** What of a port's wire a must-be-encrypted rule asks; the words are shared with `network expect`. */
const effects = {
  encrypted: 'encrypts',
  either: 'may encrypt',
  plaintext: 'does not encrypt',
} as const;

/**
 * The service meshes among what was read: mutual TLS that turns clients away, and who is authorized. Undefined where
 * nothing speaks of a mesh. It decides about TCP alone: proxies do not see the rest.
 */
export function meshLayer(facts: readonly Fact[]): Layer | undefined {
  const meshes = meshesOf(facts);
  if (meshes.size === 0) return undefined;
  const classes = new WeakMap<Endpoint, string>();
  const blockSets = [...meshes.values()].flatMap((mesh) => blocksOf(mesh)).map((block) => [block]);
  return {
    name: 'mesh',
    blockSets,
    classOf(endpoint) {
      let found = classes.get(endpoint);
      if (found === undefined) classes.set(endpoint, (found = classIn(meshes, endpoint, blockSets)));
      return found;
    },
    between: (from, to) => connectionsOf(meshes, from, to),
  };
}

export function meshOf(meshes: ReadonlyMap<Stage, Mesh>, from: Endpoint, to: Endpoint): Mesh | undefined {
  const stage = to.workload?.stage ?? from.workload?.stage;
  return stage === undefined ? undefined : meshes.get(stage);
}

function connectionsOf(meshes: ReadonlyMap<Stage, Mesh>, from: Endpoint, to: Endpoint): Connections | undefined {
  const mesh = meshOf(meshes, from, to);
  if (mesh === undefined) return undefined;
  if (to.workload === undefined) return outboundOf(mesh, from);
  if (to.workload.value.orchestrator !== 'kubernetes') return undefined;
  const server = memberOf(mesh, to.workload);
  const source = sourceOf(mesh, from);
  if (isOutside(server) && isOutside(source.member)) return undefined;
  const key = sourceKey(mesh, source, server);
  let found = server.answered.get(key);
  if (found === undefined) server.answered.set(key, (found = answersFor(mesh, source, server)));
  // Who the client is belongs to the reasons where it decides; all else is the same for clients alike.
  if (!found.some(({ because }) => because.includes(clientHere))) return found;
  const client = step(mesh, clientStep(source));
  return found.map((part) => ({ ...part, because: part.because.map((one) => (one === clientHere ? client : one)) }));
}

/** What goes outside: proxies pass it on, unless they were told to turn away what no ServiceEntry names. */
function outboundOf(mesh: Mesh, { workload }: Endpoint): Connections | undefined {
  if (workload === undefined || workload.value.orchestrator !== 'kubernetes') return undefined;
  const { membership, namespace, fact } = memberOf(mesh, workload);
  const where = [namespace, mesh.plane.rootNamespace];
  const own = objectsOfKind(mesh.objects, 'Sidecar').find(
    ({ stage, value }) =>
      stage === mesh.stage &&
      where.includes(value.namespace) &&
      value.root.get('spec').down('outboundTrafficPolicy', 'mode').value === 'REGISTRY_ONLY',
  );
  const at = own?.at ?? mesh.plane.registryOnly;
  if (at === undefined || !membership.may.includes('sidecar')) return undefined;
  const rule =
    own === undefined ? 'outboundTrafficPolicy of the mesh' : `Sidecar ${own.value.namespace}/${own.value.name}`;
  const because = [step(mesh, { layer: 'mesh', rule: `${rule} (REGISTRY_ONLY)`, effect: 'may turn it away', at })];
  const missing = ['whether a ServiceEntry names what is outside: its sidecar turns away what none names'];
  const tcpAlone = step(mesh, {
    layer: 'mesh',
    rule: 'proxies of the mesh see TCP alone',
    effect: 'lets through',
    at: fact.at,
  });
  const tcp: Part = { ...everyPort.TCP, verdict: 'unknown', because, missing };
  return normalise([tcp], { verdict: 'allowed', because: [tcpAlone] });
}

/** Stands in proofs for the client, which is another one each time. */
const clientHere: Because = { layer: 'mesh', rule: 'the client', effect: '', at: { source: 'plimsoll' } };

/** What of a client an answer of this server goes by. */
function sourceKey(mesh: Mesh, { member, addresses }: Source, server: Member): string {
  const request = { identity: member?.identity ?? null, addresses, port: 0 };
  const asked = server.asks.map(([attribute, value]) => String(valueHolds(attribute, value, request)));
  if (member === undefined && !server.membership.may.includes('linkerd')) return `outside ${asked.join(' ')}`;
  const linkerd = server.membership.may.includes('linkerd')
    ? JSON.stringify([member?.identity, addresses?.map(({ family, first, last }) => `${family}:${first}-${last}`)])
    : '';
  return `${member === undefined ? 'outside' : clientKeyOf(mesh, member)} ${asked.join(' ')} ${linkerd}`;
}

function clientKeyOf(mesh: Mesh, member: Member): string {
  const known = clientKeys.get(member);
  if (known !== undefined) return known;
  const { labels, annotations } = member.fact.value;
  const { may, missing } = member.membership;
  const rules =
    mesh.rules.length === 0
      ? ''
      : mesh.rules.map(({ clients, namespace }) =>
          clients === undefined || namespace !== member.namespace ? '' : selectsLabels(clients, labels),
        );
  const out = ['traffic.sidecar.istio.io/excludeOutboundPorts', 'config.linkerd.io/skip-outbound-ports'];
  const key = JSON.stringify([
    may,
    missing,
    rules === '' ? '' : [member.namespace, rules],
    out.map((one) => annotations[one] ?? ''),
  ]);
  clientKeys.set(member, key);
  return key;
}

const clientKeys = new WeakMap<Member, string>();

function answersFor(mesh: Mesh, source: Source, server: Member): Connections {
  const own = source.member === undefined ? [] : bypassPorts(source.member.fact.value);
  const cuts = [...new Set([...server.cuts, ...own])]
    .filter((cut) => cut >= 1 && cut <= 65_535)
    .toSorted((a, b) => a - b);
  const parts = cuts.map((first, index): Part => {
    const answer = answerAt(mesh, source, server, first);
    const last = (cuts[index + 1] ?? 65_536) - 1;
    const steps = answer.because.map((one) => step(mesh, one));
    const because = [...(answer.refused ? [clientHere] : []), ...steps, ...wireSteps(mesh, answer, server)];
    return {
      protocol: 'TCP',
      first,
      last,
      verdict: answer.verdict,
      because: [...new Set(because)],
      ...(answer.verdict === 'unknown' ? { missing: answer.missing } : {}),
    };
  });
  const tcpAlone = 'proxies of the mesh see TCP alone';
  const untouched = step(mesh, { layer: 'mesh', rule: tcpAlone, effect: 'lets through', at: server.fact.at });
  const plain = step(mesh, { layer: 'encryption', rule: tcpAlone, effect: effects.plaintext, at: server.fact.at });
  return normalise(parts, { verdict: 'allowed', because: [untouched, plain] });
}

/** Known to be in no mesh. */
export function isOutside(member: Member | undefined): boolean {
  return member === undefined || (member.membership.may.length === 1 && member.membership.may[0] === 'none');
}

function wireSteps(mesh: Mesh, { wire, verdict, because }: PairAnswer, server: Member): Because[] {
  if (wire === 'unknown' || wire === 'broken' || verdict === 'denied') return [];
  const rule = wire === 'plaintext' ? 'no mutual TLS of the mesh' : 'mutual TLS of the mesh';
  const mode = because.findLast((one) => one.rule.startsWith('PeerAuthentication'));
  return [
    step(mesh, { layer: 'encryption', rule, effect: effects[wire], at: mode?.at ?? server.membership.because.at }),
  ];
}

export function sourceOf(mesh: Mesh, { peer, workload }: Endpoint): Source {
  if (workload !== undefined && workload.value.orchestrator === 'kubernetes') {
    const member = memberOf(mesh, workload);
    return { member, addresses: member.addresses, at: workload.at, name: peer.id };
  }
  const blocks = blocksFrom(peer.blocks ?? []);
  return {
    member: undefined,
    addresses: blocks.length === 0 ? undefined : blocks,
    at: peer.at ?? { source: 'plimsoll', note: 'an address outside' },
    name: peer.id,
  };
}

/** Addresses that rules tell apart: those of sources and conditions, and of the networks of Linkerd. */
function blocksOf({ policies, linkerd }: Mesh): readonly Block[] {
  const texts = policies.flatMap(({ rules }) =>
    rules.flatMap(({ sources, conditions }) =>
      [...sources.flat(), ...conditions].flatMap(({ attribute, values, notValues }) =>
        attribute === 'source.ip' ? [...values, ...notValues] : [],
      ),
    ),
  );
  const networks = [...linkerd.authentications, ...linkerd.authorizations].flatMap(({ value }) => {
    const spec = value.root.get('spec');
    return [...spec.get('networks').items(), ...spec.down('client', 'networks').items()].flatMap((one) => [
      ...(one.get('cidr').string().value ?? '').split(' '),
      ...(one.get('except').strings().value ?? []),
    ]);
  });
  const defaults = linkerd.servers.length > 0 || linkerd.byDefault !== undefined ? linkerd.clusterNetworks : [];
  return [...new Set([...texts, ...networks, ...defaults])].flatMap((text) => blockOf(text) ?? []);
}

/** Everything that any answer about an endpoint, or with it, goes by. */
function classIn(meshes: ReadonlyMap<Stage, Mesh>, endpoint: Endpoint, sets: readonly (readonly Block[])[]): string {
  const { workload, peer } = endpoint;
  if (workload === undefined || workload.value.orchestrator !== 'kubernetes') {
    const own = blocksFrom(peer.blocks ?? []);
    const inside = sets.map(([set]) => own.map((one) => overlap(one, set!)).join(''));
    return `outside ${own.length === 0 ? peer.kind : inside.join(' ')}`;
  }
  const mesh = meshes.get(workload.stage);
  if (mesh === undefined) return `no mesh ${workload.stage}`;
  const { membership, leads, holdings, namespace, identity, addresses } = memberOf(mesh, workload);
  const { labels, annotations, containers } = workload.value;
  const byLabels = mesh.enrolled.linkerd || mesh.rules.some(({ spec }) => spec.get('subsets').items().length > 0);
  return JSON.stringify([
    workload.stage,
    membership.may,
    membership.gateway,
    membership.missing ?? '',
    namespace,
    leads.map(({ host, port, target, chain }) => `${host}:${port}:${target}:${chain}`),
    holdings.map(({ policy, holds }) => [policy.namespace, policy.fact.value.name, holds]),
    aroundOf(mesh, namespace).peers.map(({ level, selects }) =>
      level === 'workload' ? selectsLabels(selects, labels) : '',
    ),
    mesh.rules.flatMap(({ clients, namespace: own }) =>
      clients === undefined || own !== namespace ? [] : selectsLabels(clients, labels),
    ),
    Object.entries(annotations).filter(([key]) => /^(traffic\.sidecar\.istio|config\.linkerd)\.io\//.test(key)),
    byLabels ? labels : Object.entries(labels).filter(([key]) => /istio\.io\/(use-waypoint|gateway-name)/.test(key)),
    mesh.policies.length > 0 || mesh.enrolled.linkerd ? identity : '',
    sets.length === 0 ? '' : (addresses ?? []).map(({ family, first }) => `${family}:${first}`),
    containers.map(({ ports }) => ports.map(({ containerPort }) => containerPort)),
  ]);
}

function overlap(one: Block, set: Block): 0 | 1 | 2 {
  if (one.family !== set.family || one.last < set.first || one.first > set.last) return 0;
  return one.first >= set.first && one.last <= set.last ? 1 : 2;
}

function blockOf(text: string): Block | null {
  return text.includes('/') ? parseBlock(text) : parseAddress(text);
}

function blocksFrom(texts: readonly string[]): readonly Block[] {
  return texts.map((text) => blockOf(text)).filter((block) => block !== null);
}
