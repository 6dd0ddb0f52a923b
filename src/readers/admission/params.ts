import type { ParamRef, ValidatingPolicy } from '../../formats/admission/policy.ts';
import type { Request } from '../../formats/admission/request.ts';
import { selects } from '../../formats/admission/selector.ts';
import type { KubernetesObject } from '../../facts/kubernetes-object.ts';
import type { SeenObjects } from './objects.ts';

type Data = Readonly<Record<string, unknown>>;
export type Params = readonly (Data | null)[] | { readonly unknown: string };

/** The parameters that a binding gives, each of which the policy is held against; null is one that is not there. */
export function paramsFor(
  kind: ValidatingPolicy['paramKind'],
  param: ParamRef | null,
  request: Request,
  seen: SeenObjects,
): Params {
  if (kind === null || param === null) return [null];
  const all = seen.of(kind.apiVersion, kind.kind);
  const namespace = param.namespace ?? request.namespace;
  const near = all.filter(({ value }) => {
    const own = value.namespace === '' || value.root.down('metadata', 'namespace').empty ? '' : value.namespace;
    return own === '' || own === namespace;
  });
  const found = near.filter(({ value }) =>
    param.name === null ? selects(param.selector!, value.labels) : value.name === param.name,
  );
  if (found.length > 0) return found.map(({ value }) => dataOf(value));
  const wanted = param.name === null ? `a ${kind.kind} that the binding selects` : `the ${kind.kind} ${param.name}`;
  return { unknown: `${wanted} was not seen` };
}

function dataOf({ root, apiVersion, kind, namespace }: KubernetesObject): Data {
  const data = root.value as Data;
  const metadata = data['metadata'] as Data | undefined;
  const placed = namespace === '' ? metadata : { ...metadata, namespace };
  return { ...data, apiVersion, kind, ...(placed === undefined ? {} : { metadata: placed }) };
}
