import { fieldTable } from './field-table.ts';

/** What the values of a field are, which says which operators it takes. */
export type FieldType = 'text' | 'number' | 'boolean' | 'address' | 'net' | 'port' | 'bytes' | 'any';

/** Who fills a field: docs/rules.md says what each is. */
export type Filler = 'sensor' | 'proc' | 'engine' | 'kubernetes' | 'audit' | 'import';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /**
   * `one` value; a `list`, which takes only `exists`, `in` (all of them are in it) and `intersects` (any is); `any` of
   * several values is compared, and `!=` holds when it holds for all.
   */
  readonly holds: 'one' | 'list' | 'any';
  readonly argument: 'none' | 'optional' | 'required';
  /** Empty when no source fills it: then `why` says why. */
  readonly filledBy: readonly Filler[];
  readonly why?: string;
}

const named = new Map<string, Field>();
for (const line of fieldTable.trim().split('\n')) {
  const [, name, type, many, argument, sources, why] = /^(\S+) ([a-z]+)(\[\]|\|)? ([-?!]) (\S+)(?: (.*))?$/.exec(line)!;
  named.set(name!, {
    name: name!,
    type: type as FieldType,
    holds: many === '[]' ? 'list' : many === '|' ? 'any' : 'one',
    argument: argument === '-' ? 'none' : argument === '?' ? 'optional' : 'required',
    filledBy: sources === 'none' ? [] : (sources!.split(',') as Filler[]),
    ...(why === undefined ? {} : { why }),
  });
}

/** Every field, in the order of the table. */
export const fields: readonly Field[] = [...named.values()];

/** The field of a name; `evt.arg.flags` and `evt.rawarg.res` are of `evt.arg` and `evt.rawarg`. */
export function findField(name: string): Field | undefined {
  const field = named.get(name);
  if (field !== undefined) return field;
  const [, of] = /^(evt\.(?:raw)?arg)\.\w+$/.exec(name) ?? [];
  return of === undefined ? undefined : { ...named.get(of)!, name, argument: 'none' };
}

/**
 * How an event is asked for a field: `evt.arg[flags]` is `evt.arg.flags`; an argument by number stays one.
 */
export function askedAs(name: string, argument: string | undefined): readonly [name: string, argument?: string] {
  if (argument === undefined) return [name];
  if ((name === 'evt.arg' || name === 'evt.rawarg') && !/^\d+$/.test(argument)) return [`${name}.${argument}`];
  return [name, argument];
}

/** A field of one value when its argument picks one: `proc.aname[2]` of all ancestors. */
export function holdsOf(field: Field, argument: string | undefined): Field['holds'] {
  return field.holds === 'any' && argument !== undefined ? 'one' : field.holds;
}
