import type { Lookup, Variable } from '../../formats/dockerfile/expand.ts';

/** Arguments that BuildKit defines itself; their values are the machine's and the build command's. */
const platformArguments = new Set([
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDARCH',
  'BUILDVARIANT',
]);

/** Variables of one scope by name: that of the ARGs before FROM, or that of one stage. `environment`: set by ENV. */
export type Scope = Map<string, Variable & { readonly environment?: true }>;

/** The ARGs that stand before the first FROM: all that FROM itself may use. */
export function globalLookup(scope: Scope): Lookup {
  return (name) => {
    const declared = scope.get(name);
    if (declared !== undefined) return declared;
    if (platformArguments.has(name)) return platformArgument(name);
    return { state: 'unset', why: `no ARG ${name} stands before the first FROM` };
  };
}

/**
 * What an instruction of a stage sees.
 *
 * @param outside the image below whose own environment is not in this file; null for scratch
 */
export function stageLookup(scope: Scope, outside: string | null): Lookup {
  return (name) => {
    const declared = scope.get(name);
    if (declared !== undefined) return declared;
    if (outside !== null) return { state: 'unknown', why: `${name} is not set in this file; ${outside} may set it` };
    return name === 'PATH'
      ? { state: 'unknown', why: 'PATH is what the builder gives' }
      : { state: 'set', value: '', note: `${name} is not set` };
  };
}

/** `ARG name` without a default, inside a stage: it takes the value of the ARG before FROM of that name. */
export function inheritedArgument(name: string, globals: Scope): Variable {
  const declared = globals.get(name);
  if (declared !== undefined) return declared;
  return platformArguments.has(name) ? platformArgument(name) : noValue(name);
}

export function noValue(name: string): Variable {
  return { state: 'unset', why: `the build argument ${name} has no value in this file` };
}

function platformArgument(name: string): Variable {
  return { state: 'unknown', why: `${name} is the platform of the build` };
}
