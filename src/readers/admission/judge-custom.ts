import { evaluatePolicy, type Decision } from '../../formats/admission/evaluate-policy.ts';
import { inputsFor } from '../../formats/admission/inputs.ts';
import { matchesRequest } from '../../formats/admission/match.ts';
import type { Request } from '../../formats/admission/request.ts';
import type { KubernetesObject } from '../../facts/kubernetes-object.ts';
import { describeSubject, type Fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import { fail, pass, unknown, type Judgement } from '../../model/outcome.ts';
import type { CustomCheck } from './custom-check.ts';
import { requestOf, SeenObjects } from './objects.ts';
import { paramsFor } from './params.ts';
import { stoppedGap } from './stopped.ts';

type ObjectFact = Fact<KubernetesObject>;

export interface JudgedByCheck {
  readonly judgements: readonly Judgement[];
  /** Expressions that were stopped. */
  readonly gaps: readonly Gap[];
}

/**
 * What a check of the user's own says of objects.
 *
 * @param beside further objects that are not judged: namespaces and parameters
 */
export function judgeByCheck(
  check: CustomCheck,
  objects: readonly ObjectFact[],
  beside: readonly ObjectFact[],
): JudgedByCheck {
  const judgements: Judgement[] = [];
  const gaps: Gap[] = [];
  const seen = new SeenObjects([...objects, ...beside]);
  for (const object of objects) {
    const request = requestOf(object);
    if (request === null) continue;
    const decisions = decisionsFor(check, request, seen);
    if (decisions === null) continue;
    judgements.push(judgementOf(check, object, decisions));
    const stopped = decisions.find((one) => one.stopped !== null)?.stopped ?? null;
    if (stopped !== null)
      gaps.push(
        stoppedGap(`${check.id} on ${describeSubject(object.subject)}`, stopped, check.root.at, [check.aspect]),
      );
  }
  return { judgements, gaps };
}

/** Null when the check does not speak of the object. */
function decisionsFor(check: CustomCheck, request: Request, seen: SeenObjects): readonly Decision[] | null {
  const { policy } = check.compiled;
  const namespace = seen.namespace(request.namespace);
  const labels =
    namespace === undefined
      ? undefined
      : { ...namespace.value.labels, 'kubernetes.io/metadata.name': request.namespace };
  const notKnown = (message: string): readonly Decision[] => [
    { verdict: 'unknown', index: null, message, reason: '', stopped: null },
  ];
  const own = matchesRequest(policy.matches, request, labels);
  if (own === false) return null;
  if (own !== true) return notKnown(own.unknown);
  const data = namespace?.value.root.value as Readonly<Record<string, unknown>> | undefined;
  const evaluate = (params: Readonly<Record<string, unknown>> | null): readonly Decision[] =>
    evaluatePolicy(check.compiled, inputsFor(request, params, data, true));
  const found: Decision[] = [];
  let spoke = false;
  if (check.bindings.length === 0) {
    if (check.isPolicy && policy.paramKind !== null)
      return notKnown('the policy has parameters, and no binding beside it names them');
    const decisions = evaluate(check.params);
    return decisions.length === 0 ? null : decisions;
  }
  for (const binding of check.bindings) {
    const match = binding.matches === null ? true : matchesRequest(binding.matches, request, labels);
    if (match === false) continue;
    if (match !== true) return notKnown(match.unknown);
    const params = paramsFor(policy.paramKind, binding.param, request, seen);
    if ('unknown' in params) return notKnown(params.unknown);
    for (const one of params) {
      const decisions = evaluate(one);
      spoke ||= decisions.length > 0;
      found.push(...decisions);
    }
  }
  return spoke ? found : null;
}

function judgementOf(check: CustomCheck, object: ObjectFact, decisions: readonly Decision[]): Judgement {
  const { policy } = check.compiled;
  const errorsDeny = check.isPolicy && policy.failurePolicy === 'Fail';
  const placeOf = ({ index }: Decision) =>
    index === null ? check.root.at : policy.validations[index]!.expression.at.at;
  const denied = decisions.find(({ verdict }) => verdict === 'deny' || (verdict === 'error' && errorsDeny));
  if (denied !== undefined) return fail(object, [object.at, placeOf(denied)], denied.message);
  const open = decisions.find(({ verdict }) => verdict === 'unknown' || (verdict === 'error' && !check.isPolicy));
  if (open !== undefined) return unknown(object, [object.at, placeOf(open)], open.message);
  return pass(object, [object.at, check.root.at]);
}
