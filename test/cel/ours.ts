import { compile } from '../../src/formats/cel/compile.ts';
import { fromData } from '../../src/formats/cel/data.ts';
import { formatString } from '../../src/formats/cel/library/format-string.ts';
import { CelError, List, Unknown, type Value } from '../../src/formats/cel/values.ts';
import { declarationsOf } from '../../src/formats/admission/declarations.ts';
import { trimSpace } from '../../src/formats/cel/library/strings.ts';
import type { Plain } from '../real/kubernetes-client.ts';
import type { Verdict } from './judge.ts';

export const declarations = declarationsOf({ params: false, authorizer: true, variables: new Map() });

/** What Plimsoll makes of an expression over the same object, told in the same way. */
export function ourVerdict(
  expression: string,
  values: Readonly<Record<string, Value>>,
): Verdict | { readonly unknown: string } {
  const compiled = compile(expression, declarations, null);
  if ('refusal' in compiled) return { refused: compiled.refusal.message };
  const { value } = compiled.program.evaluate({ get: (name) => values[name] ?? null });
  if (value instanceof CelError) return { error: value.message };
  if (value instanceof Unknown) return { unknown: value.why.join('; ') };
  const text = formatString('%s', List.of([List.of([value])]));
  if (text instanceof Unknown) return { unknown: text.why.join('; ') };
  const shown = typeof text === 'string' ? trimSpace(text) : '';
  return { value: shown.includes('\n') || Buffer.byteLength(shown) > 5120 ? '' : shown };
}

/** The variables of a ConfigMap that is made in a namespace. */
export function variablesFor(object: Plain, namespace: Plain): Record<string, Value> {
  return {
    object: fromData(object, 'struct'),
    request: fromData(
      {
        kind: { group: '', version: 'v1', kind: 'ConfigMap' },
        resource: { group: '', version: 'v1', resource: 'configmaps' },
        requestKind: { group: '', version: 'v1', kind: 'ConfigMap' },
        requestResource: { group: '', version: 'v1', resource: 'configmaps' },
        name: object.metadata.name,
        namespace: object.metadata.namespace,
        operation: 'CREATE',
        dryRun: true,
      },
      'struct',
    ),
    namespaceObject: fromData(namespace, 'struct'),
  };
}

/** What an expression costs; more than the limit when it is stopped there. */
export function costOf(expression: string, values: Readonly<Record<string, Value>>): number {
  const compiled = compile(expression, declarations, null);
  if ('refusal' in compiled) throw new Error(compiled.refusal.message);
  return compiled.program.evaluate({ get: (name) => values[name] ?? null }).cost;
}
