import { dirname, resolve } from 'node:path';
import type { KubernetesObject } from '../facts/kubernetes-object.ts';
import { exitCodeOfDrift, type DriftReport } from '../model/drift.ts';
import { Failure } from '../model/failure.ts';
import type { Fact } from '../model/fact.ts';
import { apiPlace, Located } from '../model/located.ts';
import { driftOf } from '../questions/hardening/drift/drift.ts';
import type { Place } from '../questions/hardening/drift/place.ts';
import { readKubernetes } from '../readers/kubernetes/read-kubernetes.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { look } from './look.ts';
import { mannerOf, mannerOptions } from './manner.ts';
import { formatOption, noColorOption, outputOption, unknownOption } from './report-options.ts';
import { findSettings } from './settings.ts';
import { resolveTargets, type Target } from './targets.ts';
import { colored, Progress, showsUnicode, widthOf, writeResult, type Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

export const hardeningDriftCommand: Command = {
  name: 'hardening drift',
  summary: 'Tell what lives otherwise than it was declared',
  usage: 'hardening drift --declared DIR --live TARGET [OPTIONS]',
  about: [
    'Holds the manifests and Compose files of a folder against a cluster (`kube:`, `kube:CONTEXT`), a dump of one\n(a file or folder) or a Docker engine (`docker:`): security-relevant settings that differ, what lives and is not\ndeclared, what is declared and missing. Several --live are held against each other too: engines and hosts that\nare set otherwise.',
    'Each difference names file and line, API path, what was applied last, who wrote the field and when, whether it\nweakens or strengthens, and the command that puts it right. What Kubernetes fills in, what controllers write and\nsidecars whose webhook is there are no drift (docs/drift.md).',
    'Exit code: 0 no drift, 1 drift, 2 unknown, 3 failed.',
  ],
  options: [
    { name: 'declared', short: 'd', value: 'DIR', help: 'what was declared; may be given several times' },
    { name: 'live', short: 'l', value: 'TARGET', help: 'what lives; may be given several times' },
    { name: 'namespace', short: 'n', value: 'NAME', help: 'where declarations that name no namespace are applied' },
    { name: 'whole', help: 'all that lives is to be declared, in namespaces too that nothing was declared for' },
    { name: 'except-namespace', value: 'NAME', help: 'leave this namespace out; may be given several times' },
    { name: 'except-cluster-scoped', help: 'leave objects of no namespace out' },
    formatOption(['text', 'json']),
    outputOption,
    { name: 'config', value: 'FILE', help: 'settings; otherwise plimsoll.yaml of the folder asked, then of this one' },
    ...mannerOptions,
    unknownOption('unknown count as no drift'),
    { name: 'all', short: 'a', help: 'text: show everything, what is the same too; JSON: list what is the same too' },
    { name: 'quiet', short: 'q', help: 'text: the verdict only; say nothing on standard error but failures' },
    noColorOption,
  ],
  examples: [
    ['plimsoll hardening drift --declared k8s/ --live kube:', 'the cluster against the repository'],
    ['plimsoll hardening drift -d k8s/ -l kube: --except-namespace kube-system', 'without what the cluster brings'],
    ['plimsoll hardening drift -d . -l docker:', 'containers against their Compose files'],
    ['plimsoll hardening drift -d . -l docker: -l docker:tcp://other:2376', 'two hosts, and how they differ'],
    ['plimsoll hardening drift -d k8s/ -l dump.json -f json', 'a dump, for a program'],
  ],
  async run(given, terminal) {
    if (given.words.length > 0) throw bad('The two sides are named by --declared and --live.');
    const [declared, live] = [given.all('declared'), given.all('live')];
    if (declared.length === 0) throw bad('What was declared is named by --declared DIR.');
    if (live.length === 0) throw bad('What lives is named by --live: `kube:`, `docker:`, or a dump.');
    const [ours, theirs] = [await targetsOf(declared, terminal), await targetsOf(live, terminal)];
    for (const { kind, label } of ours)
      if (kind !== 'directory') throw bad(`A declaration is a file or folder, and ${JSON.stringify(label)} is none.`);
    for (const { kind, label } of theirs)
      if (kind === 'image' || kind === 'registry') throw bad(`Nothing lives in an image: ${JSON.stringify(label)}.`);
    const { settings } = await findSettings(given.text('config'), ours);
    const progress = new Progress(terminal, given.on('quiet'));
    const seenBy = async (targets: readonly Target[], ignore: readonly string[]): Promise<Place[]> => {
      const seen: Place[] = [];
      for (const target of targets) {
        const looked = await look([target], ignore, terminal, progress, mannerOf(given));
        seen.push({ label: target.label, ...looked });
      }
      return seen;
    };
    const drift = driftOf({
      declared: await seenBy(ours, settings.ignore),
      live: await seenBy(theirs, []),
      applied: appliedTo,
      // Evidence names files as a person in this folder would.
      folderOf: (file) => dirname(resolve(file)),
      namespace: given.text('namespace') ?? null,
      whole: given.on('whole'),
      except: new Set(given.all('except-namespace')),
      exceptClusterScoped: given.on('except-cluster-scoped'),
    });
    const listed = given.on('all') ? drift.items : drift.items.filter(({ state }) => state !== 'same');
    const report: DriftReport = {
      schema: 'plimsoll.drift/1',
      tool: { name: 'plimsoll', version: packageVersion() },
      asked: {
        declared: ours.map(({ label }) => label),
        live: theirs.map(({ label }) => label),
        at: new Date().toISOString(),
        except: given.all('except-namespace'),
        unknownPasses: given.text('unknown') === 'pass',
      },
      ...drift,
      items: listed,
    };
    await writeResult(await render(report, given, terminal), given.text('output'), terminal);
    return exitCodeOfDrift(report);
  },
};

function bad(what: string): Failure {
  return new Failure('BAD_ARGUMENT', `${what} See \`plimsoll hardening drift --help\`.`);
}

/** One by one: the rule of one cluster at a time is for what is asked together. */
async function targetsOf(words: readonly string[], terminal: Terminal): Promise<Target[]> {
  const targets: Target[] = [];
  for (const word of words) targets.push(...(await resolveTargets([word], terminal)));
  return targets;
}

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** What `kubectl apply` noted on an object. It is only its own word, so it decides nothing but who moved. */
function appliedTo({ value, subject }: Fact): readonly Fact[] | null {
  const { annotations } = value as KubernetesObject;
  const text = annotations[annotation];
  if (text === undefined) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const root = Located.root(parsed, apiPlace(subject.source, `${subject.kind} ${subject.name}: ${annotation}`));
  return readKubernetes(root, { source: subject.source, stage: 'declared' }).flatMap((one) =>
    'fact' in one ? [one.fact] : [],
  );
}

async function render(report: DriftReport, given: Arguments, terminal: Terminal): Promise<string | Iterable<string>> {
  if (given.text('format') === 'json') return (await import('../report/drift/json.ts')).renderDriftJson(report);
  const { renderDriftText } = await import('../report/drift/text.ts');
  const toFile = given.text('output') !== undefined;
  return renderDriftText(report, {
    width: widthOf(terminal),
    color: !toFile && colored(terminal, terminal.out, given.on('no-color')),
    unicode: showsUnicode(terminal),
    all: given.on('all'),
    quiet: given.on('quiet'),
  });
}
