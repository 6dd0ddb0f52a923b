import { resolve } from 'node:path';
import { workload, type Workload } from '../facts/workload.ts';
import type { FlowsRead } from '../formats/flows/flow.ts';
import { readText } from '../io/files.ts';
import type { Fact } from '../model/fact.ts';
import { Failure } from '../model/failure.ts';
import { doubtsOf } from '../model/network-report.ts';
import type { NeededConnection, SuggestReport } from '../model/suggestion.ts';
import type { Need } from '../remedies/network-policy/need.ts';
import type { Command } from './command.ts';
import { lookAtNetwork, networkOptions, reachOf, targetHelp } from './network-looking.ts';
import { formatOption, outputOption } from './report-options.ts';
import { shownPath } from './targets.ts';
import { writeResult } from './terminal.ts';

export const networkSuggestCommand: Command = {
  name: 'network suggest',
  summary: 'Write the NetworkPolicies that let through what is needed, and prove them',
  usage: 'network suggest [TARGET…] [OPTIONS]',
  about: [
    targetHelp,
    'Each workload gets one policy, each namespace one that denies by default. What is needed is taken from\nvariables, arguments and ConfigMaps that name Services, from Services, Ingresses, routes, webhooks and\nmonitors, and from connections that were seen (--flows). Every rule says what it is for.',
    'Before anything is printed it is proven: with the policies every need is let through that is let through\ntoday, and nothing is that is not. A direction in which a policy decides today is left to that policy.',
    'Exit code: 0 proven, 1 when a need would be lost or a connection opened, 2 when it cannot be told.',
  ],
  options: [
    formatOption(['yaml', 'json']),
    outputOption,
    {
      name: 'flows',
      value: 'FILE',
      help: 'connections that were seen: flows of Hubble or flow logs of Calico as JSON lines, or `conntrack -L`',
    },
    {
      name: 'namespace',
      short: 'n',
      value: 'NAME',
      help: 'only there, may be given again; otherwise all but those of Kubernetes',
    },
    ...networkOptions,
  ],
  examples: [
    ['plimsoll network suggest k8s/ -o policies.yaml', 'from manifests alone'],
    ['plimsoll network suggest kube: --flows hubble.jsonl -n shop', 'and from what was seen'],
    ['plimsoll network suggest k8s/ -f json', 'every need with its reason, and the proof'],
  ],
  async run(given, terminal) {
    const file = given.text('flows');
    const read = file === undefined ? undefined : await flowsOf(file);
    const seen = await lookAtNetwork(given.words, given, terminal, { whole: true });
    const { dnsServers, usualDns } = await import('../remedies/network-policy/surroundings.ts');
    const reach = await reachOf(seen);
    const hasDns = dnsServers(reach.endpoints).length > 0;
    const looked = hasDns ? seen : { ...seen, facts: [...seen.facts, ...(await factsOf(usualDns, seen.facts))] };
    const [{ suggest }, { prove }, { policyText }, today] = await Promise.all([
      import('../remedies/network-policy/suggest.ts'),
      import('../remedies/network-policy/prove.ts'),
      import('../remedies/network-policy/policy-text.ts'),
      hasDns ? reach : reachOf(looked),
    ]);
    const { nameOf } = await import('../remedies/network-policy/need.ts');
    const namespaces = given.all('namespace');
    const made = suggest(looked.facts, today, {
      ...(namespaces.length === 0 ? {} : { namespaces }),
      ...(read === undefined ? {} : { observed: { flows: read.flows, file: read.file } }),
    });
    const text = policyText(made.policies);
    const after = await reachOf({ ...looked, facts: [...looked.facts, ...(await factsOf(text, looked.facts))] });
    const proof = prove(made.needs, today, after);
    const faults = (read?.faults ?? []).map(({ line, because }) => ({
      what: `line ${line} of ${read!.file}`,
      because,
    }));
    const { facts: _facts, ...told } = looked;
    const needed = ({ from, to, ports, why, observed, at }: Need): NeededConnection => {
      const runs = ports.map(({ protocol, first, last }) => ({ protocol, first, last }));
      return { from: nameOf(from), to: nameOf(to), ports: runs, why, observed, at };
    };
    const wrong = proof.lost.length + proof.widened.length > 0;
    const doubts = proof.unproven.length + doubtsOf(told.gaps).length + faults.length + made.unsure.length;
    const unsure = doubts > 0 || made.policies.length === 0;
    const report: SuggestReport = {
      schema: 'plimsoll.suggest/1',
      ...told,
      verdict: wrong ? 'wrong' : unsure ? 'unknown' : 'proven',
      policies: made.policies.map(({ object }) => object),
      needs: made.needs.map(needed),
      refused: made.refused.map(needed),
      leftOut: [...made.leftOut, ...faults, ...(hasDns ? [] : [assumedDns])],
      proof,
    };
    const { renderSuggestJson } = await import('../report/connections/suggest-json.ts');
    const json = given.text('format') === 'json';
    await writeResult(json ? renderSuggestJson(report) : text, given.text('output'), terminal);
    if (!given.on('quiet')) {
      const { summaryOf } = await import('../report/connections/suggest-text.ts');
      terminal.err.write(summaryOf(report, given.on('all')));
    }
    return { proven: 0, wrong: 1, unknown: 2 }[report.verdict];
  },
};

const assumedDns = {
  what: 'the DNS of the cluster',
  because: 'was not read; it is taken to be in kube-system with the label k8s-app=kube-dns',
};

/** A larger file of flows is to be cut to the time that matters. */
const maxBytes = 256 * 1024 * 1024;

async function flowsOf(file: string): Promise<FlowsRead & { readonly file: string }> {
  const path = resolve(file);
  const shown = shownPath(file, path);
  const read = readText(path, maxBytes);
  if (!('text' in read)) throw new Failure('FLOWS_UNREADABLE', `Cannot read ${shown}: it ${read.because}.`);
  const { readFlows } = await import('../formats/flows/read-flows.ts');
  const flows = readFlows(read.text);
  if (flows.flows.length === 0 && flows.left.size === 0)
    throw new Failure('FLOWS_UNREADABLE', `${shown} holds no flow of Hubble or Calico, and no entry of conntrack.`);
  return { ...flows, file: shown };
}

/** The policies as they would be read where they are applied, at the stage that is looked at. */
async function factsOf(text: string, facts: readonly Fact[]): Promise<Fact[]> {
  const [{ readYaml }, { readKubernetes }, { stageOf }] = await Promise.all([
    import('../formats/yaml/read-yaml.ts'),
    import('../readers/kubernetes/read-kubernetes.ts'),
    import('../questions/network/reachability/endpoints/kubernetes.ts'),
  ]);
  const workloads = facts.filter((one): one is Fact<Workload> => one.kind === workload.name);
  const { documents } = readYaml(text, 'suggested', 'suggested', 'kubernetes');
  return documents.flatMap(({ root }) =>
    readKubernetes(root, { source: 'suggested', stage: stageOf(workloads) }).flatMap((one) =>
      'fact' in one ? [one.fact] : [],
    ),
  );
}
