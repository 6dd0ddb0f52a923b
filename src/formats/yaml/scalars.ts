/**
 * How plain scalars read. `kubernetes` is what kubectl and the API machinery do (YAML 1.1 booleans:
 * `yes`, `on`, `y` and so on are true); `core` is what Compose and most programs of today do.
 * Both read `0644` and `0o644` as octal, as the Go YAML readers behind them do.
 */
export type Dialect = 'kubernetes' | 'core';

const words = new Map<string, unknown>([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
  ['.inf', Infinity],
  ['.Inf', Infinity],
  ['.INF', Infinity],
  ['+.inf', Infinity],
  ['-.inf', -Infinity],
  ['.nan', NaN],
  ['.NaN', NaN],
  ['.NAN', NaN],
]);

const yaml11Booleans = new Map<string, boolean>([
  ['y', true],
  ['Y', true],
  ['yes', true],
  ['Yes', true],
  ['YES', true],
  ['on', true],
  ['On', true],
  ['ON', true],
  ['n', false],
  ['N', false],
  ['no', false],
  ['No', false],
  ['NO', false],
  ['off', false],
  ['Off', false],
  ['OFF', false],
]);

const integer = /^([-+]?)(0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|0[0-7_]+|[0-9][0-9_]*)$/;
const float = /^[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$/;

/** The value of an untagged plain scalar. */
export function plainScalar(text: string, dialect: Dialect): unknown {
  const word = words.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  // Only a digit, a sign or a point can start a number; the usual word leaves here.
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (numeric) return plainNumber(text) ?? text;
  if (dialect === 'kubernetes' && text.length <= 3) return yaml11Booleans.get(text) ?? text;
  return text;
}

function plainNumber(text: string): number | undefined {
  const match = integer.exec(text);
  if (match) {
    const sign = match[1] === '-' ? -1 : 1;
    let digits = match[2]!.replaceAll('_', '');
    if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
    const value = Number(digits);
    return Number.isNaN(value) ? undefined : sign * value;
  }
  return float.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

const standardTag = 'tag:yaml.org,2002:';

/** The value of a scalar with a tag; an unknown tag leaves the text as it is. */
export function taggedScalar(text: string, tag: string, dialect: Dialect): unknown {
  const name = tag.startsWith('!!')
    ? tag.slice(2)
    : tag.startsWith(`!<${standardTag}`)
      ? tag.slice(2 + standardTag.length, -1)
      : '';
  switch (name) {
    case 'int':
    case 'float':
    case 'bool':
    case 'null':
      return plainScalar(text, dialect);
    default:
      return text;
  }
}
