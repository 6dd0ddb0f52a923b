import { holds, parseAddress, parseNet } from '../../formats/falco/address.ts';
import type { Operator } from '../../formats/falco/condition.ts';
import type { FieldType } from '../../formats/falco/fields.ts';
import { parsePattern } from '../../formats/falco/pattern.ts';
import { bytesOf, numberOf, textOf, type Scalar } from './values.ts';

/** Whether one value of an event holds. What is of another type than the field holds nothing, not even `!=`. */
export type ValueTest = (value: Scalar) => boolean;

const never: ValueTest = () => false;

/** The comparison of a value of this type with one text of a condition. */
export function comparison(type: FieldType, operator: Operator, wanted: string): ValueTest {
  switch (type) {
    case 'number':
    case 'port':
      return numbers(operator, wanted);
    case 'boolean':
      return booleans(operator, wanted);
    case 'address':
    case 'net':
      return addresses(operator, wanted);
    case 'bytes':
      return texts(operator, Buffer.from(wanted, 'utf8').toString('latin1'), bytesOf);
    case 'text':
    case 'any':
      return texts(operator, wanted, textOf);
  }
}

/** The comparison with a list: whether the value is in it. */
export function membership(type: FieldType, wanted: readonly string[]): ValueTest {
  if (type === 'text' || type === 'any') {
    const set = new Set(wanted);
    return (value) => set.has(typeof value === 'string' ? value : textOf(value));
  }
  const tests = wanted.map((text) => comparison(type, '=', text));
  return (value) => tests.some((test) => test(value));
}

function numbers(operator: Operator, wanted: string): ValueTest {
  const right = numberOf(wanted);
  if (right === undefined) return never;
  const test = (compare: (left: number | bigint) => boolean): ValueTest => {
    return (value) => {
      const left = typeof value === 'number' ? value : numberOf(value);
      return left !== undefined && compare(left);
    };
  };
  switch (operator) {
    case '=':
    case '==':
      return test((left) => same(left, right));
    case '!=':
      return test((left) => !same(left, right));
    case '<':
      return test((left) => left < right);
    case '<=':
      return test((left) => left <= right);
    case '>':
      return test((left) => left > right);
    case '>=':
      return test((left) => left >= right);
    default:
      return never;
  }
}

/** A number and a bigint of one value are the same. */
function same(left: number | bigint, right: number | bigint): boolean {
  if (typeof left === typeof right) return left === right;
  const [number, big] = typeof left === 'number' ? [left, right] : [right as number, left];
  return Number.isInteger(number) && BigInt(number) === big;
}

function booleans(operator: Operator, wanted: string): ValueTest {
  const right = wanted === 'true';
  const equal = operator !== '!=';
  return (value) => {
    const left =
      typeof value === 'boolean' ? value : value === 'true' || value === 'false' ? value === 'true' : undefined;
    return left !== undefined && (left === right) === equal;
  };
}

/** One of the other family is only unequal. */
function addresses(operator: Operator, wanted: string): ValueTest {
  const net = parseNet(wanted);
  if (net === undefined) return never;
  const equal = operator !== '!=';
  return (value) => {
    const address = typeof value === 'string' ? (parseAddress(value) ?? parseNet(value)?.address) : undefined;
    return address !== undefined && holds(net, address) === equal;
  };
}

function texts(operator: Operator, wanted: string, read: (value: Scalar) => string): ValueTest {
  switch (operator) {
    case '=':
    case '==':
      return (value) => read(value) === wanted;
    case '!=':
      return (value) => read(value) !== wanted;
    case 'contains':
      return (value) => read(value).includes(wanted);
    case 'startswith':
      return (value) => read(value).startsWith(wanted);
    case 'endswith':
      return (value) => read(value).endsWith(wanted);
    case 'icontains': {
      const lower = wanted.toLowerCase();
      return (value) => read(value).toLowerCase().includes(lower);
    }
    case 'bcontains': {
      const bytes = Buffer.from(wanted, 'hex').toString('latin1');
      return (value) => bytesOf(value).includes(bytes);
    }
    case 'bstartswith': {
      const bytes = Buffer.from(wanted, 'hex').toString('latin1');
      return (value) => bytesOf(value).startsWith(bytes);
    }
    case 'glob':
    case 'iglob':
    case 'regex':
    case 'pmatch': {
      const match = parsePattern(operator, wanted);
      return typeof match === 'string' ? never : (value) => match(read(value));
    }
    case '<':
      return (value) => read(value) < wanted;
    case '<=':
      return (value) => read(value) <= wanted;
    case '>':
      return (value) => read(value) > wanted;
    case '>=':
      return (value) => read(value) >= wanted;
    default:
      return never;
  }
}
