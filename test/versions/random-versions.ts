/** Random versions that know where each format is odd, from a seed: the same seed gives the same versions. */
export type Random = (below: number) => number;

/** mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Write = (random: Random) => string;

const one =
  <T>(...choices: readonly T[]): ((random: Random) => T) =>
  (random) =>
    choices[random(choices.length)]!;

/** Numbers that are alike but for zeros, and neighbours where digits are added. */
const number = one('0', '0', '1', '1', '2', '9', '10', '11', '99', '100', '20240101', '999999999');
const paddedNumber = one('00', '01', '001', '010', '0', '1', '2', '10');

const maybe =
  (percent: number, write: Write): Write =>
  (random) =>
    random(100) < percent ? write(random) : '';

const times =
  (least: number, most: number, write: Write, between: Write = () => ''): Write =>
  (random) =>
    Array.from({ length: least + random(most - least + 1) }, (_, at) =>
      at === 0 ? write(random) : between(random) + write(random),
    ).join('');

const all =
  (...writes: readonly (string | Write)[]): Write =>
  (random) =>
    writes.map((write) => (typeof write === 'string' ? write : write(random))).join('');

const either =
  (...writes: readonly Write[]): Write =>
  (random) =>
    one(...writes)(random)(random);

const dotted = (least: number, most: number): Write => times(least, most, number, () => '.');
/** Of all characters a format gives a meaning to, in any order: mostly invalid. */
const soup = (...pieces: readonly string[]): Write => times(1, 6, one(...pieces));

const semanticIdentifier = one(
  '0',
  '1',
  '2',
  '10',
  'a',
  'A',
  'alpha',
  'beta',
  'rc',
  'rc1',
  '1a',
  '-',
  '--1',
  '-1',
  '0a',
  'x',
  'y.z',
  '3',
  '20240101000000-abcdef123456',
  '0',
);
const semanticNumber = either(
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  paddedNumber,
);
const semantic = all(
  times(3, 3, semanticNumber, () => '.'),
  maybe(
    50,
    all(
      '-',
      times(1, 4, semanticIdentifier, () => '.'),
    ),
  ),
  maybe(
    20,
    all(
      '+',
      times(1, 2, one('1', '01', 'build', 'incompatible', '-'), () => '.'),
    ),
  ),
);

/** By OSV's name of the ecosystem. */
export const writers: Readonly<Record<string, Write>> = {
  Debian: either(
    all(
      maybe(25, all(one('0', '00', '1', '2', '10', '01'), ':')),
      number,
      times(
        0,
        4,
        either(
          number,
          paddedNumber,
          one('.', '.', '-', '~', '~~', '+', 'a', 'Z', 'rc', '~rc', '+dfsg', '+b', 'ubuntu', '.0', '~deb12u', 'z', ':'),
        ),
      ),
      maybe(
        60,
        all(
          '-',
          either(
            number,
            paddedNumber,
            all(number, one('~', '+', 'ubuntu', '.', '+deb12u', 'a', '+b'), maybe(70, number)),
          ),
        ),
      ),
    ),
    soup('0', '1', '10', 'a', '~', '+', '.', '-', ':', '_', '/', '1:'),
  ),
  'Red Hat': either(
    all(
      maybe(25, all(one('0', '00', '1', '2', '10', '', 'a'), ':')),
      times(
        1,
        6,
        either(
          number,
          paddedNumber,
          one('.', '.', '~', '^', '_', '+', 'a', 'rc', 'git', 'el', '~rc', '^git', '.0', 'Z', '..'),
        ),
      ),
      maybe(60, all('-', times(0, 4, either(number, one('.', '.el9', '~', '^', '_', 'a', '.module+el9', ''))))),
    ),
    soup('0', '1', 'a', 'b', '~', '^', '.', '-', ':', '_', '+', 'é', '10'),
  ),
  Alpine: either(
    all(
      times(1, 4, either(number, number, paddedNumber), () => '.'),
      maybe(25, one('a', 'b', 'z')),
      times(
        0,
        2,
        all(
          '_',
          one('alpha', 'beta', 'pre', 'rc', 'cvs', 'svn', 'git', 'hg', 'p'),
          maybe(60, either(number, paddedNumber)),
        ),
      ),
      maybe(60, all('-r', either(number, paddedNumber))),
    ),
    soup('0', '1', '00', '.', '.', 'a', 'r', '_', '_p', '_rc', '_foo', '-r', '-', 'A', '2', '10', '-r1', '_alpha1'),
  ),
  PyPI: either(
    all(
      maybe(8, one('v', 'V')),
      maybe(15, all(one('0', '1', '2', '01'), '!')),
      times(1, 4, either(number, paddedNumber), () => '.'),
      maybe(
        40,
        all(
          one('', '.', '-', '_'),
          one('a', 'b', 'c', 'rc', 'alpha', 'beta', 'pre', 'preview', 'A', 'RC', 'Beta'),
          one('', '', '.', '-', '_'),
          maybe(70, either(number, paddedNumber)),
        ),
      ),
      maybe(
        30,
        either(
          all('-', number),
          all(one('', '.', '-', '_'), one('post', 'rev', 'r', 'POST'), one('', '', '.', '-', '_'), maybe(70, number)),
        ),
      ),
      maybe(30, all(one('', '.', '-', '_'), one('dev', 'DEV'), one('', '', '.', '-', '_'), maybe(70, number))),
      maybe(20, all('+', times(1, 3, one('1', '01', '10', 'a', 'abc', 'ABC', '1a', 'ubuntu'), one('.', '-', '_')))),
    ),
    soup('1', '0', '.', '-', '_', 'a', 'rc', 'post', 'dev', '+', '!', 'x', '*', '1.0'),
  ),
  RubyGems: either(
    all(
      times(1, 4, either(number, paddedNumber), () => '.'),
      times(0, 3, all('.', one('a', 'b', 'rc', 'pre', 'beta', 'A', 'z', 'rc1', '1a', 'a1', '0', '00', '1'))),
      maybe(25, all('-', one('a', '1', '0', 'x86', 'java', '-', 'rc.1', 'rc-1', '1.0'))),
    ),
    soup('1', '0', '.', '-', 'a', 'B', '_', '+', '1.0'),
  ),
  Maven: either(
    all(
      either(number, paddedNumber),
      times(
        0,
        5,
        all(
          one('.', '.', '-', ''),
          either(
            number,
            paddedNumber,
            one(
              'a',
              'b',
              'm',
              'alpha',
              'beta',
              'milestone',
              'rc',
              'cr',
              'snapshot',
              'SNAPSHOT',
              'ga',
              'final',
              'Final',
              'release',
              'RELEASE',
              'sp',
              'x',
              'jre',
              'Alpha',
              '',
              'foo',
              '1a',
              'a1',
            ),
          ),
        ),
      ),
    ),
    soup('0', '1', '.', '-', 'a', 'ga', 'sp', 'x', '_', '+', 'rc', '10', '1000000000000', '99999999999999999999'),
  ),
  Go: either(
    all('v', semantic),
    all('v', semantic),
    all('v', semantic),
    all(
      'v',
      dotted(1, 3),
      one('', '', '-0', '-rc.1', '-0.20240101000000-abcdefabcdef', '+incompatible', '-pre+incompatible'),
    ),
    all(
      'go',
      one('1', '1', '2', '01'),
      maybe(90, all('.', one('0', '9', '20', '21', '22', '100', '020'))),
      either(
        () => '',
        all('.', number),
        all(one('rc', 'beta', 'alpha', 'x'), one('1', '2', '10', '01', '')),
        one('-fips', '-', '.1rc1', '.1-x', 'rc', 'RC1'),
      ),
    ),
    soup('v', '1', '.', '0', '-', '+', 'go', 'rc'),
  ),
  npm: either(
    semantic,
    all(one('v', '', ''), semantic),
    all(semanticNumber, '.', semanticNumber, '.', one('9007199254740991', '9007199254740992', '0', '1')),
    soup('1', '0', '.', '-', '+', 'v', 'a', '1.0.0', '='),
  ),
  Packagist: either(
    all(
      one('v', 'V', '', '', '', ''),
      times(1, 4, either(number, number, paddedNumber), () => '.'),
      maybe(
        50,
        all(
          one('', '.', '-', '_'),
          one('stable', 'beta', 'b', 'RC', 'rc', 'alpha', 'a', 'patch', 'pl', 'p', 'Beta', 'Rc', 'ALPHA'),
          maybe(70, all(one('', '', '.', '-'), number, maybe(20, all('.', number)))),
        ),
      ),
      maybe(20, one('-dev', 'dev', '.dev', '@dev', '@beta', '-DEV')),
      maybe(10, one('+build', '+1.2', '+')),
    ),
    all(
      '20',
      one('10', '24'),
      one('', '-', '.', ':'),
      one('01', '12'),
      maybe(60, all(one('', '-', '.', ':'), one('01', '31'))),
      maybe(30, one('-1', '.123', '-beta', '1234')),
    ),
    one(
      'dev-main',
      'dev-foo',
      'dev-1.0',
      'master',
      'trunk',
      '1.x-dev',
      '1.2.x-dev',
      'x-dev',
      'dev-',
      '1.0.*',
      'DEV-main',
    ),
    soup('1', '0', '.', '-', '_', 'a', 'dev', 'rc', 'p', 'v', '#', '+', '1.0', 'x', '~'),
  ),
};

/** A pair: two of a kind, or one beside a small change of it, where orders are decided. */
export function pair(random: Random, write: Write): readonly [string, string] {
  const left = write(random);
  const right = random(3) === 0 ? write(random) : changed(random, left, write(random));
  return random(2) === 0 ? [left, right] : [right, left];
}

function changed(random: Random, text: string, other: string): string {
  const at = random(text.length + 1);
  const changes: readonly (() => string)[] = [
    () => text.slice(0, at) + other.slice(Math.min(at, other.length)),
    () => text.slice(0, at) + text.slice(at + 1),
    () => text.slice(0, at) + one('0', '1', 'a', '.', '-', '.0', '-0', '.1')(random) + text.slice(at),
    () => text.slice(0, at),
    // Up to a separator, where what follows may make it older or newer.
    () => text.slice(0, Math.max(0, text.slice(0, at).search(/[^0-9A-Za-z][0-9A-Za-z]*$/))),
    () => text.slice(0, Math.max(0, text.search(/[^0-9A-Za-z.]/))),
    () => text + one('.0', '-0', '.1', '-1', 'a', '0')(random),
    () => text,
  ];
  const result = changes[random(changes.length)]!();
  return result === '' ? text : result;
}
