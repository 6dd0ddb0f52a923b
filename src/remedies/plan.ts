import type { Fact } from '../model/fact.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Change } from './change.ts';
import type { DockerfileChange } from './dockerfile/change.ts';
import { editDockerfile } from './dockerfile/edit-dockerfile.ts';
import { evidenceOf, Locator, workloadSubject, yamlSubject } from './locate.ts';
import { Refusal } from './refusal.ts';
import type { Remedy } from './remedy.ts';
import type { SourceFile, SourceFiles } from './source-files.ts';
import type { EditContext } from './yaml/edit-document.ts';
import { editYaml } from './yaml/edit-yaml.ts';

/** What would answer one outcome, in one file. */
export interface PlannedFix {
  readonly outcome: Outcome;
  readonly remedy: Remedy;
  readonly source: SourceFile;
  /** Of a file of YAML: which document, and what of it. */
  readonly yaml?: { readonly document: number; readonly changes: readonly Change[]; readonly context: EditContext };
  readonly dockerfile?: readonly DockerfileChange[];
}

export interface Refused {
  readonly outcome: Outcome;
  readonly refusal: Refusal;
}

export interface Plan {
  readonly fixes: readonly PlannedFix[];
  readonly refused: readonly Refused[];
}

/** Plans the remedies of all outcomes that do not pass, each tried by itself. */
export function planFixes(
  outcomes: readonly Outcome[],
  remedies: ReadonlyMap<string, Remedy>,
  facts: readonly Fact[],
  files: SourceFiles,
): Plan {
  const locator = new Locator(facts);
  const asked = new Set(remedies.keys());
  const fixes: PlannedFix[] = [];
  const refused: Refused[] = [];
  for (const outcome of outcomes) {
    const remedy = remedies.get(outcome.check);
    if (remedy === undefined || outcome.verdict === 'pass') continue;
    try {
      const fix = planned(outcome, remedy, locator, files, asked);
      // By itself first: one that is refused must not take others of its file with it.
      if (fix.yaml === undefined) editedText(fix.source, [fix]);
      else fix.source.yaml.edits(fix.yaml, fix.yaml.context);
      fixes.push(fix);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ outcome, refusal: whyNot(outcome, error) });
    }
  }
  return withoutCovered(fixes, refused, remedies);
}

/** Of what is unknown nothing is known to be wrong: then it says how to know, not how to mend. */
function whyNot({ verdict, saw, toKnow }: Outcome, refusal: Refusal): Refusal {
  if (verdict !== 'unknown' || (refusal.code !== 'ELSEWHERE' && refusal.code !== 'NO_ANSWER')) return refusal;
  return new Refusal('NO_ANSWER', `Nothing is known to be wrong: ${saw}. ${toKnow}`);
}

function planned(
  outcome: Outcome,
  remedy: Remedy,
  locator: Locator,
  files: SourceFiles,
  asked: ReadonlySet<string>,
): PlannedFix {
  if (outcome.waiver !== null) throw new Refusal('WAIVED');
  if (outcome.stage !== 'declared') throw new Refusal('NOT_A_FILE');
  const evidence = evidenceOf(outcome);
  if (remedy.dockerfile !== undefined && outcome.subject.kind === 'Dockerfile') {
    const source = files.open(evidence.file);
    return { outcome, remedy, source, dockerfile: remedy.dockerfile({ outcome, text: source.text }) };
  }
  const fact = locator.workloadOf(outcome);
  if (fact === null) {
    if (remedy.document === undefined) throw new Refusal('NO_ANSWER');
    const source = files.open(evidence.file);
    const subject = yamlSubject(outcome, source, evidence.line);
    return { outcome, remedy, source, yaml: yamlFix(source, subject.document, remedy.document(subject), false) };
  }
  const make = fact.value.orchestrator === 'kubernetes' ? remedy.kubernetes : remedy.compose;
  if (make === undefined) throw new Refusal('NO_ANSWER');
  if (fact.at.file === undefined || fact.at.line === undefined) throw new Refusal('RENDERED');
  // What is written goes where the workload stands; of a Compose project also into its override.
  const isElsewhere = fact.at.file !== evidence.file;
  if (isElsewhere && !isOverride(fact.at.file, evidence.file)) throw new Refusal('ELSEWHERE');
  const source = files.open(evidence.file);
  const subject = yamlSubject(outcome, source, isElsewhere ? evidence.line : fact.at.line);
  const changes = make(workloadSubject(subject, fact, locator.containerOf(outcome, fact), asked));
  const isCompose = fact.value.orchestrator === 'compose';
  return { outcome, remedy, source, yaml: yamlFix(source, subject.document, changes, isCompose) };
}

/** Of two remedies that say the same of one subject, only the wider one is written. */
function withoutCovered(
  fixes: readonly PlannedFix[],
  refused: readonly Refused[],
  remedies: ReadonlyMap<string, Remedy>,
): Plan {
  const done = new Set(fixes.map(({ outcome }) => subjectOf(outcome.check, outcome)));
  const isCovered = ({ remedy: { coveredBy }, outcome }: PlannedFix): boolean =>
    coveredBy !== undefined && remedies.has(coveredBy) && done.has(subjectOf(coveredBy, outcome));
  const covered = fixes.filter(isCovered).map(({ outcome, remedy }) => ({
    outcome,
    refusal: new Refusal('OTHER_CHECK', `The remedy of ${remedy.coveredBy} answers it as well.`),
  }));
  return { fixes: fixes.filter((fix) => !isCovered(fix)), refused: [...refused, ...covered] };
}

function subjectOf(check: string, { subject, evidence: [first] }: Outcome): string {
  return JSON.stringify([check, subject, first?.file]);
}

/** The text of a file with some of its fixes. @throws Refusal */
export function editedText(source: SourceFile, fixes: readonly PlannedFix[]): string {
  const dockerfile = fixes.flatMap((fix) => fix.dockerfile ?? []);
  if (dockerfile.length > 0) return editDockerfile(source.text, unique(dockerfile));
  const documents = Map.groupBy(
    fixes.flatMap(({ yaml }) => yaml ?? []),
    ({ document }) => document,
  );
  const all = [...documents].map(([document, parts]) => ({
    document,
    changes: unique(parts.flatMap(({ changes }) => changes)),
  }));
  return editYaml(source.yaml, all, fixes[0]?.yaml?.context ?? { json: source.isJson, variables: false });
}

/** `compose.override.yaml` beside `compose.yaml`: a part of one project that nothing else reads. */
function isOverride(main: string, file: string): boolean {
  const stem = main.replace(/\.ya?ml$/, '');
  return /^\.override\.ya?ml$/.test(file.startsWith(stem) ? file.slice(stem.length) : '');
}

function yamlFix(
  source: SourceFile,
  document: number,
  changes: readonly Change[],
  variables: boolean,
): NonNullable<PlannedFix['yaml']> {
  return { document, changes, context: { json: source.isJson, variables } };
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
