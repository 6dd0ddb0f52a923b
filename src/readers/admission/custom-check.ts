import { compilePolicy, type CompiledPolicy } from '../../formats/admission/compile-policy.ts';
import { readBinding, readPolicy } from '../../formats/admission/read-policy.ts';
import type { PolicyBinding } from '../../formats/admission/policy.ts';
import type { KubernetesObject } from '../../facts/kubernetes-object.ts';
import type { Fact } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { isSeverity, type Severity } from '../../model/severity.ts';

type ObjectFact = Fact<KubernetesObject>;

/** A check of the user's own: a `Check` of `plimsoll/v1`, or a ValidatingAdmissionPolicy. */
export interface CustomCheck {
  /** `metadata.name`: the id that outcomes and waivers carry. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** `question/aspect`. */
  readonly aspect: string;
  readonly remedy: string;
  readonly compiled: CompiledPolicy;
  /** Given in the check itself; null: it has none. */
  readonly params: Readonly<Record<string, unknown>> | null;
  /** Of a policy; empty: it is held against every object that it matches. */
  readonly bindings: readonly PolicyBinding[];
  /** True for a policy: its errors deny, as its failurePolicy says. Errors of a check are unknown. */
  readonly isPolicy: boolean;
  /** The document that it stands in. */
  readonly root: Located;
}

/** A mistake in a check, at its place in the file. */
export interface CheckFault {
  readonly at: Located;
  readonly because: string;
}

export interface CustomChecks {
  readonly checks: readonly CustomCheck[];
  /** What lies beside the checks: parameters and namespaces for policies. */
  readonly objects: readonly ObjectFact[];
  readonly faults: readonly CheckFault[];
}

const defaultAspect = 'hardening/practices';
/** Labels of a policy's annotations that say what a check says of itself. */
const annotation = 'plimsoll/';

/**
 * Reads checks from the objects of a folder.
 *
 * @param aspects all there are
 */
export function readCustomChecks(objects: readonly ObjectFact[], aspects: readonly string[]): CustomChecks {
  const checks: CustomCheck[] = [];
  const beside: ObjectFact[] = [];
  const faults: CheckFault[] = [];
  const bindings: PolicyBinding[] = [];
  for (const { value } of objects) {
    if (value.kind !== 'ValidatingAdmissionPolicyBinding') continue;
    const read = readBinding(value.root);
    faults.push(...read.faults);
    if (read.faults.length === 0) bindings.push(read.binding);
  }
  for (const fact of objects) {
    const { kind, apiVersion, root, name } = fact.value;
    const isCheck = kind === 'Check' && apiVersion === 'plimsoll/v1';
    if (!isCheck && kind !== 'ValidatingAdmissionPolicy') {
      if (kind !== 'ValidatingAdmissionPolicyBinding') beside.push(fact);
      continue;
    }
    const before = faults.length;
    const said = (key: string): Located =>
      isCheck ? root.get('spec').get(key) : root.down('metadata', 'annotations', `${annotation}${key}`);
    const text = (key: string, other: string): string => {
      const at = said(key);
      if (at.empty) return other;
      const { value: found, why } = at.string();
      if (found === undefined) faults.push({ at, because: why ?? 'is no text' });
      return found ?? other;
    };
    if (checks.some(({ id }) => id === name))
      faults.push({ at: root.get('metadata'), because: `another check is named ${JSON.stringify(name)} too` });
    const severity = text('severity', 'medium');
    if (!isSeverity(severity))
      faults.push({ at: said('severity'), because: 'is none of info, low, medium, high, critical' });
    const aspect = text('aspect', defaultAspect);
    if (!aspects.includes(aspect))
      faults.push({ at: said('aspect'), because: `${JSON.stringify(aspect)} is no aspect: say it as question/aspect` });
    const { policy, faults: shape } = readPolicy(root);
    // A check may speak of everything; a policy must say what it speaks of.
    const optional = isCheck && root.down('spec', 'matchConstraints').empty;
    faults.push(...shape.filter(({ at }) => !(optional && at.path === 'spec.matchConstraints')));
    const params = root.down('spec', 'params');
    const given = isCheck && params.isMap ? (params.value as Readonly<Record<string, unknown>>) : null;
    const compiled =
      faults.length === before
        ? compilePolicy(
            given === null ? policy : { ...policy, paramKind: { apiVersion: 'plimsoll/v1', kind: 'Params' } },
          )
        : { faults: [] };
    if (!('compiled' in compiled)) {
      faults.push(...compiled.faults);
      continue;
    }
    checks.push({
      id: name,
      title: text('title', isCheck ? `Objects meet the check ${name}` : `Objects meet the policy ${name}`),
      severity: isSeverity(severity) ? severity : 'medium',
      aspect,
      remedy: text('remedy', 'Change what the message names, or the check.'),
      compiled: compiled.compiled,
      params: given,
      bindings: bindings.filter(({ policy: of }) => of === name),
      isPolicy: !isCheck,
      root,
    });
  }
  return { checks, objects: beside, faults };
}
