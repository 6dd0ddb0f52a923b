import { doubtsOf, missingOf, type ProofReport } from '../model/network-report.ts';
import type { Command } from './command.ts';
import { namesHelp } from './network-can.ts';
import { lookAtNetwork, networkOptions, pluginOf, reachOf, targetHelp, textOptionsOf } from './network-looking.ts';
import { cutTo, endsOf, peerNamed, portAsked, portOptions, toldOnce } from './network-peers.ts';
import { formatOption, outputOption } from './report-options.ts';
import { writeResult } from './terminal.ts';

export const networkExplainCommand: Command = {
  name: 'network explain',
  summary: 'Prove what passes from one peer to another, port by port',
  usage: 'network explain FROM TO [TARGET…] [OPTIONS]',
  about: [
    namesHelp,
    targetHelp,
    'Says of every part of the traffic whether it is allowed, denied or unknown, with the whole chain of rules\nthat decide. With --port, of that port alone.',
    'Exit code: 0 when something is allowed, 1 when all is denied, 2 when that is not known.',
  ],
  options: [...portOptions, formatOption(['text', 'json']), outputOption, ...networkOptions],
  examples: [
    ['plimsoll network explain shop/web shop/db k8s/', 'all that passes, and why the rest does not'],
    ['plimsoll network explain shop/web shop/db -p 5432 k8s/', 'one port'],
  ],
  async run(given, terminal) {
    const [fromText, toText, words] = endsOf(given, 'network explain');
    const { protocol, port } = portAsked(given);
    const looked = await lookAtNetwork(words, given, terminal);
    const reach = await reachOf(looked);
    const { facts: _facts, ...told } = looked;
    const [from, to] = [peerNamed(fromText, reach, told.gaps), peerNamed(toText, reach, told.gaps)];
    const all = toldOnce(reach.between(from, to));
    const doubts = doubtsOf(told.gaps).map(missingOf);
    const parts = (port === null ? all : cutTo(all, protocol, port)).filter(
      (part) => port !== null || given.text('protocol') === undefined || part.protocol === protocol,
    );
    const report: ProofReport = {
      schema: 'plimsoll.proof/1',
      ...told,
      plugin: pluginOf(reach),
      from: from.peer,
      to: to.peer,
      parts: parts.map((part) =>
        doubts.length === 0
          ? part
          : { ...part, verdict: 'unknown' as const, missing: [...(part.missing ?? []), ...doubts] },
      ),
    };
    await writeResult(await render(), given.text('output'), terminal);
    return exitCodeOf(report);

    async function render(): Promise<string | Iterable<string>> {
      if (given.text('format') === 'json')
        return (await import('../report/connections/json.ts')).renderProofJson(report);
      const { renderProofText } = await import('../report/connections/proof-text.ts');
      return renderProofText(report, textOptionsOf(given, terminal));
    }
  },
};

function exitCodeOf({ parts }: ProofReport): 0 | 1 | 2 {
  if (parts.some(({ verdict }) => verdict === 'allowed')) return 0;
  return parts.some(({ verdict }) => verdict === 'unknown') ? 2 : 1;
}
