import type { Because, Part } from '../../../../model/connections.ts';
import type { Net } from './bridge-network.ts';
import { both, either, not, step, way } from './claims.ts';
import { isUntold, type Mechanics, type Truth, type Untold } from './mechanics.ts';
import { publishes, type Publication } from './publications.ts';
import type { Joined } from './places.ts';

/**
 * Ways into containers and out of them, as engines make them: packet filters and NAT of moby
 * (integration/network/bridge/iptablesdoc), the kernel's routes and bridges, and the userland proxy.
 */

/** Whether it has a way out of its networks by the host. */
export function leadsOut(from: Joined): Truth {
  const { nets, site } = from;
  return either(...nets.map((net) => both(isOpen(net, site.engine), net.kind === 'lan' ? untoldLan(from) : true)));
}

/** Whether a network leads outside. What is internal may be kept in by rules alone. */
function isOpen(net: Net, engine: Mechanics): Truth {
  if (net.kind === 'unknown') return unreadOf(net);
  if (net.kind !== 'bridge') return not(net.internal);
  return either(not(net.internal), both(unfiltered(engine), hasRoute(engine)));
}

/**
 * Whether containers of an internal network have a route by the host, as all others have. 20.10 gives them one
 * and 29 none (as tests of both show).
 */
function hasRoute(engine: Mechanics): Truth {
  if (engine.since(29) === true) return false;
  if (engine.since(23) === false) return true;
  return { missing: 'whether containers of internal networks have a route by the host (`ip route` in one)' };
}

/** The step of a network. */
export function stepOf(net: Net, effect: string): Because {
  return step(net.title, effect, net.at);
}

function unreadOf(net: Net): Untold {
  return isUntold(net.internal) ? net.internal : { missing: `what a network of the driver of ${net.title} does` };
}

/** Two containers of one engine. */
export function betweenContainers(from: Joined, to: Joined): Part[] {
  const ways: Part[] = [];
  for (const net of to.nets) {
    if (from.nets.some(({ key }) => key === net.key)) ways.push(...onOneNetwork(net, from, to));
  }
  ways.push(...acrossNetworks(from, to));
  for (const one of to.publications) ways.push(...byHostAddress(from, to, one));
  return [...ways, ...fromOutside(from, to), ...taskWays(from, to)];
}

/** Where a network puts it on a link of the host, or may do so, it is to others what machines there are. */
function fromOutside(from: Joined, to: Joined): Part[] {
  const net = from.nets.find(({ kind, internal }) => (kind === 'lan' && internal !== true) || kind === 'unknown');
  if (net === undefined) return [];
  const { missing } = net.kind === 'lan' ? untoldLan(from) : unreadOf(net);
  return fromFarther('neighbours', [4, 6], to).map((part) => ({
    ...part,
    verdict: 'unknown',
    missing: [missing, ...(part.missing ?? [])],
  }));
}

function untoldLan({ owner }: Joined): Untold {
  return { missing: `whether ${owner.value.name} reaches an address of the host by the network outside` };
}

function onOneNetwork(net: Net, from: Joined, to: Joined): Part[] {
  const { engine } = to.site;
  const open = net.kind === 'bridge' ? either(net.joins, unfiltered(engine)) : net.joins;
  if (open !== false) return way(open, [stepOf(net, 'joins both')]);
  // With icc=false a link of the default bridge opens what the linked container exposes.
  const links = from.owner.value.links;
  if (!net.isDefaultBridge) return [];
  if (links?.value === undefined) return way({ missing: `the links of ${from.owner.value.name}` }, []);
  if (!links.value.includes(to.owner.value.name)) return [];
  return to.owner.value.containers
    .flatMap(({ ports }) => ports)
    .flatMap(({ containerPort, protocol, at }) =>
      way(
        true,
        [
          step(`link from ${from.owner.value.name} to ${to.owner.value.name}`, 'opens', links.at),
          step('exposed port', 'is open', at),
        ],
        {
          protocol: ({ tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' } as const)[protocol],
          first: containerPort,
          last: containerPort,
        },
      ),
    );
}

/** An engine that writes no rules keeps nothing apart. */
function unfiltered(engine: Mechanics): Truth {
  return not(engine.filters);
}

/** To the address of a container on a network that the other is not on. */
function acrossNetworks(from: Joined, to: Joined): Part[] {
  const { engine } = to.site;
  const out = leadsOut(from);
  const ways: Part[] = [];
  const own = new Set(from.nets.map(({ key }) => key));
  for (const net of to.nets) {
    if (own.has(net.key)) continue;
    if (net.kind === 'unknown') {
      ways.push(...way(unreadOf(net), [stepOf(net, 'is not known')]));
    } else if (net.kind === 'lan') {
      if (net.internal !== true) {
        ways.push(
          ...way(both(out, { missing: `how ${net.title}, which is one of the world outside, is reached` }), [
            stepOf(net, 'is outside'),
          ]),
        );
      }
    } else if (net.kind === 'bridge') {
      ways.push(...acrossBridges(out, net, to, engine));
    }
  }
  return ways;
}

function acrossBridges(out: Truth, net: Net, to: Joined, engine: Mechanics): Part[] {
  const ways: Part[] = [];
  const because = [engine.because, stepOf(net, 'is routed to')];
  // Without rules the host routes between its bridges as it routes anything; packets arrive even where no
  // answer finds back.
  const answers: Truth =
    net.internal === false || hasRoute(engine) === true
      ? true
      : { missing: `whether ${to.owner.value.name} has a route to answer by` };
  const routed = both(
    unfiltered(engine),
    out,
    engine.forwards === false
      ? { missing: 'whether the host forwards packets (`sysctl net.ipv4.ip_forward`)' }
      : engine.forwards,
    answers,
  );
  const answered = net.internal === false || hasRoute(engine) !== false;
  ways.push(...way(routed, because).filter(({ protocol }) => answered || protocol === 'UDP' || protocol === 'ICMP'));
  for (const mode of new Set([net.modes[4], ...(net.ipv6 === true ? [net.modes[6]] : [])])) {
    if (mode === 'routed') {
      for (const one of to.publications)
        ways.push(...way(both(out, engine.since(28)), [...because, stepOfPort(one, to)], one));
    } else if (mode === 'nat-unprotected') {
      ways.push(...way(both(out, engine.since(29)), because));
    } else if (mode === 'nat') {
      // Since 29 other bridges count as any interface of the host.
      const trusted: Truth = net.trustsInterfaces
        ? { missing: `which interfaces ${net.title} trusts (trusted_host_interfaces)` }
        : false;
      const direct = both(
        out,
        not(net.internal),
        engine.since(29),
        publishes(to.nets),
        either(engine.directRouting, trusted),
      );
      for (const one of to.publications) ways.push(...way(direct, [...because, stepOfPort(one, to)], one));
    } else if (mode === undefined) {
      ways.push(...way({ missing: `the gateway mode of ${net.title}` }, because));
    }
  }
  return ways;
}

export function stepOfPort(one: Publication, to: Joined): Because {
  return step(`${titleOf(to)}, port ${one.title}`, 'is published', one.at);
}

export function titleOf({ owner: { subject, value } }: Joined): string {
  const project = value.project?.value;
  return `${subject.kind} ${project === undefined || subject.kind === 'Container' ? '' : `${project}/`}${value.name}`;
}

/** From a container to an address of the host, and from there by NAT or by the proxy to the other. */
function byHostAddress(from: Joined, to: Joined, one: Publication): Part[] {
  const { engine } = to.site;
  if (one.reach === 'host') return [];
  const because = [engine.because, stepOfPort(one, to)];
  const shared = to.nets.filter(({ key, kind }) => kind === 'bridge' && from.nets.some((net) => net.key === key));
  // Packets of its own bridge are left to the proxy; without one they are sent back into the bridge, which
  // drops them where icc is false (and is open anyway where it is true).
  const without = shared.length > 0 ? false : engine.since(29);
  const natted = both(leadsOut(from), either(engine.proxies, both(engine.filters, without)));
  // From an internal network, by the address that the host has on it: rules of iptables rewrite the packet
  // before the proxy could take it and then drop it; without rules the proxy takes it, and nftables lets it by.
  const unrouted = both(
    not(leadsOut(from)),
    hostIsOn(from.nets),
    either(both(unfiltered(engine), engine.proxies), both(engine.filters, engine.nftables)),
  );
  const open = both(publishes(to.nets), isNatted(to), either(natted, one.reach === 'all' ? unrouted : false));
  return way(
    one.reach === 'unread' ? both(open, { missing: `to which address port ${one.title} is bound` }) : open,
    because,
    one,
  );
}

function hostIsOn(nets: readonly Net[]): Truth {
  return either(...nets.map((net) => (net.kind === 'bridge' ? net.hasHost : false)));
}

/** Ports of networks in mode `routed` are open at the container's own address and at none of the host. */
export function isNatted({ nets }: Joined): Truth {
  const outward = nets.filter((net) => net.kind !== 'lan' && net.internal !== true);
  const modes = outward.flatMap((net) => (net.ipv6 === true ? [net.modes[4], net.modes[6]] : [net.modes[4]]));
  if (modes.length > 0 && modes.every((mode) => mode === 'routed')) return false;
  if (modes.every((mode) => mode === 'nat' || mode === 'nat-unprotected')) return true;
  return modes.some((mode) => mode === undefined)
    ? { missing: 'the gateway modes of its networks' }
    : { missing: 'which of its networks leads outside' };
}

/** Tasks of a Swarm are published by the swarm, which was not asked. */
function taskWays(from: Joined, to: Joined): Part[] {
  return isTask(to) ? way(both(leadsOut(from), swarmPorts(to)), [step(titleOf(to), 'is a task of Swarm', to.at)]) : [];
}

export function isTask({ owner }: Joined): boolean {
  return owner.value.labels['com.docker.swarm.service.id'] !== undefined;
}

export function swarmPorts(to: Joined): Truth {
  return { missing: `which ports the Swarm service of ${to.owner.value.name} publishes (\`docker service inspect\`)` };
}

/** From a process on the host, or one that shares its network. */
export function fromHost(to: Joined): Part[] {
  const { engine } = to.site;
  const ways = to.nets.flatMap((net) => way(hostReaches(net, engine), [stepOf(net, 'has an address of the host')]));
  for (const one of to.publications) {
    ways.push(...way(both(publishes(to.nets), isNatted(to)), [engine.because, stepOfPort(one, to)], one));
  }
  return ways;
}

/** To any port of the host: the engine filters what is forwarded, not what is for the host itself. */
export function toHost(from: Joined): Part[] {
  const { engine } = from.site;
  return from.nets.flatMap((net) => way(hostReaches(net, engine), [stepOf(net, 'leads to the host'), hostRules(from)]));
}

/** Packets for the host itself never pass the rules of the engine. */
export function hostRules(of: Joined): Because {
  return step('firewall of the host', 'may deny', of.site.engine.at);
}

function hostReaches(net: Net, engine: Mechanics): Truth {
  const apart: Truth =
    engine.rootless === false
      ? true
      : isUntold(engine.rootless)
        ? engine.rootless
        : { missing: 'how the network of the rootless engine leads to its host' };
  switch (net.kind) {
    case 'bridge':
      return both(net.hasHost, apart);
    case 'overlay':
      // By docker_gwbridge, on which every container of an overlay network is that leads outside.
      return both(not(net.internal), apart);
    case 'lan':
      // The kernel keeps a device and what is made on it apart; another device may lead there.
      return { missing: `whether the host has another way to ${net.title} than the device that it is made on` };
    case 'unknown':
      return unreadOf(net);
  }
}

export type Farther = 'neighbours' | 'outside';

/** From machines that are not the host: those on a link of it, and all others. */
export function fromFarther(who: Farther, families: readonly (4 | 6)[], to: Joined): Part[] {
  const { engine } = to.site;
  const ways: Part[] = [];
  for (const one of to.publications) ways.push(...atHostAddress(who, families, to, one));
  for (const net of to.nets) ways.push(...atOwnAddress(who, families, net, to));
  if (isTask(to)) ways.push(...way(swarmPorts(to), [step(titleOf(to), 'is a task of Swarm', to.at)]));
  if (who === 'neighbours' && engine.rootless === true)
    return ways.filter(({ because }) => because.some(({ effect }) => effect === 'is published'));
  return ways;
}

function atHostAddress(who: Farther, families: readonly (4 | 6)[], to: Joined, one: Publication): Part[] {
  const { engine } = to.site;
  if (!one.families.some((family) => families.includes(family))) return [];
  const because = [engine.because, stepOfPort(one, to), userRules(to)];
  const served = both(publishes(to.nets), isNatted(to), either(engine.filters, engine.proxies));
  if (one.reach === 'host') {
    // Before 28 the address of the packet was rewritten before anything saw that 127.0.0.1 came by wire.
    if (who === 'outside' || !one.families.includes(4)) return swarmAddress(to, one, because);
    return [
      ...way(both(served, engine.filters, not(engine.since(28))), because, one),
      ...swarmAddress(to, one, because),
    ];
  }
  const bound: Truth =
    one.reach === 'unread' ? { missing: `to which address of the host port ${one.title} is bound` } : true;
  return way(both(served, bound), because, one);
}

/** `docker stack deploy` publishes on every address whatever is written; `docker compose up` on that one. */
function swarmAddress(to: Joined, one: Publication, because: readonly Because[]): Part[] {
  const swarm = to.site.isCompose && to.nets.some(({ kind }) => kind === 'overlay');
  return swarm
    ? way({ missing: 'whether Compose or Swarm runs it: Swarm publishes on every address' }, because, one)
    : [];
}

/** DOCKER-USER is run before all rules of the engine. */
function userRules(of: Joined): Because {
  return step('DOCKER-USER and the rules of the host', 'may deny', of.site.engine.at);
}

/** Packets that carry the address of the container: a machine that has a route to its network sends them. */
function atOwnAddress(who: Farther, families: readonly (4 | 6)[], net: Net, to: Joined): Part[] {
  const { engine } = to.site;
  if (net.kind === 'unknown') return way(unreadOf(net), [stepOf(net, 'is not known')]);
  if (net.kind === 'lan') return onLan(who, net);
  if (net.kind === 'overlay') return [];
  const because = [engine.because, stepOf(net, 'is routed to'), userRules(to)];
  const external = isOpen(net, engine);
  const ways: Part[] = [];
  // Until 27 the rules were of IPv4 alone, unless more was asked for.
  if (families.includes(6) && net.ipv6 !== false) {
    const routed: Truth = who === 'neighbours' || net.hasGlobalSubnet;
    ways.push(...way(both(external, net.ipv6, routed, not(engine.filters6), engine.filters), because));
  }
  const routes: Truth =
    who === 'neighbours' ? true : { missing: `whether routers outside lead to the addresses of ${net.title}` };
  const modes = new Set([
    ...(families.includes(4) ? [net.modes[4]] : []),
    ...(families.includes(6) && net.ipv6 !== false ? [net.modes[6]] : []),
  ]);
  for (const mode of modes) {
    if (mode === 'nat-unprotected') ways.push(...way(both(external, routes), because));
    else if (mode === undefined)
      ways.push(...way(both(external, routes, { missing: `the gateway mode of ${net.title}` }), because));
    const open =
      mode === 'routed'
        ? routes
        : who === 'neighbours'
          ? either(net.trustsInterfaces, engine.directRouting, not(engine.since(28)))
          : false;
    for (const one of to.publications)
      ways.push(...way(both(external, publishes(to.nets), open), [...because, stepOfPort(one, to)], one));
  }
  if (who === 'neighbours') {
    // No rule of an engine before 28 speaks of ports that are not published.
    const policy: Truth = to.site.rulesRead
      ? true
      : { missing: 'the policy of the FORWARD chain of the host (`iptables -S FORWARD`)' };
    ways.push(...way(both(external, engine.filters, not(engine.since(28)), policy), because));
    ways.push(...way(both(external, unfiltered(engine)), because));
  }
  return ways;
}

/** To machines that are not the host. */
export function toFarther(who: Farther, families: readonly (4 | 6)[], from: Joined): Part[] {
  return from.nets.flatMap((net) => {
    if (net.kind === 'unknown') return way(unreadOf(net), [stepOf(net, 'is not known')]);
    if (net.kind === 'lan') return onLan(who, net);
    return families.flatMap((family) => leavesBy(family, net, from));
  });
}

/** macvlan and ipvlan put a container on a link of the host; what lies farther is a matter of the network there. */
function onLan(who: Farther, net: Net): Part[] {
  const routed: Truth =
    who === 'neighbours' ? true : { missing: `whether routers lead between ${net.title} and the world` };
  return way(both(not(net.internal), routed), [stepOf(net, 'is one of the world outside: no rule of Docker applies')]);
}

function leavesBy(family: 4 | 6, net: Net, from: Joined): Part[] {
  const { engine } = from.site;
  const masquerades = both(net.masquerades, engine.filters, family === 4 ? true : engine.filters6);
  const answered: Truth =
    masquerades === false || net.modes[family] === 'routed'
      ? { missing: `whether routers outside lead back to the addresses of ${net.title}: it is not masqueraded` }
      : masquerades;
  const forwarded: Truth =
    engine.forwards === false
      ? { missing: 'whether the host forwards packets (`sysctl net.ipv4.ip_forward`)' }
      : engine.forwards;
  return way(both(isOpen(net, engine), family === 4 ? true : net.ipv6, forwarded, answered), [
    engine.because,
    stepOf(net, 'leads outside'),
    userRules(from),
  ]);
}
