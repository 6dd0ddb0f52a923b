import { Failure } from '../model/failure.ts';
import { doubtsOf, type ConnectionChange, type DiffReport } from '../model/network-report.ts';
import type { Command } from './command.ts';
import { askable, lookAtNetwork, networkOptions, pluginOf, reachOf, textOptionsOf } from './network-looking.ts';
import { formatOption, outputOption } from './report-options.ts';
import { writeResult } from './terminal.ts';

export const networkDiffCommand: Command = {
  name: 'network diff',
  summary: 'Say what can reach what in one target and not in another',
  usage: 'network diff OLD NEW [OPTIONS]',
  about: [
    'OLD and NEW are targets as for `plimsoll ask`: two checkouts of a folder, a folder and the cluster it is\nmeant for. Connections are compared, not texts: a policy that is split or renamed changes nothing.',
    'Each change names the objects that were added, removed or changed and that decide it.',
    'Exit code: 0 no connection differs, 1 some do, 2 that is not known of all.',
  ],
  options: [formatOption(['text', 'json']), outputOption, ...networkOptions],
  examples: [
    ['plimsoll network diff main/k8s k8s', 'in a pull request: what opens and what closes'],
    ['plimsoll network diff k8s/ kube:', 'what the cluster lets through otherwise than the files say'],
  ],
  async run(given, terminal) {
    const [oldWord, newWord, ...more] = given.words;
    if (oldWord === undefined || newWord === undefined || more.length > 0)
      throw new Failure('BAD_ARGUMENT', 'Name two targets: OLD and NEW. See `plimsoll network diff --help`.');
    const old = await lookAtNetwork([oldWord], given, terminal);
    const now = await lookAtNetwork([newWord], given, terminal);
    const [{ compare }, { objectChanges, withCauses }] = await Promise.all([
      import('../questions/network/comparison/compare.ts'),
      import('../questions/network/comparison/causes.ts'),
    ]);
    const [before, reach] = [await reachOf(old), await reachOf(now)];
    const comparison = compare(await askable(before), await askable(reach));
    const changes = withCauses(comparison, objectChanges(old.facts, now.facts)).toSorted(byWeight);
    const report: DiffReport = {
      schema: 'plimsoll.connections-diff/1',
      tool: now.tool,
      asked: { ...now.asked, targets: [...old.asked.targets, ...now.asked.targets] },
      old: old.asked.targets,
      new: now.asked.targets,
      plugin: pluginOf(reach),
      ...comparison,
      changes,
      // What both targets hold was not seen once.
      gaps: [...new Map([...old.gaps, ...now.gaps].map((gap) => [JSON.stringify(gap), gap])).values()],
    };
    await writeResult(await render(), given.text('output'), terminal);
    // Where no workload was seen on either side, that nothing differs would be a false answer.
    const empty = [before, reach].every(({ endpoints }) => endpoints.every(({ peer }) => peer.kind === 'ip'));
    return empty ? 2 : exitCodeOf(report);

    async function render(): Promise<string | Iterable<string>> {
      if (given.text('format') === 'json')
        return (await import('../report/connections/json.ts')).renderDiffJson(report);
      const { renderDiffText } = await import('../report/connections/diff-text.ts');
      return renderDiffText(report, textOptionsOf(given, terminal));
    }
  },
};

/** What opens stands first; then by name, so that two runs say the same in one order. */
function byWeight(a: ConnectionChange, b: ConnectionChange): number {
  const weight = ({ after }: ConnectionChange): number => (after === 'allowed' ? 0 : after === 'unknown' ? 1 : 2);
  const name = ({ from, to }: ConnectionChange): string => `${to}\0${from}`;
  return weight(a) - weight(b) || (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0);
}

function exitCodeOf({ changes, unknown, gaps }: DiffReport): 0 | 1 | 2 {
  if (doubtsOf(gaps).length > 0) return 2;
  if (changes.some(({ before, after }) => before !== 'unknown' && after !== 'unknown')) return 1;
  return changes.length > 0 || unknown > 0 ? 2 : 0;
}
