import { numberOperators, operandText, type Check, type Condition, type Operand, type Text } from './condition.ts';
import { findField, holdsOf, type Field, type FieldType } from './fields.ts';
import { parseAddress, parseNet } from './address.ts';
import { parsePattern } from './pattern.ts';

/** Why a comparison can never be made: an unknown field, an operator its type has not, a value of another type. */
export interface ConditionFault {
  readonly message: string;
  readonly at: number;
  /** True when a field is not known, for `skip-if-unknown-filter`. */
  readonly unknownField: boolean;
}

const ordered: readonly string[] = numberOperators;
const sets = ['=', '==', '!=', 'in', 'intersects', 'exists'];
const texts = [...sets, 'pmatch', 'contains', 'icontains', 'startswith', 'endswith', 'glob', 'iglob', 'regex'];
const raw = ['contains', 'startswith', 'endswith', 'bcontains', 'bstartswith'];
const operatorsOf: Readonly<Record<FieldType, readonly string[]>> = {
  text: [...texts, ...ordered],
  number: [...sets, ...ordered],
  port: [...sets, ...ordered],
  boolean: sets,
  address: sets,
  net: sets,
  bytes: [...sets, ...raw],
  any: [...texts, ...ordered],
};

/** The type and number of values of an operand; undefined when its field is not known. */
export function typeOf(operand: Operand): { readonly type: FieldType; readonly holds: Field['holds'] } | undefined {
  if (operand.kind === 'field') {
    const field = findField(operand.name);
    return field && { type: field.type, holds: holdsOf(field, operand.argument) };
  }
  if (operand.name === 'len') return { type: 'number', holds: 'one' };
  const [first] = operand.inputs;
  const single = operand.inputs.length === 1 && first !== undefined && first.kind !== 'text' && first.kind !== 'inputs';
  return { type: 'text', holds: (single ? typeOf(first)?.holds : undefined) ?? 'one' };
}

/** Sources whose events have fields of a name's beginning; others have them everywhere. */
const sourcesOf: Readonly<Record<string, readonly string[]>> = {
  ka: ['k8s_audit'],
  docker: ['docker'],
  proc: ['syscall', 'auditd'],
  thread: ['syscall', 'auditd'],
  fd: ['syscall', 'auditd'],
  fs: ['syscall', 'auditd'],
  fdlist: ['syscall'],
  syslog: ['syscall'],
};

/** All faults of one condition, from left to right. */
export function checkCondition(condition: Condition, source: string): readonly ConditionFault[] {
  const faults: ConditionFault[] = [];
  visitChecks(condition, (check) => checkOne(check, source, faults));
  return faults;
}

/** Calls back for every comparison once, though macros share them. */
export function visitChecks(condition: Condition, visit: (check: Check) => void, seen = new Set<Condition>()): void {
  if (seen.has(condition)) return;
  seen.add(condition);
  if (condition.kind === 'check') visit(condition);
  else if (condition.kind === 'not') visitChecks(condition.part, visit, seen);
  else if (condition.kind !== 'macro') for (const part of condition.parts) visitChecks(part, visit, seen);
}

function checkOne(check: Check, source: string, faults: ConditionFault[]): void {
  const { left, right, operator, modifier } = check;
  const before = faults.length;
  checkOperand(left, source, faults);
  if (right !== undefined && (right.kind === 'field' || right.kind === 'transformer'))
    checkOperand(right, source, faults);
  const kind = typeOf(left);
  if (faults.length > before || kind === undefined) return;
  const fault = (message: string, at = check.at): void => void faults.push({ message, at, unknownField: false });
  const { type, holds } = kind;
  if (holds === 'list' && !['exists', 'in', 'intersects'].includes(operator)) {
    fault(`${operandText(left)} is a list, which takes only exists, in and intersects, not ${operator}`);
    return;
  }
  if (!operatorsOf[type].includes(operator)) {
    fault(`${operandText(left)} is of type ${type}, which does not take ${operator}`);
    return;
  }
  if (modifier !== undefined && type !== 'text' && type !== 'any' && type !== 'bytes') {
    fault(`${modifier} works on texts, and ${operandText(left)} is of type ${type}`);
    return;
  }
  if (right === undefined || right.kind === 'field' || right.kind === 'transformer') return;
  for (const value of right.kind === 'list' ? right.items : [right]) {
    const because = wrongValue(type, operator, value);
    if (because !== undefined) fault(because, value.at);
  }
}

function checkOperand(operand: Operand, source: string, faults: ConditionFault[]): void {
  if (operand.kind === 'transformer') {
    const visit = (input: (typeof operand.inputs)[number]): void => {
      if (input.kind === 'inputs') input.items.forEach(visit);
      else if (input.kind !== 'text') checkOperand(input, source, faults);
    };
    operand.inputs.forEach(visit);
    return;
  }
  const field = findField(operand.name);
  const problem = (message: string, unknownField: boolean): void =>
    void faults.push({ message, at: operand.at, unknownField });
  if (field === undefined) return problem(`there is no field ${operand.name}`, true);
  const sources = sourcesOf[operand.name.slice(0, operand.name.indexOf('.'))];
  if (sources !== undefined && !sources.includes(source))
    return problem(`${operand.name} is a field of ${sources.join(' and ')}, and the rule's source is ${source}`, true);
  if (field.argument === 'required' && operand.argument === undefined)
    return problem(`${operand.name} needs an argument in brackets`, false);
  if (field.argument === 'none' && operand.argument !== undefined)
    return problem(`${operand.name} takes no brackets`, false);
}

const numeric = /^(?:0[xX][0-9a-fA-F]+|[+-]?\d+\.?\d*(?:[eE][+-]\d+)?)$/;

/** Why a value is none of the type; undefined when it is. */
function wrongValue(type: FieldType, operator: string, { value }: Text): string | undefined {
  if (operator === 'regex' || operator === 'glob' || operator === 'iglob' || operator === 'pmatch') {
    const fault = parsePattern(operator, value);
    if (typeof fault === 'string') return fault;
  }
  if (operator.startsWith('b') && !/^(?:[0-9a-fA-F]{2})*$/.test(value)) return `${value} is no hexadecimal text`;
  switch (type) {
    case 'number':
    case 'port':
      return numeric.test(value) ? undefined : `${value} is no number`;
    case 'boolean':
      return value === 'true' || value === 'false' ? undefined : `${value} is neither true nor false`;
    case 'address':
      return (parseAddress(value) ?? parseNet(value)) ? undefined : `${value} is no IP address`;
    case 'net':
      return parseNet(value) ? undefined : `${value} is no network: 10.0.0.0/8`;
    default:
      return undefined;
  }
}
