import { compilePolicy, type CompiledPolicy } from '../../formats/admission/compile-policy.ts';
import { readBinding, readPolicy, type PolicyFault } from '../../formats/admission/read-policy.ts';
import type { PolicyBinding } from '../../formats/admission/policy.ts';
import type { KubernetesObject } from '../../facts/kubernetes-object.ts';
import { describeSubject, type Fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';

type ObjectFact = Fact<KubernetesObject>;

export interface ReadyPolicy {
  readonly fact: ObjectFact;
  readonly compiled: CompiledPolicy;
}
export interface ReadyBinding {
  readonly fact: ObjectFact;
  readonly binding: PolicyBinding;
}

const group = 'admissionregistration.k8s.io/';

export function isPolicyKind({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  return apiVersion.startsWith(group) && kind.startsWith('ValidatingAdmissionPolicy');
}

/** The policies and bindings among objects; those that the API server would refuse are gaps. */
export function readyPolicies(
  objects: readonly ObjectFact[],
  touches: readonly string[],
): {
  readonly policies: readonly ReadyPolicy[];
  readonly bindings: readonly ReadyBinding[];
  readonly gaps: readonly Gap[];
} {
  const policies: ReadyPolicy[] = [];
  const bindings: ReadyBinding[] = [];
  const gaps: Gap[] = [];
  for (const fact of objects) {
    if (!isPolicyKind(fact.value)) continue;
    if (fact.value.kind === 'ValidatingAdmissionPolicyBinding') {
      const { binding, faults } = readBinding(fact.value.root);
      gaps.push(...faults.map((fault) => invalid(fact, fault, touches)));
      if (faults.length === 0) bindings.push({ fact, binding });
    } else if (fact.value.kind === 'ValidatingAdmissionPolicy') {
      const ready = readyPolicy(fact, touches);
      if ('gaps' in ready) gaps.push(...ready.gaps);
      else policies.push(ready);
    }
  }
  return { policies, bindings, gaps };
}

export function readyPolicy(
  fact: ObjectFact,
  touches: readonly string[],
): ReadyPolicy | { readonly gaps: readonly Gap[] } {
  const { policy, faults } = readPolicy(fact.value.root);
  if (faults.length > 0) return { gaps: faults.map((fault) => invalid(fact, fault, touches)) };
  const compiled = compilePolicy(policy);
  if ('compiled' in compiled) return { fact, compiled: compiled.compiled };
  return {
    gaps: compiled.faults.map(({ at, because }): Gap => ({
      code: 'CEL_INVALID',
      source: fact.subject.source,
      subject: `${describeSubject(fact.subject)} ${at.path}`,
      because,
      toKnow: 'Correct the expression; docs/custom-checks.md lists what may be used.',
      touches,
      at: at.at,
    })),
  };
}

function invalid(fact: ObjectFact, { at, because }: PolicyFault, touches: readonly string[]): Gap {
  return {
    code: 'POLICY_INVALID',
    source: fact.subject.source,
    subject: `${describeSubject(fact.subject)} ${at.path}`,
    because,
    toKnow: 'Correct the policy; an API server refuses it too.',
    touches,
    at: at.at,
  };
}
