import { doubtsOf, type MapReport } from '../model/network-report.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { lookAtNetwork, networkOptions, reachOf, targetHelp, textOptionsOf } from './network-looking.ts';
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
    const { exposed } = await import('../questions/network/exposure/exposed.ts');
    const [internet] = reach.find('internet');
    if (internet === undefined) throw new Error('the internet is always an end');
    const exposure = exposed(map, ({ id, members }) => reach.between(internet, members?.[0] ?? id));
    const report: MapReport = { schema: 'plimsoll.connections/1', ...told, map, exposure };
    await writeResult(await render(report, given, terminal), given.text('output'), terminal);
    return exitCodeOf(report);
  },
};

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
