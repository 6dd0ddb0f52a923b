import fc from 'fast-check';

/**
 * Random expressions over the functions of Kubernetes' CEL: mostly well typed, now and then not, with
 * values at the edges. Wrong types come in by `dyn`, so that they meet at run time too.
 */
type Grammar = Record<'int' | 'uint' | 'double' | 'text' | 'bool' | 'ints' | 'texts' | 'map' | 'any' | 'time', string>;

const literal = {
  int: fc.constantFrom('0', '1', '2', '-1', '7', '9223372036854775807', '-9223372036854775808', '0x1F', 'x'),
  uint: fc.constantFrom('0u', '1u', '18446744073709551615u', '3u'),
  double: fc.constantFrom('0.0', '1.5', '-2.25', '1e300', '-1e-7', '0.1', '2.0', '1.0 / 0.0', '123456.789'),
  text: fc.constantFrom(
    '""',
    '"a"',
    '"abc"',
    '"héllo"',
    '"😀b"',
    '"a,b,,c"',
    '"10.0.0.1"',
    '"10.0.0.0/8"',
    '"1.2.3"',
    '"500m"',
    '"https://a.b:8/c?d=e"',
    '"  x "',
    '"A-b_c"',
    'object.data.word',
    'object.metadata.name',
    'object.data["dotted.key"]',
    'object.data.nothing',
    'r"\\d+"',
  ),
  bool: fc.constantFrom('true', 'false', 'object.immutable', 'has(object.data.word)', 'has(object.spec)'),
  time: fc.constantFrom(
    'timestamp("2024-02-29T23:59:59.5Z")',
    'timestamp("0001-01-01T00:00:00Z")',
    'timestamp("2024-01-01T00:00:00+14:00")',
    'timestamp(0)',
  ),
};

export const expression = fc.letrec<Grammar>((tie) => {
  const [int, uint, double, text, bool] = [tie('int'), tie('uint'), tie('double'), tie('text'), tie('bool')];
  const [ints, texts, map, any, time] = [tie('ints'), tie('texts'), tie('map'), tie('any'), tie('time')];
  /** Joins the parts of a template: `shape('', ' + ', '')(a, b)`. */
  const made = (template: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.tuple(...parts).map((found) => {
      let index = 0;
      return template.replaceAll('#', () => found[index++]!);
    });
  const of = (...templates: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.oneof({ maxDepth: 4, depthSize: 'small', withCrossShrink: true }, ...templates);
  const operator = (...all: string[]): fc.Arbitrary<string> => fc.constantFrom(...all);
  return {
    int: of(
      literal.int,
      made('(# # #)', int, operator('+', '-', '*', '/', '%'), int),
      made('-(#)', int),
      made('size(#)', any),
      made('#.size()', operator('"abc"', '[1]', '{"a": 1}', 'object.data', 'object.metadata.finalizers')),
      made('#.indexOf(#)', text, text),
      made('#.indexOf(#, #)', text, text, int),
      made('#.lastIndexOf(#)', text, text),
      made('int(#)', any),
      made('(#)[#]', ints, int),
      made('#.sum()', ints),
      made('#.min()', ints),
      made('#.indexOf(#)', ints, int),
      made('(# ? # : #)', bool, int, int),
      made('#.?#.orValue(#)', map, operator('a', 'b', 'word'), int),
      made('quantity(#).asInteger()', text),
      made('semver(#).major()', text),
      made('cidr(#).prefixLength()', text),
      made('#.getDayOfYear(#)', time, operator('', '"Asia/Tokyo"', '"-03:30"', '"Nope"')),
      made('duration(#).getSeconds()', operator('"1h"', '"-1.5s"', '"x"', 'object.data.word')),
    ),
    uint: of(literal.uint, made('(# # #)', uint, operator('+', '-', '*', '/', '%'), uint), made('uint(#)', any)),
    double: of(
      literal.double,
      made('(# # #)', double, operator('+', '-', '*', '/'), double),
      made('double(#)', any),
      made('quantity(#).asApproximateFloat()', text),
    ),
    text: of(
      literal.text,
      made('(# + #)', text, text),
      made('string(#)', any),
      made('#.charAt(#)', text, int),
      made('#.substring(#, #)', text, int, int),
      made('#.substring(#)', text, int),
      made('#.replace(#, #)', text, text, text),
      made('#.replace(#, #, #)', text, text, text, int),
      made('#.upperAscii()', text),
      made('#.lowerAscii()', text),
      made('#.trim()', text),
      made('#.join(#)', texts, text),
      made('#.find(#)', text, operator('"[a-c]+"', '"^$"', 'object.data.badPattern', '"\\\\w"')),
      made('#.format([#])', operator('"%s"', '"%d"', '"%.2f"', '"%x"', '"%s%%"', '"%b"'), any),
      made('(#)[#]', texts, int),
      made('url(#).getHost()', text),
      made('string(ip(#))', text),
      made('string(cidr(#).masked())', text),
      made('strings.quote(#)', text),
    ),
    bool: of(
      literal.bool,
      made('(# && #)', bool, bool),
      made('(# || #)', bool, bool),
      made('!#', bool),
      made('(# # #)', int, operator('<', '<=', '>', '>=', '==', '!='), int),
      made('(# # #)', any, operator('==', '!=', '<'), any),
      made('(# # #)', operator('1', '1u', '1.0', '-1'), operator('==', '<', '>='), operator('1', '2u', '1.5')),
      made('#.startsWith(#)', text, text),
      made('#.contains(#)', text, text),
      made('#.endsWith(#)', text, text),
      made('#.matches(#)', text, operator('"^a"', '"[^b]*$"', '"(?i)B"', 'object.data.badPattern')),
      made('(# in #)', int, ints),
      made('(# in #)', text, texts),
      made('(# in #)', any, operator('object.data', 'object.metadata.finalizers', '{"a": 1}')),
      made('#.all(x, x # #)', ints, operator('<', '==', '>'), int),
      made('#.exists(x, # / x > #)', ints, int, int),
      made('#.exists_one(x, x == #)', ints, int),
      made('#.all(i, x, i <= x)', ints),
      made('sets.contains(#, #)', ints, ints),
      made('sets.intersects(#, #)', texts, texts),
      made('#.isSorted()', ints),
      made('isIP(#)', text),
      made('isCIDR(#)', text),
      made('isQuantity(#)', text),
      made('isSemver(#)', text),
      made('isURL(#)', text),
      made('cidr(#).containsIP(#)', text, text),
      made('quantity(#).isGreaterThan(quantity(#))', text, text),
      made('semver(#).isLessThan(semver(#))', text, text),
      made('format.dns1123Label().validate(#).hasValue()', text),
      made('has(#.#)', map, operator('a', 'b')),
      made('(# < #)', time, time),
    ),
    ints: of(
      fc.constantFrom('[]', '[1, 2, 3]', '[3, 1, 2, 1]', '[0]', 'lists.range(3)'),
      made('[#, #]', int, int),
      made('(# + #)', ints, ints),
      made('#.map(x, x # #)', ints, operator('+', '*', '/'), int),
      made('#.filter(x, x # #)', ints, operator('>', '!='), int),
      made('#.sort()', ints),
      made('#.reverse()', ints),
      made('#.distinct()', ints),
      made('#.slice(#, #)', ints, int, int),
      made('#.transformList(i, v, i + v)', ints),
      made('#.sortBy(x, -x)', ints),
    ),
    texts: of(
      fc.constantFrom('[]', '["a", "b"]', 'object.metadata.finalizers', '["x"]'),
      made('#.split(#)', text, text),
      made('#.split(#, #)', text, text, int),
      made('#.findAll(#)', text, operator('"[a-z]"', '"\\\\d*"')),
      made('#.map(x, x + #)', texts, text),
      made('#.map(x, string(x))', ints),
      made('[#]', text),
    ),
    map: of(
      fc.constantFrom('{"a": 1}', '{"a": 1, "b": 2}', '{}'),
      made('{"a": #}', int),
      made('{#: #, "z": 0}', text, int),
      made('#.transformMap(k, v, v + 1)', map),
    ),
    time: of(literal.time, made('(# # duration(#))', time, operator('+', '-'), operator('"24h"', '"-1ns"', '"9e9s"'))),
    any: of(
      int,
      uint,
      double,
      text,
      bool,
      ints,
      texts,
      map,
      time,
      fc.constantFrom('null', 'b"\\xff"', 'b"a"', 'object.data', 'oldObject', 'duration("1h")', 'type(1)'),
      made('dyn(#)', any),
      made('optional.of(#).value()', any),
    ),
  };
}).any;
