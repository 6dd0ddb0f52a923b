import { evaluatePolicy, type Decision } from '../../formats/admission/evaluate-policy.ts';
import { inputsFor } from '../../formats/admission/inputs.ts';
import { matchesRequest } from '../../formats/admission/match.ts';
import type { Request } from '../../formats/admission/request.ts';
import { admissionDecision, type AdmissionDecision } from '../../facts/admission-decision.ts';
import type { KubernetesObject } from '../../facts/kubernetes-object.ts';
import { describeSubject, fact, type Fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import type { Evidence } from '../../model/evidence.ts';
import { requestOf, SeenObjects } from './objects.ts';
import { paramsFor } from './params.ts';
import { stoppedGap } from './stopped.ts';
import { readyPolicies, type ReadyBinding, type ReadyPolicy } from './policies.ts';

type ObjectFact = Fact<KubernetesObject>;

const touches = ['hardening/management'];

/** What the policies among the objects say of the others, as the API server would say it (see docs/custom-checks.md). */
export function decideAdmission(objects: readonly ObjectFact[]): {
  readonly facts: readonly Fact<AdmissionDecision>[];
  readonly gaps: readonly Gap[];
} {
  const { policies, bindings, gaps: unread } = readyPolicies(objects, touches);
  const seen = new SeenObjects(objects);
  const facts: Fact<AdmissionDecision>[] = [];
  const gaps = [...unread];
  const byPolicy = Map.groupBy(bindings, ({ binding }) => binding.policy);
  for (const object of objects) {
    const request = requestOf(object);
    if (request === null) continue;
    for (const policy of policies) {
      for (const binding of byPolicy.get(policy.compiled.policy.name) ?? []) {
        const decided = decide(object, request, policy, binding, seen);
        if (decided === null) continue;
        facts.push(decided.fact);
        if (decided.stopped !== null)
          gaps.push(
            stoppedGap(
              `${describeSubject(policy.fact.subject)} on ${describeSubject(object.subject)}`,
              decided.stopped,
              policy.fact.at,
              touches,
            ),
          );
      }
    }
  }
  return { facts, gaps };
}

interface Decided {
  readonly fact: Fact<AdmissionDecision>;
  readonly stopped: Decision['stopped'];
}

/** Null when the policy or the binding does not speak of the object. */
function decide(
  object: ObjectFact,
  request: Request,
  { fact: policyFact, compiled }: ReadyPolicy,
  { fact: bindingFact, binding }: ReadyBinding,
  seen: SeenObjects,
): Decided | null {
  const namespace = seen.namespace(request.namespace);
  const labels =
    namespace === undefined
      ? undefined
      : { ...namespace.value.labels, 'kubernetes.io/metadata.name': request.namespace };
  const { policy } = compiled;
  const made = (
    verdict: AdmissionDecision['verdict'],
    message: string,
    rule: Evidence,
    stopped: Decision['stopped'] = null,
  ): Decided => ({
    fact: fact(
      admissionDecision,
      object,
      { policy: policy.name, binding: binding.name, verdict, message, at: object.at, rule },
      object.at,
    ),
    stopped,
  });
  const matches = [policy.matches, ...(binding.matches === null ? [] : [binding.matches])].map((one) =>
    matchesRequest(one, request, labels),
  );
  if (matches.includes(false)) return null;
  const unmatched = matches.find((match) => typeof match === 'object');
  if (typeof unmatched === 'object') return made('unknown', unmatched.unknown, policyFact.at);
  const params = paramsFor(compiled.policy.paramKind, binding.param, request, seen);
  if ('unknown' in params) return made('unknown', params.unknown, bindingFact.at);
  const data = namespace?.value.root.value as Readonly<Record<string, unknown>> | undefined;
  const decisions = params.flatMap((param) => evaluatePolicy(compiled, inputsFor(request, param, data)));
  const stopped = decisions.find((one) => one.stopped !== null)?.stopped ?? null;
  const placeOf = ({ index }: Decision): Evidence =>
    index === null ? policyFact.at : policy.validations[index]!.expression.at.at;
  const denied = decisions.find(
    ({ verdict }) => verdict === 'deny' || (verdict === 'error' && policy.failurePolicy === 'Fail'),
  );
  if (denied !== undefined) {
    const verdict = binding.actions.includes('Deny') ? 'deny' : 'warn';
    return made(verdict, denied.message, placeOf(denied), stopped);
  }
  const unknown = decisions.find(({ verdict }) => verdict === 'unknown');
  if (unknown !== undefined) return made('unknown', unknown.message, placeOf(unknown), stopped);
  // No decisions: the match conditions leave the object out.
  return decisions.length === 0 ? null : made('admit', '', policyFact.at, stopped);
}
