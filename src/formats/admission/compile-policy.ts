import type { Located } from '../../model/located.ts';
import { compile, type Program } from '../cel/compile.ts';
import { trimSpace } from '../cel/library/strings.ts';
import { boolType, nullType, stringType, type Type } from '../cel/types.ts';
import { declarationsOf, variableType } from './declarations.ts';
import type { ValidatingPolicy, Validation, Written } from './policy.ts';

/** An expression that the API server would refuse, with its words and the place of the first mistake in it. */
export interface ExpressionFault {
  readonly at: Located;
  readonly because: string;
  readonly text: string;
  readonly offset: number;
}

/** A policy whose expressions are ready to be evaluated. */
export interface CompiledPolicy {
  readonly policy: ValidatingPolicy;
  readonly conditions: readonly Program[];
  readonly variables: ReadonlyMap<string, Program>;
  readonly validations: readonly {
    readonly program: Program;
    readonly message: Program | null;
    readonly written: Validation;
  }[];
  readonly annotations: readonly { readonly key: string; readonly program: Program }[];
}

/** Compiles every expression of a policy with the variables that it may name there. */
export function compilePolicy(
  policy: ValidatingPolicy,
): { readonly compiled: CompiledPolicy } | { readonly faults: readonly ExpressionFault[] } {
  const faults: ExpressionFault[] = [];
  const params = policy.paramKind !== null;
  const types = policy.variables.length === 0 ? null : new Map<string, Type>();
  const made = (
    written: Written,
    source: string,
    offered: { authorizer: boolean; own: boolean },
    wanted: readonly Type[] | null,
  ): Program | null => {
    const declarations = declarationsOf({
      params,
      authorizer: offered.authorizer,
      variables: offered.own ? types : null,
    });
    const found = compile(source, declarations, wanted);
    if ('program' in found) return found.program;
    faults.push({ at: written.at, because: found.refusal.message, text: source, offset: found.refusal.at });
    return null;
  };
  const full = { authorizer: true, own: true };
  // Match conditions come before the policy's variables and know none.
  const conditions = policy.conditions.map(({ expression }) =>
    made(expression, trimSpace(expression.text), { authorizer: true, own: false }, [boolType]),
  );
  const variables = new Map<string, Program>();
  for (const { name, expression } of policy.variables) {
    const program = made(expression, expression.text, full, null);
    types!.set(
      name,
      program === null ? variableType({ kind: 'dyn', name: 'dyn', parameters: [] }) : variableType(program.result),
    );
    if (program !== null) variables.set(name, program);
  }
  const validations = policy.validations.map((written) => ({
    written,
    program: made(written.expression, written.expression.text, full, [boolType]),
    message:
      written.messageExpression === null
        ? null
        : made(written.messageExpression, written.messageExpression.text, { authorizer: false, own: true }, [
            stringType,
          ]),
  }));
  const annotations = policy.annotations.map(({ key, expression }) => ({
    key,
    program: made(expression, trimSpace(expression.text), full, [stringType, nullType]),
  }));
  if (faults.length > 0) return { faults };
  // Without faults, every program is there.
  const compiled = { policy, conditions, variables, validations, annotations } as CompiledPolicy;
  return { compiled };
}
