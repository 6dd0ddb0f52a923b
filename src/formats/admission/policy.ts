import type { Located } from '../../model/located.ts';

/** One CEL expression of a policy and where it stands. */
export interface Written {
  readonly text: string;
  readonly at: Located;
}

export interface ResourceRule {
  readonly groups: readonly string[];
  readonly versions: readonly string[];
  readonly operations: readonly string[];
  readonly resources: readonly string[];
  readonly names: readonly string[];
  /** `*`, `Cluster` or `Namespaced`. */
  readonly scope: string;
}

export interface Selector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** Which requests a policy or a binding speaks of. */
export interface MatchResources {
  readonly rules: readonly ResourceRule[];
  readonly excluded: readonly ResourceRule[];
  readonly namespaces: Selector;
  readonly objects: Selector;
  /** False: other versions of the same resource are left alone. */
  readonly equivalent: boolean;
}

export interface Validation {
  readonly expression: Written;
  readonly message: string;
  readonly messageExpression: Written | null;
  /** `Invalid` where none is given. */
  readonly reason: string;
}

export interface ValidatingPolicy {
  readonly name: string;
  readonly failurePolicy: 'Fail' | 'Ignore';
  readonly paramKind: { readonly apiVersion: string; readonly kind: string } | null;
  readonly matches: MatchResources;
  readonly conditions: readonly { readonly name: string; readonly expression: Written }[];
  readonly variables: readonly { readonly name: string; readonly expression: Written }[];
  readonly validations: readonly Validation[];
  readonly annotations: readonly { readonly key: string; readonly expression: Written }[];
}

export interface ParamRef {
  readonly name: string | null;
  readonly namespace: string | null;
  readonly selector: Selector | null;
  /** True: without any parameter the request is denied. */
  readonly required: boolean;
}

export interface PolicyBinding {
  readonly name: string;
  readonly policy: string;
  readonly param: ParamRef | null;
  readonly matches: MatchResources | null;
  readonly actions: readonly string[];
}
