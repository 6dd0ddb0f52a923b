import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { kubernetesObject, type KubernetesObject } from '../facts/kubernetes-object.ts';
import { readYaml } from '../formats/yaml/read-yaml.ts';
import { readText } from '../io/files.ts';
import { walk } from '../io/walk.ts';
import type { AnyCheck } from '../model/check.ts';
import { describeEvidence, type Evidence } from '../model/evidence.ts';
import type { Fact } from '../model/fact.ts';
import { Failure } from '../model/failure.ts';
import type { Gap } from '../model/gap.ts';
import type { Located } from '../model/located.ts';
import type { Question } from '../model/question.ts';
import { readCheckTests, type CheckTest } from '../readers/admission/check-tests.ts';
import { readCustomChecks, type CustomCheck, type CustomChecks } from '../readers/admission/custom-check.ts';
import { judgeByCheck } from '../readers/admission/judge-custom.ts';
import { readKubernetes } from '../readers/kubernetes/read-kubernetes.ts';
import { shownPath } from './targets.ts';

/** A larger file is a mistake, not a check. */
const maxBytes = 4 * 1024 * 1024;
const limits = { entries: 10_000, depth: 20 };
const context = { source: 'checks', stage: 'declared' } as const;

type ObjectFact = Fact<KubernetesObject>;

const isObject = (one: Fact): one is ObjectFact => one.kind === kubernetesObject.name;
const isTest = (file: string): boolean => /\.test\.(ya?ml|json)$/.test(file);

export interface LoadedChecks extends CustomChecks {
  readonly tests: readonly CheckTest[];
}

/** Reads a folder of the user's own checks whole: one mistake and none of them counts, for it would be missed in silence. */
export function loadChecks(folder: string, questions: readonly Question[]): LoadedChecks {
  const root = resolve(folder);
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Failure('NO_SUCH_TARGET', `There is no folder of checks ${JSON.stringify(folder)}.`);
  const faults: string[] = [];
  const fault = (at: Evidence, because: string): unknown => faults.push(`${describeEvidence(at)}: ${because}`);
  const documents: { readonly file: string; readonly root: Located }[] = [];
  for (const entry of walk(root, { wanted: (name) => /\.(ya?ml|json)$/.test(name), ignore: [], limits })) {
    if (entry.kind === 'problem') faults.push(`${join(folder, entry.relative)}: ${entry.because}`);
    if (entry.kind !== 'file') continue;
    const path = join(root, entry.relative);
    const shown = shownPath(path, path);
    const read = readText(path, maxBytes);
    if (!('text' in read)) {
      faults.push(`${shown}: ${read.because}`);
      continue;
    }
    const yaml = readYaml(read.text, shown, context.source, 'kubernetes');
    for (const { because, line, column } of yaml.problems)
      fault({ source: context.source, file: shown, line, column }, because);
    documents.push(...yaml.documents.map((document) => ({ file: entry.relative, root: document.root })));
  }
  // The objects of a test may be cut short: only what is no object at all is a mistake.
  const objectsOf = (at: Located): ObjectFact[] => {
    const sightings = readKubernetes(at, context);
    const objects = sightings.flatMap((one) => ('fact' in one && isObject(one.fact) ? [one.fact] : []));
    for (const one of sightings) if ('gap' in one && objects.length === 0) fault(one.gap.at ?? at.at, one.gap.because);
    return objects;
  };
  const aspects = questions.flatMap(({ name, aspects: own }) => own.map((aspect) => `${name}/${aspect.name}`));
  const objects = documents.filter(({ file }) => !isTest(file)).flatMap((one) => objectsOf(one.root));
  const loaded = readCustomChecks(objects, aspects);
  for (const { at, because } of loaded.faults) fault(at.at, because);
  const tests: CheckTest[] = [];
  for (const { file, root: at } of documents.filter((one) => isTest(one.file))) {
    const read = readCheckTests(at, basename(file), loaded.checks, objectsOf);
    tests.push(...read.tests);
    for (const one of read.faults) fault(one.at.at, one.because);
  }
  if (faults.length > 0)
    throw new Failure('CHECKS_INVALID', `The checks in ${folder} cannot be used:\n${faults.join('\n')}`);
  if (loaded.checks.length === 0) throw new Failure('CHECKS_INVALID', `There is no check in ${folder}.`);
  return { ...loaded, tests };
}

/** The questions with the user's checks among their own, which have judged what was seen. */
export function withCustomChecks(
  folders: readonly string[],
  questions: readonly Question[],
  facts: readonly Fact[],
): { readonly questions: readonly Question[]; readonly gaps: readonly Gap[] } {
  const objects = facts.filter(isObject);
  const gaps: Gap[] = [];
  const added: AnyCheck[] = [];
  for (const folder of folders) {
    const { checks, objects: beside } = loadChecks(folder, questions);
    for (const check of checks) {
      const twice = [...questions.flatMap((question) => question.checks), ...added].some(({ id }) => id === check.id);
      if (twice)
        throw new Failure('CHECKS_INVALID', `Another check has the id ${check.id}, which ${folder} gives again.`);
      const judged = judgeByCheck(check, objects, beside);
      gaps.push(...judged.gaps);
      added.push(checkOf(check, judged.judgements));
    }
  }
  return {
    questions: questions.map((question) => ({
      ...question,
      checks: [...question.checks, ...added.filter(({ aspect }) => aspect.startsWith(`${question.name}/`))],
    })),
    gaps,
  };
}

function checkOf(check: CustomCheck, judgements: ReturnType<typeof judgeByCheck>['judgements']): AnyCheck {
  return {
    id: check.id,
    name: check.id,
    aspect: check.aspect,
    title: check.title,
    severity: check.severity,
    since: '0.1.0',
    references: [],
    remedy: check.remedy,
    toKnow: 'Ask the cluster, or add to the asked folder what the reason names.',
    needs: {},
    evaluate: () => judgements,
  };
}
