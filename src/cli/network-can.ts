import { Failure } from '../model/failure.ts';
import { doubtsOf, missingOf, type CanReport } from '../model/network-report.ts';
import type { Command } from './command.ts';
import { lookAtNetwork, networkOptions, pluginOf, reachOf, targetHelp, textOptionsOf } from './network-looking.ts';
import { cutTo, endsOf, peerNamed, portAsked, portOptions, toldOnce } from './network-peers.ts';
import { formatOption, outputOption } from './report-options.ts';
import { writeResult } from './terminal.ts';

export const namesHelp =
  'FROM and TO are workloads as `plimsoll network map` shows them (`shop/web`, `web` where only one has that\nname, `Deployment/shop/web`), or an address or block of addresses outside (`203.0.113.7`, `10.0.0.0/8`,\n`internet`).';

export const networkCanCommand: Command = {
  name: 'network can',
  summary: 'Say whether one connection is let through, and prove it',
  usage: 'network can FROM TO --port N [TARGET…] [OPTIONS]',
  about: [
    namesHelp,
    targetHelp,
    'Exit code: 0 allowed, 1 denied, 2 unknown. Where something could not be read in which a rule may stand,\nthe answer is unknown and names it.',
  ],
  options: [...portOptions, formatOption(['text', 'json']), outputOption, ...networkOptions],
  examples: [
    ['plimsoll network can shop/web shop/db --port 5432 k8s/', 'with every rule that decides, and its line'],
    ['plimsoll network can internet shop/db -p 5432 k8s/', 'is the database open?'],
    ['plimsoll network can web kube-system/dns -p 53 --protocol UDP kube:', 'in a cluster'],
  ],
  async run(given, terminal) {
    const [fromText, toText, words] = endsOf(given, 'network can');
    const asked = portAsked(given);
    // An echo request is what "can it be pinged" means.
    const port = asked.port ?? (asked.protocol === 'ICMP' ? 8 : null);
    if (port === null) throw new Failure('BAD_ARGUMENT', 'Name the port: --port N. See `plimsoll network can --help`.');
    const looked = await lookAtNetwork(words, given, terminal);
    const reach = await reachOf(looked);
    const { facts: _facts, ...told } = looked;
    const [from, to] = [peerNamed(fromText, reach, told.gaps), peerNamed(toText, reach, told.gaps)];
    const [part] = toldOnce(cutTo(reach.between(from, to), asked.protocol, port));
    if (part === undefined) throw new Error('connections cover every port');
    const doubts = doubtsOf(told.gaps).map(missingOf);
    const report: CanReport = {
      schema: 'plimsoll.can/1',
      ...told,
      plugin: pluginOf(reach),
      from: from.peer,
      to: to.peer,
      protocol: asked.protocol,
      port,
      verdict: doubts.length > 0 ? 'unknown' : part.verdict,
      proof: part.because,
      missing: [...(part.missing ?? []), ...doubts],
    };
    await writeResult(await render(), given.text('output'), terminal);
    return { allowed: 0, denied: 1, unknown: 2 }[report.verdict];

    async function render(): Promise<string | Iterable<string>> {
      if (given.text('format') === 'json') return (await import('../report/connections/json.ts')).renderCanJson(report);
      const { renderCanText } = await import('../report/connections/proof-text.ts');
      return renderCanText(report, textOptionsOf(given, terminal));
    }
  },
};
