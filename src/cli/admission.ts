import { kubernetesObject, type KubernetesObject } from '../facts/kubernetes-object.ts';
import type { Fact } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';

const policies = /^ValidatingAdmissionPolicy(Binding)?$/;

/** What the admission policies among the facts say of the objects; CEL is loaded only where there are any. */
export async function admissionOf(
  facts: readonly Fact[],
): Promise<{ readonly facts: readonly Fact[]; readonly gaps: readonly Gap[] }> {
  const isObject = (one: Fact): one is Fact<KubernetesObject> => one.kind === kubernetesObject.name;
  if (!facts.some((one) => isObject(one) && policies.test(one.value.kind))) return { facts: [], gaps: [] };
  const { decideAdmission } = await import('../readers/admission/decide.ts');
  return decideAdmission(facts.filter(isObject));
}
