/** What a condition of the Falco rule language says, as a tree. Offsets count characters of the condition's text. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'macro'; readonly name: string; readonly at: number }
  | Check;

/** One comparison: `proc.name in (a, b)`. */
export interface Check {
  readonly kind: 'check';
  readonly left: Operand;
  readonly operator: Operator;
  readonly modifier?: Modifier;
  /** Absent for `exists`. */
  readonly right?: Right;
  readonly at: number;
}

/** A field with what stands in its brackets, or a transformer over such. */
export type Operand = FieldOperand | TransformerOperand;

export interface FieldOperand {
  readonly kind: 'field';
  readonly name: string;
  readonly argument?: string;
  readonly at: number;
}

export interface TransformerOperand {
  readonly kind: 'transformer';
  readonly name: Transformer;
  readonly inputs: readonly TransformerInput[];
  /** `[t]` behind `getopt(…)`. */
  readonly argument?: string;
  readonly at: number;
}

export type TransformerInput =
  | Operand
  | Text
  | { readonly kind: 'inputs'; readonly items: readonly TransformerInput[] };

export interface Text {
  readonly kind: 'text';
  readonly value: string;
  readonly quoted: boolean;
  readonly at: number;
}

export type Right = Operand | Text | { readonly kind: 'list'; readonly items: readonly Text[]; readonly at: number };

export const transformers = ['tolower', 'toupper', 'b64', 'basename', 'len', 'join', 'concat', 'getopt'] as const;
export type Transformer = (typeof transformers)[number];

export const modifiers = ['oneof', 'anyof', 'allof'] as const;
export type Modifier = (typeof modifiers)[number];

/** Operators over one text; the symbols may touch what follows, the words need a blank. */
export const textOperators = [
  '==',
  '=',
  '!=',
  'glob',
  'iglob',
  'regex',
  'contains',
  'icontains',
  'bcontains',
  'startswith',
  'bstartswith',
  'endswith',
] as const;
export const numberOperators = ['<=', '<', '>=', '>'] as const;
export const listOperators = ['intersects', 'in', 'pmatch'] as const;
export type Operator =
  | 'exists'
  | (typeof textOperators)[number]
  | (typeof numberOperators)[number]
  | (typeof listOperators)[number];

/** A condition as text again, with what stands in lists and macros put in; for explanations. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return `(${condition.parts.map(conditionText).join(` ${condition.kind} `)})`;
    case 'not':
      return `not ${conditionText(condition.part)}`;
    case 'macro':
      return condition.name;
    case 'check': {
      const { left, operator, modifier, right } = condition;
      const words = [operandText(left), operator, ...(modifier === undefined ? [] : [modifier])];
      if (right !== undefined) words.push(rightText(right));
      return words.join(' ');
    }
  }
}

export function operandText(operand: Operand): string {
  const argument = operand.argument === undefined ? '' : `[${operand.argument}]`;
  if (operand.kind === 'field') return `${operand.name}${argument}`;
  return `${operand.name}(${operand.inputs.map(inputText).join(', ')})${argument}`;
}

function inputText(input: TransformerInput): string {
  if (input.kind === 'inputs') return `(${input.items.map(inputText).join(', ')})`;
  return input.kind === 'text' ? quote(input.value) : operandText(input);
}

function rightText(right: Right): string {
  if (right.kind === 'text') return textOf(right);
  if (right.kind === 'list') return `(${right.items.map(textOf).join(', ')})`;
  return right.kind === 'field' ? `val(${operandText(right)})` : operandText(right);
}

function textOf({ value, quoted }: Text): string {
  return quoted || !/^[^()"'\s=,]+$/.test(value) ? quote(value) : value;
}

/** The text as a quoted value that reads back as itself. */
export function quote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')}"`;
}
