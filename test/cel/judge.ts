import type { Plain, ClusterClient } from '../real/kubernetes-client.ts';

/** What became of one expression. */
export type Verdict = { readonly refused: string } | { readonly error: string } | { readonly value: string };

const group = '/apis/admissionregistration.k8s.io/v1';
export const policiesPath = `${group}/validatingadmissionpolicies`;
export const bindingsPath = `${group}/validatingadmissionpolicybindings`;

/** The label by which a ConfigMap meets the policy of one expression, and no other. */
export const caseLabel = 'case';

/**
 * A policy that shows what an expression becomes: its error by the first validation, its value by the
 * message of the second.
 */
export function policyFor(index: number, expression: string): Plain {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: `expression-${index}` },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        objectSelector: { matchLabels: { [caseLabel]: `c${index}` } },
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      },
      variables: [{ name: 'v', expression }],
      validations: [
        { expression: firstValidation },
        { expression: 'false', messageExpression: '"%s".format([[dyn(variables.v)]])' },
      ],
    },
  };
}
export const firstValidation = 'type(variables.v) == type(variables.v)';
const noText = 'failed expression: false';

export function bindingFor(index: number): Plain {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: `expression-${index}` },
    spec: { policyName: `expression-${index}`, validationActions: ['Deny'] },
  };
}

/** Does something for each, so many at a time. */
export async function inParallel<T, R>(
  items: readonly T[],
  most: number,
  act: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await act(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: most }, work));
  return results;
}

/** The message of a refused request, without its front. */
export function denialOf(message: string): string {
  return message.replace(/^.*?denied request: /s, '');
}

/**
 * What the API server makes of each expression, over one ConfigMap.
 *
 * @param first number of the first policy, so that several batches do not meet
 */
export async function serverVerdicts(
  client: ClusterClient,
  expressions: readonly string[],
  object: Plain,
  first: number,
  parallel = 8,
): Promise<Verdict[]> {
  const refusals = await inParallel(expressions, 8, async (expression, index) => {
    const { status, body } = await client.ask('POST', policiesPath, policyFor(first + index, expression));
    if (status === 201) {
      await client.want('POST', bindingsPath, bindingFor(first + index));
      return null;
    }
    return String(body.message);
  });
  return inParallel(expressions, parallel, async (_, index) => {
    const refusal = refusals[index]!;
    if (refusal !== null) return { refused: refusal };
    const message = await denied(client, labelled(object, first + index));
    const inner = denialOf(message);
    const front = `expression '${firstValidation}' resulted in error: `;
    if (inner.startsWith(front))
      return { error: inner.slice(front.length).replace(/^composited variable "v" fails to evaluate: /, '') };
    return { value: inner === noText ? '' : inner };
  });
}

function labelled(object: Plain, index: number): Plain {
  return {
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, [caseLabel]: `c${index}` } },
  };
}

/** Asks until the policy is active: it denies every object. */
async function denied(client: ClusterClient, object: Plain): Promise<string> {
  const path = `/api/v1/namespaces/${object.metadata.namespace}/configmaps?dryRun=All`;
  for (let tries = 0; tries < 100; tries++) {
    const { status, body } = await client.ask('POST', path, object);
    // A busy machine may take longer for an expensive expression than the server waits.
    if (status !== 201 && status !== 504) return String(body.message);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the policy for ${object.metadata.labels[caseLabel]} does not get active`);
}
