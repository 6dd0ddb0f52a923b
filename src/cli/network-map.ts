import { kubernetesObject, type KubernetesObject } from '../facts/kubernetes-object.ts';
import type { Fact } from '../model/fact.ts';
import type { ConnectionMap } from '../model/connections.ts';
import { doubtsOf, type MapReport } from '../model/network-report.ts';
import type { Beyond } from '../questions/network/exposure/exposed.ts';
import type { Endpoint } from '../questions/network/reachability/layer.ts';
import type { Reachability } from '../questions/network/reachability/reachability.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { lookAtNetwork, networkOptions, pluginOf, reachOf, targetHelp, textOptionsOf } from './network-looking.ts';
import { formatOption, outputOption } from './report-options.ts';
import { writeResult, type Terminal } from './terminal.ts';

export const networkMapCommand: Command = {
  name: 'network map',
  summary: 'Show what can reach what, and on which ports',
  usage: 'network map [TARGET…] [OPTIONS]',
  about: [
    targetHelp,
    'Every layer that was seen is in the answer: cluster policies, mesh, Docker networks, host firewall. What\ncannot be told is unknown, and says what would have to be known. Above 200 peers, equal ones are shown as\none; --pairs shows each.',
    'Exit code: 0 when all is known, 2 when something is not, or a rule may stand in what could not be read.',
  ],
  options: [
    formatOption(['text', 'json', 'dot', 'mermaid', 'html']),
    outputOption,
    { name: 'pairs', help: 'every pair of peers by itself, however many there are' },
    ...networkOptions,
  ],
  examples: [
    ['plimsoll network map k8s/', 'who reaches whom, and who is open to the internet'],
    ['plimsoll network map k8s/ -f html -o map.html', 'one page to look around in'],
    ['plimsoll network map kube: --cni cilium', 'a cluster, by the rules of Cilium'],
    ['plimsoll network map compose.yaml -f mermaid', 'a drawing for a README'],
    ['plimsoll network map k8s/ -f dot | dot -Tsvg -o map.svg', 'a drawing by Graphviz'],
  ],
  async run(given, terminal) {
    const looked = await lookAtNetwork(given.words, given, terminal);
    const reach = await reachOf(looked);
    const { facts: _facts, ...told } = looked;
    const map = reach.map({ pairs: given.on('pairs') });
    const exposure = await exposureOf(map, reach);
    const doors = await doorsIn(looked.facts, reach);
    const report: MapReport = {
      schema: 'plimsoll.connections/1',
      ...told,
      plugin: pluginOf(reach),
      map,
      exposure,
      doors,
    };
    await writeResult(await render(report, given, terminal), given.text('output'), terminal);
    return exitCodeOf(report);
  },
};

/** How far each peer of the map is open; those of one group are open alike. */
async function exposureOf(map: ConnectionMap, reach: Reachability): Promise<MapReport['exposure']> {
  const [{ exposed }, { stranger }] = await Promise.all([
    import('../questions/network/exposure/exposed.ts'),
    import('../questions/network/reachability/endpoints/stranger.ts'),
  ]);
  const [internet] = reach.find('internet');
  if (internet === undefined) throw new Error('the internet is always an end');
  const ends = new Map(reach.endpoints.map((one) => [one.peer.id, one]));
  const ask = (far: Endpoint, podsOnly: boolean): Beyond => {
    return ({ id, members }, direction) => {
      const own = ends.get(members?.[0] ?? id);
      // A host is not what is asked about, and a Pod that does not exist is no neighbour of what is in no cluster.
      if (own?.workload === undefined || (podsOnly && own.pod === undefined)) return undefined;
      return direction === 'ingress' ? reach.between(far, own) : reach.between(own, far);
    };
  };
  return exposed(map, { internet: ask(internet, false), unmatched: ask(stranger, true) });
}

/** The ways into workloads from outside of their cluster; only those that have one are judged. */
async function doorsIn(facts: readonly Fact[], reach: Reachability): Promise<MapReport['doors']> {
  const [{ exposures }, { doorsOf }] = await Promise.all([
    import('../questions/network/reachability/exposure/exposure.ts'),
    import('../questions/network/reachability/exposure/doors.ts'),
  ]);
  const doorsAt = doorsOf(facts.filter((one): one is Fact<KubernetesObject> => one.kind === kubernetesObject.name));
  const endpoints = reach.endpoints.filter((one) => doorsAt(one).length > 0);
  return [...exposures(facts, { ...reach, endpoints })].flatMap(({ endpoint, doors }) =>
    doors.map(({ door, verdict, missing }) => ({
      peer: endpoint.peer.id,
      kind: door.kind,
      by: door.title,
      protocol: door.protocol,
      outside: door.outer ?? null,
      inside: door.inner ?? null,
      sources: door.sources ?? null,
      verdict,
      missing,
      at: door.at,
    })),
  );
}

/** A map without any workload says nothing; that nothing reaches anything would be a false answer. */
function exitCodeOf({ map, gaps }: MapReport): 0 | 2 {
  const unknown = map.connections.some(({ parts }) => parts.some(({ verdict }) => verdict === 'unknown'));
  const empty = map.peers.every(({ kind }) => kind === 'ip');
  return unknown || empty || doubtsOf(gaps).length > 0 ? 2 : 0;
}

async function render(report: MapReport, given: Arguments, terminal: Terminal): Promise<string | Iterable<string>> {
  switch (given.text('format') ?? 'text') {
    case 'json':
      return (await import('../report/connections/json.ts')).renderMapJson(report);
    case 'dot':
      return (await import('../report/connections/graph-text.ts')).renderDot(report);
    case 'mermaid':
      return (await import('../report/connections/graph-text.ts')).renderMermaid(report);
    case 'html':
      return (await import('../report/connections/html/render-map-html.ts')).renderMapHtml(report);
    default: {
      const { renderMapText } = await import('../report/connections/map-text.ts');
      return renderMapText(report, textOptionsOf(given, terminal));
    }
  }
}
