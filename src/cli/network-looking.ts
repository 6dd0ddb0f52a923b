import type { ConnectionMap, Connections, Peer } from '../model/connections.ts';
import type { Fact } from '../model/fact.ts';
import type { PluginReport } from '../model/network-report.ts';
import type { Gap } from '../model/gap.ts';
import type { TextOptions } from '../report/text/style.ts';
import type { Endpoint } from '../questions/network/reachability/layer.ts';
import type { Reachability } from '../questions/network/reachability/reachability.ts';
import { cnis, type Cni } from '../questions/network/reachability/layers.ts';
import type { Arguments, Option } from './arguments.ts';
import { look } from './look.ts';
import { mannerOf, mannerOptions } from './manner.ts';
import { noColorOption } from './report-options.ts';
import { findSettings } from './settings.ts';
import { resolveTargets } from './targets.ts';
import { colored, Progress, showsUnicode, widthOf, type Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

/** Options of every command that asks what can reach what. */
export const networkOptions: readonly Option[] = [
  {
    name: 'cni',
    value: 'PLUGIN',
    choices: cnis,
    help: 'whose rules the cluster follows, if not as seen',
  },
  { name: 'config', value: 'FILE', help: 'settings; otherwise plimsoll.yaml of the folder asked, then of this one' },
  ...mannerOptions,
  { name: 'all', short: 'a', help: 'text: show everything at full length' },
  { name: 'quiet', short: 'q', help: 'the answer only, and nothing on standard error but failures' },
  noColorOption,
];

export const targetHelp =
  'A TARGET is named as for `plimsoll ask`: a folder of manifests and Compose files, `docker:`, `kube:`. Without\none, this folder is asked, and the Docker engine when its socket answers.';

/** What was seen of some targets, as every report of the network commands says it. */
export interface Looked {
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  readonly asked: {
    readonly targets: readonly string[];
    readonly at: string;
    readonly configuration: string | null;
    readonly cni: Cni | null;
  };
  readonly facts: readonly Fact[];
  readonly gaps: readonly Gap[];
}

/**
 * Looks at the targets with what the settings leave out left out. Nothing is scanned, and no check runs.
 * Of containers no more is read than the network question asks, unless `whole`.
 */
export async function lookAtNetwork(
  words: readonly string[],
  given: Arguments,
  terminal: Terminal,
  { whole = false }: { readonly whole?: boolean } = {},
): Promise<Looked> {
  const targets = await resolveTargets(words, terminal);
  const { settings, file } = await findSettings(given.text('config'), targets);
  const quiet = given.on('quiet');
  if (!quiet && words.length === 0)
    terminal.err.write(`plimsoll: asking ${targets.map(({ label }) => label).join(' and ')}\n`);
  const { facts, gaps } = await look(targets, settings.ignore, terminal, new Progress(terminal, quiet), {
    ...mannerOf(given),
    ...(whole ? {} : { only: 'network' }),
  });
  return {
    tool: { name: 'plimsoll', version: packageVersion() },
    asked: {
      targets: targets.map(({ label }) => label),
      at: new Date().toISOString(),
      configuration: file,
      cni: cniOf(given) ?? settings.policy.networkPlugin?.value ?? null,
    },
    facts,
    gaps,
  };
}

function cniOf(given: Arguments): Cni | null {
  return cnis.find((name) => name === given.text('cni')) ?? null;
}

/** What can reach what, by what was seen; the reasoning is loaded when it is needed. */
export async function reachOf({ facts, asked }: Looked): Promise<Reachability> {
  const { reachabilityOf } = await import('../questions/network/reachability/reachability.ts');
  return reachabilityOf(facts, asked.cni === null ? {} : { cni: asked.cni });
}

/** By whose rules policies were read; null where there is no cluster. */
export function pluginOf({ plugin, endpoints }: Reachability): PluginReport | null {
  if (!endpoints.some(({ pod }) => pod !== undefined)) return null;
  return { cni: plugin.cni ?? null, enforces: plugin.enforces, because: plugin.because, at: plugin.at };
}

/** What comparisons and assertions ask of it, with a Pod that no rule means where there is a cluster. */
export async function askable(reach: Reachability): Promise<{
  readonly map: ConnectionMap;
  readonly endpoints: readonly Peer[];
  readonly stranger?: Peer;
  between(from: string, to: string): Connections;
}> {
  const { stranger } = await import('../questions/network/reachability/endpoints/stranger.ts');
  const { id, kind, labels } = stranger.peer;
  const end = (one: string): Endpoint | string => (one === id ? stranger : one);
  return {
    map: reach.map(),
    endpoints: reach.endpoints.map(({ peer }) => peer),
    between: (from, to) => reach.between(end(from), end(to)),
    ...(reach.endpoints.some(({ pod }) => pod !== undefined)
      ? { stranger: { id, kind, name: 'any other Pod', labels } }
      : {}),
  };
}

export function textOptionsOf(given: Arguments, terminal: Terminal): TextOptions {
  return {
    width: widthOf(terminal),
    color: given.text('output') === undefined && colored(terminal, terminal.out, given.on('no-color')),
    unicode: showsUnicode(terminal),
    all: given.on('all'),
    quiet: given.on('quiet'),
  };
}
